//! A source as its editors see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::query::EditedSource;
use super::view::AuthorisationPeriod;
use crate::catalog::SourceKind;
use crate::reference::edit::{Head, Kept};
use crate::state::State;

/// A source for those who edit it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialSource {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "bei-wan-wan-bao")]
    pub slug: String,
    /// The slugs that it had before, which go on leading to it.
    #[schema(example = json!(["bei-wan"]))]
    pub former_slugs: Vec<String>,
    /// Its name.
    #[schema(example = "北湾晚报")]
    pub name: String,
    /// The id of the medium that it is an edition of; null for a medium.
    #[schema(format = "uuid", example = json!(null))]
    pub parent: Option<String>,
    /// What kind of medium it is; null where that is not said.
    #[schema(example = "newspaper")]
    pub kind: Option<SourceKind>,
    /// Its other names, in order.
    #[schema(example = json!(["北湾晚报社"]))]
    pub aliases: Vec<String>,
    /// What lists say of it, oldest first. Where they say nothing of an edition, what they say of its medium counts.
    pub authorisations: Vec<AuthorisationPeriod>,
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

impl EditorialSource {
    /// What editors see of it.
    #[must_use]
    pub fn of(state: &State, kept: &Kept<EditedSource>) -> Self {
        let Kept { thing, former_slugs } = kept;
        let EditedSource { head, parent, kind, aliases, periods } = thing;
        let Head { id, slug, name, version, seq, created_at, updated_at: _ } = head;
        Self {
            id: id.to_string(),
            slug: slug.clone(),
            former_slugs: former_slugs.clone(),
            name: name.clone(),
            parent: parent.map(|parent| parent.to_string()),
            kind: *kind,
            aliases: aliases.clone(),
            authorisations: periods.iter().map(Into::into).collect(),
            version: *version,
            seq: *seq,
            created_at: state.time(*created_at),
        }
    }
}
