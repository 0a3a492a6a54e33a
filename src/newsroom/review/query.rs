//! Reading the record.

use chrono::SecondsFormat;
use dibao_entity::{review, revision};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::record::{Action, Line, NOTHING_BEFORE, Record, Signer, Text};
use super::rules::Written;
use crate::kernel::error::{Error, Result};
use crate::newsroom::query;
use crate::state::stored;
use crate::store::Reads;

/// How many bytes of texts a record shows.
const MAX_TEXTS: usize = 16 * 1024 * 1024;

/// Whether a record shows the texts of its revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texts {
    /// Only their digests.
    Hidden,
    /// The latest ones.
    Shown,
}

/// The lines of an article's record, oldest first.
pub async fn lines(db: &impl Reads, article: Uuid) -> Result<Vec<Line>> {
    let query = review::Entity::find()
        .filter(review::Column::ArticleId.eq(article))
        .order_by(review::Column::Position, Order::Asc)
        .into_query();
    db.all::<review::Model>(&query).await?.into_iter().map(line).collect()
}

/// The last line of an article's record, which the next one is bound to.
pub(super) async fn last_line(db: &impl Reads, article: Uuid) -> Result<Option<Line>> {
    let query = review::Entity::find()
        .filter(review::Column::ArticleId.eq(article))
        .order_by(review::Column::Position, Order::Desc)
        .limit(1)
        .into_query();
    db.one::<review::Model>(&query).await?.map(line).transpose()
}

/// A line of its row.
fn line(row: review::Model) -> Result<Line> {
    let review::Model {
        article_id,
        position,
        revision,
        level,
        action,
        account_id,
        account_name,
        at,
        comment,
        digest,
        previous,
        hash,
    } = row;
    let action = Action::parse(&action).ok_or_else(|| Error::broken(format!("unknown action {action} in a record")))?;
    let account = Signer { id: account_id.map(|id| id.to_string()), name: account_name };
    let (article, at) = (article_id.to_string(), written(at));
    Ok(Line { article, position, revision, level, action, account, at, comment, digest, previous, hash })
}

/// A time as the record has it.
pub(super) fn written(at_ms: i64) -> String {
    stored(at_ms).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What the rules look at of a revision.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
struct Head {
    number: i32,
    digest: Option<String>,
    author_id: Option<Uuid>,
    author_name: Option<String>,
}

/// The revisions of an article without their texts, oldest first.
async fn heads(db: &impl Reads, article: Uuid) -> Result<Vec<Head>> {
    let query = sea_orm::sea_query::Query::select()
        .columns([
            revision::Column::Number,
            revision::Column::Digest,
            revision::Column::AuthorId,
            revision::Column::AuthorName,
        ])
        .from(revision::Entity)
        .and_where(revision::Column::ArticleId.eq(article))
        .order_by(revision::Column::Number, Order::Asc)
        .take();
    db.all(&query).await
}

/// The revisions of an article as the rules look at them. One that was imported has no author and no digest of its own.
pub async fn written_by(db: &impl Reads, article: Uuid) -> Result<Vec<Written>> {
    let heads = heads(db, article).await?.into_iter();
    Ok(heads
        .map(|Head { number, digest, author_id, author_name: _ }| Written {
            number,
            digest: digest.unwrap_or_else(|| format!("imported {number}")),
            author: author_id.map(|id| id.to_string()),
        })
        .collect())
}

/// The whole record of an article.
pub async fn record(db: &impl Reads, article: Uuid, texts: Texts) -> Result<Record> {
    let lines = lines(db, article).await?;
    let (mut revisions, mut bytes) = (Vec::new(), 0);
    for Head { number, digest, author_id, author_name } in heads(db, article).await?.into_iter().rev() {
        let mut one = Text {
            number,
            digest: digest.clone().unwrap_or_default(),
            author: Signer { id: author_id.map(|id| id.to_string()), name: author_name.unwrap_or_default() },
            text: None,
        };
        let shows = texts == Texts::Shown && bytes < MAX_TEXTS;
        if (shows || digest.is_none())
            && let Some(found) = query::revision(db, article, number).await?
        {
            one.digest = found.digest;
            let text = found.manuscript.canonical()?;
            bytes += text.len();
            one.text = Some(text).filter(|_| shows);
        }
        revisions.push(one);
    }
    revisions.reverse();
    let head = lines.last().map_or(NOTHING_BEFORE, |line| line.hash.as_str()).to_owned();
    Ok(Record { article: article.to_string(), head, lines, revisions })
}
