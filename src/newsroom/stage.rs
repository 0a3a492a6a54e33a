//! How far the latest revision of an article is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far the latest revision of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is being written.
    Draft,
    /// It was handed in and waits for the next level of review.
    Submitted,
    /// A reviewer gave it back with a comment.
    Returned,
    /// Every level of review has approved it.
    Approved,
    /// It is what readers see, or saw last.
    Published,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Submitted, Self::Returned, Self::Approved, Self::Published];

    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }

    /// The stage of that word; an unknown word means the first.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|stage| stage.word() == word).unwrap_or(Self::Draft)
    }
}
