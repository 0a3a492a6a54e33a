//! A column as its editors see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::query::EditedColumn;
use super::view::ColumnStatus;
use crate::reference::edit::{Head, Kept};
use crate::state::State;

/// A column for those who edit it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialColumn {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "zou-du-qing-he")]
    pub slug: String,
    /// The slugs that it had before, which go on leading to it.
    #[schema(example = json!(["qing-he"]))]
    pub former_slugs: Vec<String>,
    /// Its name.
    #[schema(example = "走读清河:一条河与一座城")]
    pub name: String,
    /// The name as printed in 【】 before its articles' titles; null where it is the full one.
    #[schema(example = "走读清河")]
    pub short_name: Option<String>,
    /// Whether more articles are to come.
    #[schema(example = "open")]
    pub status: ColumnStatus,
    /// The note with which it was opened (开栏语); null where none is known.
    #[schema(example = "从本期起,本报开设“走读清河”专栏。")]
    pub opening_note: Option<String>,
    /// How often it was changed, from 1; its `ETag` says the same.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// The line of the change log that brought this state, for `min_seq`; 0 where none is known.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-03-01T10:00:00+08:00")]
    pub created_at: String,
}

impl EditorialColumn {
    /// What editors see of it.
    #[must_use]
    pub fn of(state: &State, kept: &Kept<EditedColumn>) -> Self {
        let Kept { thing, former_slugs } = kept;
        let EditedColumn { head, short_name, is_open, opening_note, opening_note_at: _ } = thing;
        let Head { id, slug, name, version, seq, created_at, updated_at: _ } = head;
        Self {
            id: id.to_string(),
            slug: slug.clone(),
            former_slugs: former_slugs.clone(),
            name: name.clone(),
            short_name: short_name.clone(),
            status: ColumnStatus::of(*is_open),
            opening_note: opening_note.clone(),
            version: *version,
            seq: *seq,
            created_at: state.time(*created_at),
        }
    }
}
