//! A tag as its editors see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::query::EditedTag;
use crate::reference::edit::{Head, Kept};
use crate::state::State;

/// A tag for those who edit it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialTag {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "fang-xun")]
    pub slug: String,
    /// The slugs that lead to it beside that one: its own former ones, and those of tags that were merged into it.
    #[schema(example = json!(["fang-hong"]))]
    pub former_slugs: Vec<String>,
    /// Its name.
    #[schema(example = "防汛")]
    pub name: String,
    /// The vocabulary: `keyword` for free words, or the name of a coded one such as `medtop` (IPTC Media Topics).
    #[schema(example = "keyword")]
    pub scheme: String,
    /// Its code in the vocabulary; null where it has none.
    #[schema(example = json!(null))]
    pub code: Option<String>,
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

impl EditorialTag {
    /// What editors see of it.
    #[must_use]
    pub fn of(state: &State, kept: &Kept<EditedTag>) -> Self {
        let Kept { thing, former_slugs } = kept;
        let EditedTag { head, scheme, code } = thing;
        let Head { id, slug, name, version, seq, created_at, updated_at: _ } = head;
        Self {
            id: id.to_string(),
            slug: slug.clone(),
            former_slugs: former_slugs.clone(),
            name: name.clone(),
            scheme: scheme.clone(),
            code: code.clone(),
            version: *version,
            seq: *seq,
            created_at: state.time(*created_at),
        }
    }
}
