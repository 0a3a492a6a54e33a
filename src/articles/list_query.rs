//! Reading lists of articles: they seek in the listing under the keys with the fewest articles and test the other conditions
//! on each row, so a page costs the same wherever it lies. Where the rows that pass are few, a page looks at so many and ends.

use dibao_entity::{article, listing};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{EntityTrait, FromQueryResult, QueryTrait};
use uuid::Uuid;

use super::filter::{DateField, Filter, Sort};
use super::query::{Stored, With, complete};
use super::row_query::{ROW, Search, Way, column, order_of, row};
use crate::kernel::cursor::{Cursor, Direction, TimeAndId};
use crate::kernel::error::Result;
use crate::store::Reads;
use crate::store::keyset::Keyset;

/// How many articles a page is looked for among at first.
const NEAR: u64 = 500;
/// How many articles a page or a total looks at, at most, under keys with more than these.
pub const REACH: u64 = 10_000;

/// The articles of a page, in reading order.
#[derive(Clone, Debug)]
pub struct Found {
    /// The articles.
    pub articles: Vec<Stored>,
    /// How far was looked, where there may be more beyond.
    pub end: Option<TimeAndId>,
}

/// How many articles a filter finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Those that were counted.
    pub count: i64,
    /// Whether that is all that were looked at or only those within reach.
    pub is_whole: bool,
}

/// The articles of a page.
pub async fn page(
    db: &impl Reads,
    filter: &Filter,
    sort: Sort,
    keyset: &Keyset<TimeAndId>,
    with: With,
) -> Result<Found> {
    let search = Search::new(filter, sort);
    let (rows, end) = match search.is_long(REACH) {
        true => far_page(db, &search, keyset).await?,
        false => (db.all(&statement(&search, Way::Free, keyset)).await?, None),
    };
    Ok(Found { articles: complete(db, rows, with).await?, end })
}

/// The rows of a page under keys with many articles: it is looked for nearby, then within reach.
async fn far_page(
    db: &impl Reads,
    search: &Search<'_>,
    keyset: &Keyset<TimeAndId>,
) -> Result<(Vec<article::Model>, Option<TimeAndId>)> {
    let is_full = |rows: &[article::Model]| rows.len() > keyset.limit as usize;
    let near = search.end(db, keyset, NEAR).await?;
    let rows = db.all(&statement(search, Way::InOrder(near), keyset)).await?;
    if near.is_none() || is_full(&rows) {
        return Ok((rows, near));
    }
    if search.is_short_by_date(db, REACH).await? {
        return Ok((db.all(&statement(search, Way::ByDate, keyset)).await?, None));
    }
    let end = search.end(db, keyset, REACH).await?;
    Ok((db.all(&statement(search, Way::InOrder(end), keyset)).await?, end))
}

/// The statement that reads the rows of a page, however far they lie.
#[must_use]
pub fn page_statement(filter: &Filter, sort: Sort, keyset: &Keyset<TimeAndId>) -> SelectStatement {
    statement(&Search::new(filter, sort), Way::Free, keyset)
}

/// The statement that reads the rows of a page in one way.
fn statement(search: &Search, way: Way, keyset: &Keyset<TimeAndId>) -> SelectStatement {
    let order = order_of(search.sort, keyset);
    let mut query = articles_of(search.rows(way, keyset, keyset.rows()));
    query
        .order_by_expr(row(column(search.sorted_by())), order.clone())
        .order_by_expr(row(listing::Column::ArticleId), order)
        .limit(keyset.rows());
    query
}

/// The articles of some rows.
fn articles_of(rows: SelectStatement) -> SelectStatement {
    let mut query = article::Entity::find().into_query();
    let same = row(listing::Column::ArticleId).equals((article::Entity, article::Column::Id));
    query.join_subquery(sea_orm::JoinType::InnerJoin, rows, Alias::new(ROW), same);
    query
}

/// How many articles a filter finds among those within reach, counted up to one beyond the cap.
pub async fn total(db: &impl Reads, filter: &Filter, cap: u64) -> Result<Counted> {
    // Looking along the time that the filter is about, its range is what is looked at.
    let sort = if filter.date_field == DateField::Updated { Sort::UpdatedFirst } else { Sort::NewestFirst };
    let search = Search::new(filter, sort);
    let end = match search.is_long(REACH) {
        true => search.end(db, &Keyset { cursor: None, limit: 1 }, REACH).await?,
        false => None,
    };
    let way = if end.is_some() { Way::InOrder(end) } else { Way::Free };
    Ok(Counted { count: counted(db, &search, way, cap).await?, is_whole: end.is_none() })
}

/// How many articles a filter finds, counted up to one beyond the cap, however far they lie.
pub async fn count(db: &impl Reads, filter: &Filter, cap: u64) -> Result<i64> {
    counted(db, &Search::new(filter, Sort::NewestFirst), Way::Free, cap).await
}

/// Counts the rows of a search up to one beyond the cap.
async fn counted(db: &impl Reads, search: &Search<'_>, way: Way, cap: u64) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Row {
        counted: i64,
    }
    let start = Keyset { cursor: None, limit: 1 };
    let found = search.rows(way, &start, cap + 1);
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("counted"))
        .from_subquery(found, Alias::new("found"))
        .take();
    Ok(db.one::<Row>(&query).await?.map_or(0, |row| row.counted))
}

/// The articles published just before and just after a position, of those under a key.
pub async fn beside(db: &impl Reads, key: Uuid, position: TimeAndId) -> Result<[Option<Stored>; 2]> {
    let seek = |direction: Sort| {
        let keyset = Keyset { cursor: Some(Cursor { direction: Direction::After, position }), limit: 1 };
        let filter = Filter::under(key);
        let search = Search::new(&filter, direction);
        let found = search.rows(Way::Free, &keyset, 1);
        Query::select().column(sea_orm::sea_query::Asterisk).from_subquery(found, Alias::new("seek")).take()
    };
    let mut both = seek(Sort::NewestFirst);
    both.union(UnionType::All, seek(Sort::OldestFirst));
    let rows: Vec<article::Model> = db.all(&articles_of(both)).await?;
    let (mut before, mut after) = (None, None);
    for stored in complete(db, rows, With::Summary).await? {
        let is_before = (stored.row.published_at, stored.row.id) < (position.at_ms, position.id);
        *(if is_before { &mut before } else { &mut after }) = Some(stored);
    }
    Ok([before, after])
}
