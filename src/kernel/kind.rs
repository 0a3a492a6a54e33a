//! The kinds of things that have a name, a slug and lines in the change log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a change or a reference is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One news item.
    Article,
    /// A place on the site, in a tree.
    Channel,
    /// A running series.
    Column,
    /// A medium, or an edition of one.
    Source,
    /// A named contributor.
    Person,
    /// A keyword or a coded subject.
    Tag,
    /// Articles put together by hand.
    Collection,
    /// The site itself.
    Site,
}

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Article,
        Self::Channel,
        Self::Column,
        Self::Source,
        Self::Person,
        Self::Tag,
        Self::Collection,
        Self::Site,
    ];

    /// The word used in JSON, in the database and in parameters.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Channel => "channel",
            Self::Column => "column",
            Self::Source => "source",
            Self::Person => "person",
            Self::Tag => "tag",
            Self::Collection => "collection",
            Self::Site => "site",
        }
    }

    /// The kind of that word, if there is one.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
