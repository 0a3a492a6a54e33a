//! What editors send of tags.

use utoipa::ToSchema;

use super::query::EditedTag;
use crate::kernel::limits;
use crate::kernel::slug::Slug;
use crate::reference::edit::{self, Said};
use crate::web::body::Object;

/// Most characters of the name of a vocabulary.
pub(super) const MAX_SCHEME: usize = limits::CODE;
/// Most characters of a code.
pub const MAX_CODE: usize = limits::CODE;

/// A new tag.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct TagInput {
    /// Its name, unique in its vocabulary.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "防汛")]
    name: String,
    /// Its slug, which no other tag has or had; the pinyin of its name when absent.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "fang-xun")]
    slug: Option<String>,
    /// The vocabulary; `keyword`, that of free words, when absent.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 64,
        pattern = "trimmed-line",
        example = "keyword"
    )]
    scheme: Option<String>,
    /// Its code in the vocabulary, which no other tag there has; null for none.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = "trimmed-line",
        example = json!(null)
    )]
    code: Option<String>,
}

/// What is to change of a tag (RFC 7396); what is left out stays as it is.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct TagPatch {
    /// Its name, unique in its vocabulary.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 500,
        pattern = "trimmed-line",
        example = "防汛"
    )]
    name: Option<String>,
    /// Its slug, which no other tag has or had; the one until now goes on leading to it.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "fang-xun")]
    slug: Option<String>,
    /// The vocabulary.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 64,
        pattern = "trimmed-line",
        example = "keyword"
    )]
    scheme: Option<String>,
    /// Its code in the vocabulary, which no other tag there has; null for none.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = "trimmed-line",
        example = json!(null)
    )]
    code: Option<String>,
}

/// What is to be of a tag; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Its name.
    pub name: Option<String>,
    /// Its slug.
    pub slug: Option<Slug>,
    /// The vocabulary.
    pub scheme: Option<String>,
    /// Its code, or that there is none.
    pub code: Option<Said<String>>,
}

impl Changes {
    /// Makes a tag what it is to be, its slug aside.
    pub(super) fn apply(self, tag: &mut EditedTag) {
        let Self { name, slug: _, scheme, code } = self;
        if let Some(name) = name {
            tag.head.name = name;
        }
        if let Some(scheme) = scheme {
            tag.scheme = scheme;
        }
        if let Some(code) = code {
            tag.code = code.into();
        }
    }
}

/// Reads a new tag; its name first of all.
pub(super) fn new(object: &Object) -> Option<(String, Changes)> {
    let name = edit::name(object);
    let rest = rest(object);
    Some((name?, rest))
}

/// Reads what is to change.
pub(super) fn changes(object: &Object) -> Changes {
    let name = if object.gives("name") { edit::name(object) } else { None };
    Changes { name, ..rest(object) }
}

/// Reads all but the name.
fn rest(object: &Object) -> Changes {
    let scheme = if object.gives("scheme") { object.text("scheme", 1..=MAX_SCHEME) } else { None };
    let scheme = scheme.and_then(|_| object.line("scheme", 1..=MAX_SCHEME));
    let code = object.gives("code").then(|| object.line("code", 1..=MAX_CODE));
    Changes { name: None, slug: edit::slug(object), scheme, code: code.map(Said::from) }
}
