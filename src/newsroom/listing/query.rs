//! Reading lists of articles as the newsroom has them.
//!
//! An article that was imported and never edited has no draft of its own. Such articles are found in the readers' listing
//! by the time of their last change, among those that have no draft, and take their places between the drafts.

use std::cmp::Reverse;
use std::collections::HashMap;

use dibao_entity::{article, draft, schedule};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use crate::articles::filter::{Condition, DateField, Filter, Rows, Sort};
use crate::articles::{count_listed, page_statement};
use crate::kernel::cursor::TimeAndId;
use crate::kernel::error::Result;
use crate::newsroom::draft::Draft;
use crate::newsroom::publication::query::Scheduled;
use crate::newsroom::query::of;
use crate::newsroom::stage::Stage;
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads};

/// Most seeks of one statement; beyond, the conditions are tested on each row.
const SEEKS: usize = 100;

/// Which articles: all that is said holds; an empty list says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What they are to readers.
    pub states: Vec<&'static str>,
    /// How far their latest revisions are.
    pub stages: Vec<Stage>,
    /// Who began them.
    pub author: Option<Uuid>,
    /// In any of these channels, which come with all that lie below them.
    pub channels: Vec<Uuid>,
    /// In any of these columns.
    pub columns: Vec<Uuid>,
    /// From any of these sources, which come with all their editions.
    pub sources: Vec<Uuid>,
    /// States of their scheduled publications.
    pub schedules: Vec<ScheduleState>,
    /// When something of them last changed, from this moment on, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// And before this one.
    pub to_ms: Option<i64>,
}

/// State of a scheduled publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ScheduleState {
    /// It is to come.
    Pending,
    /// It fell due and failed.
    Failed,
}

impl ScheduleState {
    /// Each state by its word.
    pub const WORDS: [(&'static str, Self); 2] = [("pending", Self::Pending), ("failed", Self::Failed)];

    /// The condition on the rows of the schedule.
    fn condition(self) -> Expr {
        match self {
            Self::Pending => schedule::Column::FailedAt.is_null(),
            Self::Failed => schedule::Column::FailedAt.is_not_null(),
        }
    }
}

/// An article of the list.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// How far it is.
    pub(super) draft: Draft,
    /// The channel that its latest revision names.
    pub(super) channel: Option<Uuid>,
    /// The column.
    pub(super) column: Option<Uuid>,
    /// The source.
    pub(super) source: Option<Uuid>,
    /// The time of publication that readers are told.
    pub(super) published_at: Option<i64>,
    /// Its scheduled publication, pending or failed.
    pub(super) scheduled: Option<Scheduled>,
}

impl Listed {
    /// Its place in the list.
    pub(super) fn position(&self) -> TimeAndId {
        TimeAndId { at_ms: self.draft.edited_at, id: self.draft.article }
    }
}

/// The articles of a page in reading order, the one that changed last first.
pub(super) async fn page(db: &ReadDb, wanted: &Wanted, keyset: &Keyset<TimeAndId>) -> Result<Vec<Listed>> {
    let rows: Vec<draft::Model> = db.all(&statement(wanted, keyset)).await?;
    let order = keyset.reading_order(Order::Desc);
    // Articles without a draft take places on this page up to that of the last draft, or to the end where drafts run out.
    let end = rows.get(keyset.limit as usize).map(|row| row.edited_at);
    let mut found = with_articles(db, rows).await?;
    if let Some(filter) = undrafted(wanted, end, &order) {
        let rows: Vec<article::Model> = db.all(&page_statement(&filter, Sort::UpdatedFirst, keyset)).await?;
        found.extend(rows.into_iter().map(|row| listed(row, None, None)));
    }
    match order {
        Order::Asc => found.sort_unstable_by_key(|listed| key(&listed.position())),
        _ => found.sort_unstable_by_key(|listed| Reverse(key(&listed.position()))),
    }
    found.truncate(keyset.limit as usize + 1);
    Ok(found)
}

/// What a position is compared by.
fn key(position: &TimeAndId) -> (i64, Uuid) {
    (position.at_ms, position.id)
}

/// How many articles there are, counted up to one beyond a cap.
pub(super) async fn count(db: &ReadDb, wanted: &Wanted, cap: u64) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Counted {
        counted: i64,
    }
    let mut drafts = wanted.select(&[]).select_only().column(draft::Column::ArticleId).limit(cap + 1).into_query();
    let drafts =
        Query::select().expr_as(Expr::cust("COUNT(*)"), "counted").from_subquery(drafts.take(), "found").take();
    let counted = db.one::<Counted>(&drafts).await?.map_or(0, |row| row.counted);
    match undrafted(wanted, None, &Order::Desc) {
        Some(filter) if counted.unsigned_abs() <= cap => Ok(counted + count_listed(db, &filter, cap).await?),
        _ => Ok(counted),
    }
}

