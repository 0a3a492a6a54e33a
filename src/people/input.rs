//! What editors send of people.

use utoipa::ToSchema;

use crate::kernel::slug::Slug;
use crate::reference::edit;
use crate::web::body::Object;

/// A new person.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct PersonInput {
    /// The name, unique among people.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "罗平岭")]
    name: String,
    /// The slug, which nobody else has or had; the pinyin of the name when absent.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "luo-ping-ling")]
    slug: Option<String>,
}

/// What is to change of a person (RFC 7396); what is left out stays as it is.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct PersonPatch {
    /// The name, unique among people.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 500,
        pattern = "trimmed-line",
        example = "罗平岭"
    )]
    name: Option<String>,
    /// The slug, which nobody else has or had; the one until now goes on leading to them.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "luo-ping-ling")]
    slug: Option<String>,
}

/// What is to be of a person; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The name.
    pub name: Option<String>,
    /// The slug.
    pub slug: Option<Slug>,
}

/// Reads a new person: name and slug.
pub(super) fn new(object: &Object) -> Option<(String, Option<Slug>)> {
    let name = edit::name(object);
    let slug = edit::slug(object);
    Some((name?, slug))
}

/// Reads what is to change.
pub(super) fn changes(object: &Object) -> Changes {
    Changes { name: if object.gives("name") { edit::name(object) } else { None }, slug: edit::slug(object) }
}
