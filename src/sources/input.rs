//! What editors send of sources.

use utoipa::ToSchema;

use super::query::EditedSource;
use crate::catalog::SourceKind;
use crate::catalog::sourcing::save::other_names_of;
use crate::kernel::error::FieldCode;
use crate::kernel::limits;
use crate::kernel::slug::{MAX_LENGTH, Slug};
use crate::reference::edit::{self, MAX_NAME, Said};
use crate::web::body::Object;
use crate::web::forms::{NameOrId, Title};

/// Most other names of a source.
pub const MAX_ALIASES: usize = limits::ALIASES;

/// A new source.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct SourceInput {
    /// Its name, unique among media, or among the editions of one, and no other source's alias.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "北湾晚报")]
    name: String,
    /// Its slug, which no other source has or had; the pinyin of its name when absent.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "bei-wan-wan-bao")]
    slug: Option<String>,
    /// The medium that it is an edition of, by slug or id; a medium itself when absent or null. Editions have no editions.
    #[schema(value_type = Option<NameOrId>, example = json!(null))]
    parent: Option<String>,
    /// What kind of medium it is.
    #[schema(example = "newspaper")]
    kind: Option<SourceKind>,
    /// Other names by which imports and editors find it, unique among all sources' names and aliases. Its own name is left out.
    #[schema(value_type = Option<Vec<Title>>, required = false, max_items = 100, example = json!(["北湾晚报社"]))]
    aliases: Option<Vec<String>>,
}

/// What is to change of a source (RFC 7396); what is left out stays as it is.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct SourcePatch {
    /// Its name, unique among media, or among the editions of one, and no other source's alias.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 500,
        pattern = "trimmed-line",
        example = "北湾晚报"
    )]
    name: Option<String>,
    /// Its slug, which no other source has or had; the one until now goes on leading to it.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "bei-wan-wan-bao")]
    slug: Option<String>,
    /// The medium that it is an edition of, by slug or id; null makes it a medium. Its articles move along.
    #[schema(value_type = Option<NameOrId>, example = json!(null))]
    parent: Option<String>,
    /// What kind of medium it is; null where that is not to be said.
    #[schema(example = "newspaper")]
    kind: Option<SourceKind>,
    /// All its other names, in place of those it has; null for none. Its own name is left out.
    #[schema(value_type = Option<Vec<Title>>, max_items = 100, example = json!(["北湾晚报社"]))]
    aliases: Option<Vec<String>>,
}

/// What a source is to be an edition of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Above {
    /// Nothing: it is a medium.
    Nothing,
    /// The medium of this slug or id.
    Medium(String),
}

/// What is to be of a source; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Its name.
    pub name: Option<String>,
    /// Its slug.
    pub slug: Option<Slug>,
    /// What it is an edition of.
    pub above: Option<Above>,
    /// Its kind, or that it has none.
    pub kind: Option<Said<SourceKind>>,
    /// Its other names.
    pub aliases: Option<Vec<String>>,
}

impl Changes {
    /// Makes a source what it is to be, its slug and its medium aside.
    pub(super) fn apply(self, source: &mut EditedSource) {
        let Self { name, slug: _, above: _, kind, aliases } = self;
        if let Some(name) = name {
            source.head.name = name;
        }
        if let Some(kind) = kind {
            source.kind = kind.into();
        }
        if let Some(aliases) = aliases {
            source.aliases = aliases;
        }
        let EditedSource { head, aliases, .. } = source;
        *aliases = other_names_of(&head.name, std::mem::take(aliases));
    }
}

/// Reads a new source; its name first of all.
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
    let above = object.gives("parent").then(|| match object.optional_text("parent", 1..=MAX_LENGTH) {
        Some(name) => Above::Medium(name),
        None => Above::Nothing,
    });
    let kind = object.gives("kind").then(|| match object.is_null("kind") {
        true => Said::Nothing,
        false => object.word("kind", &SourceKind::WORDS).into(),
    });
    let aliases = object.gives("aliases").then(|| aliases(object));
    Changes { name: None, slug: edit::slug(object), above, kind, aliases }
}

/// Reads the other names.
fn aliases(object: &Object) -> Vec<String> {
    let names = object.texts("aliases", MAX_ALIASES);
    for (at, name) in names.iter().enumerate() {
        let length = name.chars().count();
        if length > MAX_NAME {
            let detail = format!("It has {length} characters; from 1 to {MAX_NAME} are taken.");
            object.refuse_item("aliases", at, FieldCode::OutOfRange, detail);
        }
    }
    names
}
