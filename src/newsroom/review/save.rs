//! Adding to the record.

use dibao_entity::review;
use sea_orm::Set;
use uuid::Uuid;

use super::query;
use super::record::{Action, Line, NOTHING_BEFORE, Signer};
use crate::auth::Actor;
use crate::kernel::error::Result;
use crate::store::Tx;

/// What is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// What was done.
    pub action: Action,
    /// With which revision.
    pub revision: i32,
    /// The digest of its text.
    pub digest: &'a str,
    /// The level of review; 0 where it is about none.
    pub level: i32,
    /// What was said.
    pub comment: Option<String>,
}

/// Adds a line to an article's record, in the transaction of what it tells of.
pub async fn append(tx: &Tx, article: Uuid, by: &Actor, note: Note<'_>) -> Result<()> {
    let last = query::last_line(tx, article).await?;
    let at = tx.now().timestamp_millis();
    let Note { action, revision, digest, level, comment } = note;
    let mut line = Line {
        article: article.to_string(),
        position: last.as_ref().map_or(0, |line| line.position) + 1,
        revision,
        level,
        action,
        account: Signer { id: by.known_id().map(|id| id.to_string()), name: by.name.clone() },
        at: query::written(at),
        comment,
        digest: digest.to_owned(),
        previous: last.map_or_else(|| NOTHING_BEFORE.to_owned(), |line| line.hash),
        hash: String::new(),
    };
    line.hash = line.reckoned()?;
    tx.insert(vec![review::ActiveModel {
        article_id: Set(article),
        position: Set(line.position),
        revision: Set(revision),
        level: Set(level),
        action: Set(action.word().to_owned()),
        account_id: Set(by.known_id()),
        account_name: Set(line.account.name),
        at: Set(at),
        comment: Set(line.comment),
        digest: Set(line.digest),
        previous: Set(line.previous),
        hash: Set(line.hash),
    }])
    .await
}