/// The statement that reads the drafts of a page: a seek in an index for each value of the condition that has the fewest
/// articles by its nature, the other conditions tested on its rows.
#[must_use]
pub fn statement(wanted: &Wanted, keyset: &Keyset<TimeAndId>) -> SelectStatement {
    let order = keyset.reading_order(Order::Desc);
    let ordered = |query: &mut SelectStatement| {
        query
            .order_by(draft::Column::EditedAt, order.clone())
            .order_by(draft::Column::ArticleId, order.clone())
            .limit(keyset.rows());
    };
    let seek = |by: &[Expr]| {
        let mut query = wanted.select(by);
        if let Some(position) = keyset.position() {
            let key = Expr::tuple([Expr::col(draft::Column::EditedAt), Expr::col(draft::Column::ArticleId)]);
            let bound = Expr::tuple([Expr::value(position.at_ms), Expr::value(position.id)]);
            query = query.filter(if order == Order::Asc { key.gt(bound) } else { key.lt(bound) });
        }
        let mut query = query.into_query();
        ordered(&mut query);
        query
    };
    let by = wanted.seeks();
    if by.len() < 2 {
        return seek(&by);
    }
    let mut parts = by.into_iter().map(|one| {
        let part = seek(std::slice::from_ref(&one));
        Query::select().column(sea_orm::sea_query::Asterisk).from_subquery(part, "seek").take()
    });
    let mut all = parts.next().unwrap_or_default();
    for part in parts {
        all.union(UnionType::All, part);
    }
    let mut query = Query::select().column(sea_orm::sea_query::Asterisk).from_subquery(all, "draft").take();
    ordered(&mut query);
    query
}

impl Wanted {
    /// Whether nothing is being done to what is wanted: most articles are so, and seeking them by that is no help.
    fn is_settled(&self) -> bool {
        self.stages.is_empty() || self.stages.contains(&Stage::Published)
    }

    /// The conditions to seek by: each finds other articles.
    fn seeks(&self) -> Vec<Expr> {
        let among = |column: draft::Column, ids: &[Uuid]| ids.iter().map(|id| column.eq(*id)).collect();
        let by: Vec<Expr> = if !self.schedules.is_empty() {
            vec![self.is_scheduled()]
        } else if !self.is_settled() {
            self.stages.iter().map(|stage| draft::Column::Stage.eq(stage.word())).collect()
        } else if !self.states.is_empty() && !self.states.contains(&"published") {
            self.states.iter().map(|state| draft::Column::State.eq(*state)).collect()
        } else if let Some(author) = self.author {
            among(draft::Column::AuthorId, &[author])
        } else if !self.columns.is_empty() {
            among(draft::Column::ColumnId, &self.columns)
        } else if !self.sources.is_empty() {
            among(draft::Column::SourceId, &self.sources)
        } else {
            among(draft::Column::ChannelId, &self.channels)
        };
        if by.len() > SEEKS { Vec::new() } else { by }
    }

    /// That the schedule has a row of the article in one of the states: there are few of these.
    fn is_scheduled(&self) -> Expr {
        let states = self.schedules.iter().map(|state| state.condition());
        let rows = schedule::Entity::find().select_only().column(schedule::Column::ArticleId);
        let any = states.reduce(ExprTrait::or);
        let rows = any.into_iter().fold(rows, QueryFilter::filter).into_query();
        Expr::col((draft::Entity, draft::Column::ArticleId)).in_subquery(rows)
    }

