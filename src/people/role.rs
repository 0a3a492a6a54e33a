//! The part that somebody had in an article.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The part that somebody had in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Wrote it (作者).
    Author,
    /// Reported it (记者、通讯员).
    Reporter,
    /// Edited it (编辑、责任编辑).
    Editor,
    /// Took its pictures (摄影).
    Photographer,
    /// Read the proofs (校对).
    Proofreader,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Author, Self::Reporter, Self::Editor, Self::Photographer, Self::Proofreader];

    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Reporter => "reporter",
            Self::Editor => "editor",
            Self::Photographer => "photographer",
            Self::Proofreader => "proofreader",
        }
    }

    /// The role of that word, if there is one.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}
