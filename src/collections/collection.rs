//! What a collection is, without what stands in it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::limits;
use crate::store::change_log::Event;

/// Most characters of a name.
pub const MAX_NAME: usize = limits::COLLECTION_NAME;
/// Most characters of a summary.
pub const MAX_SUMMARY: usize = limits::COLLECTION_SUMMARY;

/// Who sees a collection, and whether it goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EditorialCollectionStatus)]
pub enum Status {
    /// Only the newsroom sees it.
    Hidden,
    /// Readers see it, and it goes on.
    #[default]
    Open,
    /// Readers see it; it has ended.
    Closed,
}

impl Status {
    /// Every status, by its word.
    pub const WORDS: [(&'static str, Self); 3] =
        [("hidden", Self::Hidden), ("open", Self::Open), ("closed", Self::Closed)];

    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The status of that word, if there is one.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, status)| status)
    }

    /// Whether readers see it.
    #[must_use]
    pub fn is_shown(self) -> bool {
        self != Self::Hidden
    }

    /// What readers notice of a change from this status to another; nothing where they see neither.
    #[must_use]
    pub fn change_to(self, after: Self) -> Option<Event> {
        match (self.is_shown(), after.is_shown()) {
            (false, false) => None,
            (false, true) => Some(Event::Published),
            (true, false) => Some(Event::Unpublished),
            (true, true) => Some(Event::Updated),
        }
    }
}

/// A collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on.
    pub status: Status,
    /// Goes up with every change of it or of what stands in it: its entity tag.
    pub version: i64,
    /// The line of the change log that brought this state, 0 where none did, since no reader sees it.
    pub seq: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it or what stands in it was last changed, in milliseconds since 1970.
    pub updated_at: i64,
}
