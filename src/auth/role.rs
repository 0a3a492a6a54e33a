//! The roles of the newsroom.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an account or token may do goes by its role; each has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = AccountRole)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Writes articles of their own (记者).
    Reporter,
    /// Works on everybody's articles and keeps the names in order (编辑).
    Editor,
    /// Reviews what others wrote (审核).
    Reviewer,
    /// Answers for what is published (总编、值班主任).
    Chief,
    /// Keeps accounts and tokens (管理员); content is not theirs to change.
    Admin,
    /// Reads what is published: the role of a reader's key.
    Reader,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [Self::Reporter, Self::Editor, Self::Reviewer, Self::Chief, Self::Admin, Self::Reader];

    /// The word used in JSON and in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Editor => "editor",
            Self::Reviewer => "reviewer",
            Self::Chief => "chief",
            Self::Admin => "admin",
            Self::Reader => "reader",
        }
    }

    /// The role of that word, if there is one.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}
