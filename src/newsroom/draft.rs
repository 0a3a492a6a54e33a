//! A draft and its revisions, as the newsroom has them.

use uuid::Uuid;

use super::stage::Stage;
use crate::articles::manuscript::Manuscript;
use crate::auth::{Actor, Permission};
use crate::kernel::error::{Code, Error, Result};

/// How far an article is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which article.
    pub article: Uuid,
    /// `draft`, `published`, `unpublished` or `withdrawn`: what it is to readers.
    pub state: String,
    /// The slug that readers know; nothing before it is published.
    pub slug: Option<String>,
    /// The number of the revision that readers see, or saw last; 0 before it is published.
    pub published_revision: i32,
    /// The number of its latest revision.
    pub revision: i32,
    /// Goes up with every change: its entity tag.
    pub version: i64,
    /// How far the latest revision is.
    pub stage: Stage,
    /// How many levels of review have approved it.
    pub level: i32,
    /// The main headline of the latest revision.
    pub title: String,
    /// Who began it; nobody where it was imported.
    pub author: Option<Uuid>,
    /// The name of that account at that time.
    pub author_name: Option<String>,
    /// When it was begun, in milliseconds since 1970.
    pub created_at: i64,
    /// When something of it last changed, in milliseconds since 1970.
    pub edited_at: i64,
    /// Who changed that.
    pub edited_by: Option<String>,
}

/// One revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Which article.
    pub article: Uuid,
    /// Its number.
    pub number: i32,
    /// What it says.
    pub manuscript: Manuscript,
    /// SHA-256 of the canonical text, in hexadecimal.
    pub digest: String,
    /// Who made it; nobody where it was imported.
    pub author: Option<Uuid>,
    /// The name of that account at that time.
    pub author_name: Option<String>,
    /// What they said of it.
    pub note: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
}

impl Draft {
    /// The number of the revision that readers see, or saw last; nothing before it is published.
    #[must_use]
    pub fn published(&self) -> Option<i32> {
        Some(self.published_revision).filter(|number| *number > 0)
    }

    /// Whether somebody may see it: their own, or everybody's.
    #[must_use]
    pub fn is_visible_to(&self, by: &Actor) -> bool {
        by.has(Permission::ReadDrafts) || self.is_own(by)
    }

    /// Refuses who may not see it, as if it were not there.
    pub fn seen_by(self, by: &Actor) -> Result<Self> {
        if self.is_visible_to(by) { Ok(self) } else { Err(Self::missing(self.article)) }
    }

    /// Refuses who may not change it: what they do not see is not there, what they only see is forbidden.
    pub fn changed_by(self, by: &Actor) -> Result<Self> {
        let draft = self.seen_by(by)?;
        if by.has(Permission::WriteDrafts) || draft.is_own(by) {
            return Ok(draft);
        }
        Err(Error::refused(Code::Forbidden, "Only who began it, and who may `write_drafts`, change it."))
    }

    /// Whether somebody began it and may write what they began.
    fn is_own(&self, by: &Actor) -> bool {
        by.has(Permission::WriteOwnDrafts) && self.author.is_some() && self.author == by.known_id()
    }

    /// No article that they may see has this id.
    pub(super) fn missing(article: Uuid) -> Error {
        Error::refused(Code::ArticleNotFound, format!("No article that you may see has the id `{article}`."))
    }
}
