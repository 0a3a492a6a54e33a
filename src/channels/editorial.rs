//! A channel as its editors see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::query::EditedChannel;
use crate::reference::edit::{Head, Kept};
use crate::state::State;

/// A channel for those who edit it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialChannel {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "wen-hua")]
    pub slug: String,
    /// The slugs that it had before, which go on leading to it.
    #[schema(example = json!(["wen-yi"]))]
    pub former_slugs: Vec<String>,
    /// Its name.
    #[schema(example = "文化")]
    pub name: String,
    /// The id of the channel that it stands below; null at the top.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e60")]
    pub parent: Option<String>,
    /// Its place among its siblings, from 0.
    #[schema(minimum = 0, example = 0)]
    pub position: i32,
    /// How often it was changed, from 1; its `ETag` says the same. A sibling that takes its place changes it, too.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// The line of the change log that brought this state, for `min_seq`; 0 where none is known.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-03-01T10:00:00+08:00")]
    pub created_at: String,
}

impl EditorialChannel {
    /// What editors see of it.
    #[must_use]
    pub fn of(state: &State, kept: &Kept<EditedChannel>) -> Self {
        let Kept { thing, former_slugs } = kept;
        let EditedChannel { head, parent, position } = thing;
        let Head { id, slug, name, version, seq, created_at, updated_at: _ } = head;
        Self {
            id: id.to_string(),
            slug: slug.clone(),
            former_slugs: former_slugs.clone(),
            name: name.clone(),
            parent: parent.map(|parent| parent.to_string()),
            position: *position,
            version: *version,
            seq: *seq,
            created_at: state.time(*created_at),
        }
    }
}
