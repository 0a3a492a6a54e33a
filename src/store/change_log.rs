//! The change log: what a line says, and reading on from a number.

use dibao_entity::change;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::connect::Reads;
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;

/// What happened to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It was made.
    Created,
    /// It came before readers for the first time, or again.
    Published,
    /// It changed.
    Updated,
    /// It was wrong and has been put right, with a note for readers.
    Corrected,
    /// It was taken out of readers' sight and may come back.
    Unpublished,
    /// It was taken back for good.
    Withdrawn,
    /// It is there no more; nothing referred to it.
    Deleted,
    /// It is there no more, having become part of another: what referred to it refers to that one.
    Merged,
}

impl Event {
    /// The word behind the dot of a change's type.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Published => "published",
            Self::Updated => "updated",
            Self::Corrected => "corrected",
            Self::Unpublished => "unpublished",
            Self::Withdrawn => "withdrawn",
            Self::Deleted => "deleted",
            Self::Merged => "merged",
        }
    }
}

/// The values that list filters look at, so that a filtered listener hears of what has left its filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterValues {
    /// The channel.
    pub channel: Option<Uuid>,
    /// The column.
    pub column: Option<Uuid>,
    /// The edition, or the medium.
    pub source: Option<Uuid>,
    /// The people, each once.
    pub people: Vec<Uuid>,
    /// The tags.
    pub tags: Vec<Uuid>,
}

/// A line of the log before it has its number.
#[derive(Clone, Debug)]
pub struct Change {
    /// What happened.
    pub event: Event,
    /// What kind of thing it happened to.
    pub kind: Kind,
    /// Which one.
    pub id: Uuid,
    /// Its slug now.
    pub slug: String,
    /// The article's revision.
    pub revision: Option<i32>,
    /// What filters saw before.
    pub before: Option<FilterValues>,
    /// What filters see afterwards.
    pub after: Option<FilterValues>,
}

impl Change {
    /// A change of something that is not an article.
    pub fn of(kind: Kind, event: Event, id: Uuid, slug: impl Into<String>) -> Self {
        Self { event, kind, id, slug: slug.into(), revision: None, before: None, after: None }
    }

    /// The line as it is stored.
    pub(super) fn into_line(self, seq: i64, at_ms: i64) -> change::ActiveModel {
        let Self { event, kind, id, slug, revision, before, after } = self;
        let values = |values: Option<FilterValues>| values.and_then(|values| serde_json::to_string(&values).ok());
        change::ActiveModel {
            seq: Set(seq),
            at: Set(at_ms),
            r#type: Set(format!("{}.{}", kind.word(), event.word())),
            kind: Set(kind.word().to_owned()),
            subject_id: Set(id),
            slug: Set(slug),
            revision: Set(revision),
            before: Set(values(before)),
            after: Set(values(after)),
        }
    }
}

/// The lines after a number, oldest first, at most `limit`; of some kinds only, or of all when none is named.
pub async fn after(db: &impl Reads, seq: i64, kinds: &[Kind], limit: u64) -> Result<Vec<change::Model>> {
    let mut query = change::Entity::find().filter(Expr::col(change::Column::Seq).gt(seq));
    if !kinds.is_empty() {
        query = query.filter(Expr::col(change::Column::Kind).is_in(kinds.iter().map(|kind| kind.word())));
    }
    db.all(&query.order_by(change::Column::Seq, Order::Asc).limit(limit).into_query()).await
}

/// Some lines that a reader asked for, and where to go on.
#[derive(Clone, Debug)]
pub struct Lines {
    /// The lines, oldest first.
    pub lines: Vec<change::Model>,
    /// The last line that was looked at, whether or not it was asked for.
    pub next_after: i64,
    /// Whether there are more.
    pub has_more: bool,
}

/// The same with the place to go on from, read in one statement: where several databases answer reads, two could differ.
pub async fn page(db: &impl Reads, seq: i64, kinds: &[Kind], limit: usize) -> Result<Lines> {
    let last = Query::select().expr(Expr::col(change::Column::Seq).max()).from(change::Entity).take();
    let is_last = Expr::col(change::Column::Seq).eq(Expr::SubQuery(None, Box::new(last.into())));
    let is_asked = Expr::col(change::Column::Kind).is_in(kinds.iter().map(|kind| kind.word()));
    let mut query = change::Entity::find().filter(Expr::col(change::Column::Seq).gt(seq));
    if !kinds.is_empty() {
        query = query.filter(is_asked.or(is_last));
    }
    let query = query.order_by(change::Column::Seq, Order::Asc).limit(limit as u64 + 1);
    let mut lines: Vec<change::Model> = db.all(&query.into_query()).await?;
    let end = lines.last().map_or(seq, |line| line.seq);
    lines.retain(|line| kinds.is_empty() || kinds.iter().any(|kind| kind.word() == line.kind));
    let has_more = lines.len() > limit;
    lines.truncate(limit);
    let next_after = lines.last().filter(|_| has_more).map_or(end, |line| line.seq);
    Ok(Lines { lines, next_after, has_more })
}

/// The end of the log: number and time of its last line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromQueryResult)]
pub struct Head {
    /// The number of the last line, 0 while there is none.
    pub seq: i64,
    /// When that line was written, in milliseconds since 1970.
    pub at: i64,
}

/// Where the log ends now.
pub async fn head(db: &impl Reads) -> Result<Head> {
    Ok(db.one(&head_statement()).await?.unwrap_or_default())
}

/// The statement that reads the last line of the log.
pub(super) fn head_statement() -> SelectStatement {
    Query::select()
        .columns([change::Column::Seq, change::Column::At])
        .from(change::Entity)
        .order_by(change::Column::Seq, Order::Desc)
        .limit(1)
        .take()
}

/// Whether the log has a line, written when it is said to have been: what was made from another database says otherwise.
pub async fn has(db: &impl Reads, head: Head) -> Result<bool> {
    if head == Head::default() {
        return Ok(true);
    }
    let lines = after(db, head.seq - 1, &[], 1).await?;
    Ok(lines.first().is_some_and(|line| line.seq == head.seq && line.at == head.at))
}

/// What filters saw, from a stored line.
pub fn filter_values(stored: Option<&str>) -> Result<Option<FilterValues>> {
    stored.map(|text| serde_json::from_str(text).map_err(Error::broken)).transpose()
}
