//! What editors send of columns.

use utoipa::ToSchema;

use super::query::{BY_AN_EDITOR, EditedColumn};
use super::view::ColumnStatus;
use crate::kernel::slug::Slug;
use crate::reference::edit::{self, Said};
use crate::web::body::Object;

/// Most characters of an opening note.
const NOTE: usize = crate::kernel::limits::TEXT;

/// A new column.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct ColumnInput {
    /// Its name, unique among columns.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "走读清河:一条河与一座城")]
    name: String,
    /// The name as printed in 【】 before its articles' titles, where it differs.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "走读清河")]
    short_name: Option<String>,
    /// Its slug, which no other column has or had; the pinyin of its short name or name when absent.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "zou-du-he")]
    slug: Option<String>,
    /// Whether more articles are to come; `open` when absent.
    #[schema(value_type = ColumnStatus, required = false, example = "open")]
    status: Option<ColumnStatus>,
    /// The note with which it is opened (开栏语). While none is given here, that of its earliest article that has one is taken.
    #[schema(min_length = 1, max_length = 20_000, pattern = "lines", example = "从本期起,本报开设“走读清河”专栏。")]
    opening_note: Option<String>,
}

/// What is to change of a column (RFC 7396); what is left out stays as it is.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct ColumnPatch {
    /// Its name, unique among columns.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 500,
        pattern = "trimmed-line",
        example = "走读清河:一条河与一座城"
    )]
    name: Option<String>,
    /// The name as printed in 【】 before its articles' titles; null where it is the full one.
    #[schema(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "走读清河")]
    short_name: Option<String>,
    /// Its slug, which no other column has or had; the one until now goes on leading to it.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "zou-du-he")]
    slug: Option<String>,
    /// Whether more articles are to come.
    #[schema(value_type = ColumnStatus, required = false, example = "closed")]
    status: Option<ColumnStatus>,
    /// The note with which it was opened (开栏语); null for none. What is given here no article takes the place of.
    #[schema(min_length = 1, max_length = 20_000, pattern = "lines", example = "从本期起,本报开设“走读清河”专栏。")]
    opening_note: Option<String>,
}

/// What is to be of a column; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Its name.
    pub name: Option<String>,
    /// Its slug.
    pub slug: Option<Slug>,
    /// The name before titles, or that there is none.
    pub short_name: Option<Said<String>>,
    /// Whether it goes on.
    pub status: Option<ColumnStatus>,
    /// The opening note, or that there is none.
    pub opening_note: Option<Said<String>>,
}

impl Changes {
    /// Makes a column what it is to be, its slug aside.
    pub(super) fn apply(self, column: &mut EditedColumn) {
        let Self { name, slug: _, short_name, status, opening_note } = self;
        if let Some(name) = name {
            column.head.name = name;
        }
        if let Some(short_name) = short_name {
            column.short_name = short_name.into();
        }
        if let Some(status) = status {
            column.is_open = status == ColumnStatus::Open;
        }
        if let Some(note) = opening_note.map(Option::from).filter(|note| *note != column.opening_note) {
            column.opening_note = note;
            column.opening_note_at = Some(BY_AN_EDITOR);
        }
    }
}

/// Reads a new column; its name first of all.
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
    let words = [("open", ColumnStatus::Open), ("closed", ColumnStatus::Closed)];
    Changes {
        name: None,
        slug: edit::slug(object),
        short_name: object.gives("short_name").then(|| edit::line(object, "short_name").into()),
        status: if object.gives("status") { object.word("status", &words) } else { None },
        opening_note: object.gives("opening_note").then(|| object.optional_text("opening_note", 1..=NOTE).into()),
    }
}