    /// The drafts for which all holds, and one of these conditions.
    fn select(&self, by: &[Expr]) -> Select<draft::Entity> {
        let Self { states, stages, author, channels, columns, sources, schedules, from_ms, to_ms } = self;
        let mut query = draft::Entity::find();
        for condition in by {
            query = query.filter(condition.clone());
        }
        if !states.is_empty() {
            query = query.filter(draft::Column::State.is_in(states.iter().copied()));
        }
        if !stages.is_empty() {
            query = query.filter(draft::Column::Stage.is_in(stages.iter().map(|stage| stage.word())));
        }
        if !schedules.is_empty() && by.is_empty() {
            query = query.filter(self.is_scheduled());
        }
        if let Some(author) = author {
            query = query.filter(draft::Column::AuthorId.eq(*author));
        }
        for (column, ids) in [
            (draft::Column::ChannelId, channels),
            (draft::Column::ColumnId, columns),
            (draft::Column::SourceId, sources),
        ] {
            if !ids.is_empty() {
                query = query.filter(column.is_in(ids.iter().copied()));
            }
        }
        if let Some(from) = from_ms {
            query = query.filter(draft::Column::EditedAt.gte(*from));
        }
        if let Some(to) = to_ms {
            query = query.filter(draft::Column::EditedAt.lt(*to));
        }
        query
    }
}

/// Which articles without a draft belong to a list, up to the time of its last draft; none where all must have one.
fn undrafted(wanted: &Wanted, end: Option<i64>, order: &Order) -> Option<Filter> {
    let is_published = wanted.states.is_empty() || wanted.states.contains(&"published");
    if wanted.author.is_some() || !wanted.schedules.is_empty() || !wanted.is_settled() || !is_published {
        return None;
    }
    let any = |ids: &[Uuid]| Condition::AnyKey(ids.iter().map(|id| (*id, 0)).collect());
    let under = [&wanted.channels, &wanted.columns, &wanted.sources].into_iter().filter(|ids| !ids.is_empty());
    let (from, to) = match order {
        Order::Asc => (None, end.map(|end| end + 1)),
        _ => (end, None),
    };
    Some(Filter {
        conditions: under.map(|ids| any(ids)).collect(),
        date_field: DateField::Updated,
        from_ms: [wanted.from_ms, from].into_iter().flatten().max(),
        to_ms: [wanted.to_ms, to].into_iter().flatten().min(),
        without: Some(Rows { table: "draft", column: "article_id" }),
        ..Filter::default()
    })
}

/// Drafts with what their articles are to readers, and when they are due.
async fn with_articles(db: &ReadDb, drafts: Vec<draft::Model>) -> Result<Vec<Listed>> {
    let ids = || drafts.iter().map(|draft| draft.article_id);
    let articles = article::Entity::find().filter(article::Column::Id.is_in(ids())).into_query();
    let articles: Vec<article::Model> = db.all(&articles).await?;
    let mut articles: HashMap<Uuid, article::Model> = articles.into_iter().map(|row| (row.id, row)).collect();
    let scheduled = schedule::Entity::find().filter(schedule::Column::ArticleId.is_in(ids())).into_query();
    let scheduled: Vec<Scheduled> = db.all(&scheduled).await?;
    let mut scheduled: HashMap<Uuid, Scheduled> = scheduled.into_iter().map(|row| (row.article_id, row)).collect();
    let found = drafts.into_iter().filter_map(|draft| {
        let row = articles.remove(&draft.article_id)?;
        let scheduled = scheduled.remove(&draft.article_id);
        Some(listed(row, Some(draft), scheduled))
    });
    Ok(found.collect())
}

/// An article of its rows.
fn listed(row: article::Model, draft: Option<draft::Model>, scheduled: Option<Scheduled>) -> Listed {
    let (channel, column, source) = match &draft {
        Some(draft) => (draft.channel_id, draft.column_id, draft.source_id),
        None => (row.channel_id, row.column_id, row.source_id),
    };
    let published_at = (row.revision > 0).then_some(row.published_at);
    Listed { draft: of(row, draft), channel, column, source, published_at, scheduled }
}
