//! The rows that a list of articles is made of: where they are sought, what is tested on each, and how far that goes.

use std::cmp::Reverse;

use dibao_entity::{article, listing};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, IntoIden, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{ColumnTrait, FromQueryResult, Order};
use uuid::Uuid;

use super::filter::{Condition, DateField, Filter, Named, Rows, Sort, articles_under};
use super::listing::WHOLE_SITE;
use super::query::PUBLISHED;
use crate::kernel::cursor::TimeAndId;
use crate::kernel::error::Result;
use crate::store::Reads;
use crate::store::keyset::Keyset;

/// What a list knows of a row.
const COLUMNS: [listing::Column; 4] = [
    listing::Column::ArticleId,
    listing::Column::PublishedAt,
    listing::Column::UpdatedAt,
    listing::Column::FirstPublishedAt,
];
/// Name of the rows a list is made of, whatever table they come from.
pub(super) const ROW: &str = "row_of_list";
/// How many keys a row is looked up under before fewer rows are looked at.
const LOOKUPS: u64 = 20;

/// How the rows are gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// As the database thinks best: there are few.
    Free,
    /// In the order of the list, up to there.
    InOrder(Option<TimeAndId>),
    /// Through the filter's range of the time that the list is not sorted by.
    ByDate,
}

/// A search for the rows of a list.
#[derive(Clone, Debug)]
pub(super) struct Search<'a> {
    filter: &'a Filter,
    /// The order of the list.
    pub(super) sort: Sort,
    /// The keys to seek under, those with the fewest articles; none for the whole site.
    keys: Vec<Uuid>,
    /// How many articles stand under them, where that is known.
    articles: Option<u64>,
    /// The conditions that are left to test.
    rest: Vec<&'a Condition>,
}

impl<'a> Search<'a> {
    /// The search for what a filter finds.
    pub(super) fn new(filter: &'a Filter, sort: Sort) -> Self {
        let flat = |condition: &'a Condition| match condition {
            Condition::All(parts) => parts.iter().collect(),
            other => vec![other],
        };
        let mut rest: Vec<&Condition> = filter.conditions.iter().flat_map(flat).collect();
        let seeks = rest.iter().enumerate().filter_map(|(at, part)| Some((at, part.seeks()?)));
        let best = seeks.min_by_key(|(_, keys)| articles_under(keys));
        let (keys, articles) = match best {
            Some((at, keys)) => {
                // All under these keys fulfil a condition that names just them.
                if rest.get(at).is_some_and(|part| matches!(part, Condition::AnyKey(_))) && !keys.is_empty() {
                    rest.remove(at);
                }
                let articles = articles_under(&keys);
                (keys.into_iter().map(|(key, _)| key).collect(), Some(articles))
            }
            None => (Vec::new(), None),
        };
        Self { filter, sort, keys, articles, rest }
    }

    /// Whether the articles to look at may be more than so many, and not all of them are shown.
    pub(super) fn is_long(&self, reach: u64) -> bool {
        let is_tested = !self.rest.is_empty()
            || self.filter.without.is_some()
            || self.times().iter().any(|(time, _)| *time != self.sorted_by());
        is_tested && !self.is_named() && self.articles.is_none_or(|articles| articles > self.share(reach))
    }

    /// Whether the articles are named one by one or gathered.
    fn is_named(&self) -> bool {
        self.filter.named.is_some() || self.filter.gathering.is_some()
    }

    /// How many of the articles within reach each seek may look at.
    fn share(&self, reach: u64) -> u64 {
        let lookups: u64 = self.rest.iter().map(|condition| condition.keys()).sum();
        let reach = if lookups > LOOKUPS { reach * LOOKUPS / lookups } else { reach };
        let share = reach / Ord::max(self.keys.len() as u64, 1);
        Ord::max(share, 1)
    }

    /// Up to where a page may look at so many articles; none where there are not as many.
    pub(super) async fn end(
        &self,
        db: &impl Reads,
        keyset: &Keyset<TimeAndId>,
        reach: u64,
    ) -> Result<Option<TimeAndId>> {
        let sorted_by = self.sorted_by();
        let statement = self.last_of(reach, |branch| {
            self.within(branch, |time| (time == sorted_by).then(|| row(column(time))));
            self.seek(branch, Way::InOrder(None), keyset, 1);
        });
        let ends = db.all::<Place>(&statement).await?.into_iter();
        let end = match order_of(self.sort, keyset) {
            Order::Asc => ends.min_by_key(Place::key),
            _ => ends.min_by_key(|end| Reverse(end.key())),
        };
        Ok(end.map(|end| TimeAndId { at_ms: end.at_ms, id: end.id }))
    }

    /// Whether few articles lie within the filter's range of the time that the list is not sorted by.
    pub(super) async fn is_short_by_date(&self, db: &impl Reads, reach: u64) -> Result<bool> {
        let time = self.other_time();
        if self.times().iter().all(|(of, _)| *of != time) {
            return Ok(false);
        }
        let statement = self.last_of(reach, |branch| {
            self.within(branch, |of| (of == time).then(|| row(column(of))));
            branch.order_by_expr(row(column(time)), Order::Asc);
        });
        Ok(db.one::<Place>(&statement).await?.is_none())
    }

    /// Of each seek the last row that it may look at.
    fn last_of(&self, reach: u64, finish: impl Fn(&mut SelectStatement)) -> SelectStatement {
        let share = self.share(reach);
        let mut branches = self.keys_or_site().into_iter().map(|key| {
            let mut branch = Query::select();
            branch
                .expr_as(row(column(self.sorted_by())), Alias::new("at_ms"))
                .expr_as(row(listing::Column::ArticleId), Alias::new("id"))
                .from_as(listing::Entity, Alias::new(ROW))
                .and_where(row(listing::Column::Key).eq(key));
            finish(&mut branch);
            branch.limit(1).offset(share - 1);
            whole(branch)
        });
        let mut all = branches.next().unwrap_or_default();
        for branch in branches {
            all.union(UnionType::All, branch);
        }
        all
    }

    /// So many of the rows that the filter finds from a page's position on, each article once.
    pub(super) fn rows(&self, way: Way, keyset: &Keyset<TimeAndId>, limit: u64) -> SelectStatement {
        let branch = |key: Uuid| {
            let mut branch = Query::select();
            branch.exprs(COLUMNS.map(row));
            match self.is_named() {
                true => {
                    branch.from_subquery(named_rows(self.filter), Alias::new(ROW));
                    self.filter.conditions.iter().for_each(|condition| {
                        branch.and_where(holds(condition));
                    });
                }
                false => {
                    branch.from_as(listing::Entity, Alias::new(ROW)).and_where(row(listing::Column::Key).eq(key));
                    self.rest.iter().for_each(|condition| {
                        branch.and_where(holds(condition));
                    });
                }
            }
            if let Some(rows) = self.filter.without {
                branch.and_where(has_row(rows).not());
            }
            self.within(&mut branch, |time| Some(self.time(time, way)));
            self.seek(&mut branch, way, keyset, limit);
            branch
        };
        let keys = if self.is_named() { vec![WHOLE_SITE] } else { self.keys_or_site() };
        let mut branches = keys.into_iter().map(branch);
        let first = branches.next().unwrap_or_default();
        let mut others = branches.peekable();
        if others.peek().is_none() {
            return first;
        }
        let mut all = whole(first);
        for other in others {
            all.union(UnionType::Distinct, whole(other));
        }
        let mut united = Query::select();
        united.column(sea_orm::sea_query::Asterisk).from_subquery(all, Alias::new(ROW));
        self.first(&mut united, way, keyset, limit);
        united
    }

    /// Lets a branch read so many rows from a page's position on, in order.
    fn seek(&self, branch: &mut SelectStatement, way: Way, keyset: &Keyset<TimeAndId>, limit: u64) {
        self.bound(branch, way, keyset);
        self.first(branch, way, keyset, limit);
    }

    /// Takes the first of the rows in reading order. Without an order PostgreSQL would rather scan the table under a frequent key.
    fn first(&self, rows: &mut SelectStatement, way: Way, keyset: &Keyset<TimeAndId>, limit: u64) {
        let order = order_of(self.sort, keyset);
        rows.order_by_expr(self.time(self.sorted_by(), way), order.clone())
            .order_by_expr(row(listing::Column::ArticleId), order)
            .limit(limit);
    }

    /// Keeps the rows from a page's position on, up to where it may look.
    fn bound(&self, branch: &mut SelectStatement, way: Way, keyset: &Keyset<TimeAndId>) {
        let is_rising = order_of(self.sort, keyset) == Order::Asc;
        let key = || Expr::tuple([self.time(self.sorted_by(), way), row(listing::Column::ArticleId)]);
        let place = |at: &TimeAndId| Expr::tuple([Expr::value(at.at_ms), Expr::value(at.id)]);
        if let Some(position) = keyset.position() {
            branch.and_where(if is_rising { key().gt(place(position)) } else { key().lt(place(position)) });
        }
        if let Way::InOrder(Some(end)) = way {
            branch.and_where(if is_rising { key().lte(place(&end)) } else { key().gte(place(&end)) });
        }
    }

    /// Keeps the rows within the filter's range of time, for those times that have an expression.
    fn within(&self, branch: &mut SelectStatement, expression: impl Fn(DateField) -> Option<SimpleExpr>) {
        for (time, bound) in self.times() {
            let Some(time) = expression(time) else { continue };
            branch.and_where(match bound {
                Bound::From(ms) => time.gte(ms),
                Bound::To(ms) => time.lt(ms),
            });
        }
    }

    /// The filter's range, as bounds of the times of a row.
    fn times(&self) -> Vec<(DateField, Bound)> {
        let Filter { date_field, from_ms, to_ms, .. } = self.filter;
        let from = from_ms.map(|ms| (*date_field, Bound::From(ms)));
        let to = to_ms.map(|ms| (*date_field, Bound::To(ms)));
        // Nothing is published before it was first published: this lets the seek end where no more can be found.
        let first = from_ms.filter(|_| *date_field == DateField::FirstPublished);
        let first = first.map(|ms| (DateField::Published, Bound::From(ms)));
        [from, to, first].into_iter().flatten().collect()
    }

    /// A time of a row; one that the way does not go by is written so that no index is taken for it.
    fn time(&self, time: DateField, way: Way) -> SimpleExpr {
        let goes_by = match way {
            Way::Free => time,
            Way::InOrder(_) => self.sorted_by(),
            Way::ByDate => self.other_time(),
        };
        if time == goes_by { row(column(time)) } else { row(column(time)).add(0) }
    }

    /// The time that the list is sorted by.
    pub(super) fn sorted_by(&self) -> DateField {
        match self.sort {
            Sort::NewestFirst | Sort::OldestFirst => DateField::Published,
            Sort::UpdatedFirst => DateField::Updated,
        }
    }

    /// The other time that has an index.
    fn other_time(&self) -> DateField {
        match self.sort {
            Sort::NewestFirst | Sort::OldestFirst => DateField::Updated,
            Sort::UpdatedFirst => DateField::Published,
        }
    }

    /// The keys to seek under.
    fn keys_or_site(&self) -> Vec<Uuid> {
        if self.keys.is_empty() { vec![WHOLE_SITE] } else { self.keys.clone() }
    }
}

/// A bound of a time.
#[derive(Clone, Copy, Debug)]
enum Bound {
    /// The first moment.
    From(i64),
    /// The first moment after the last.
    To(i64),
}

/// The place of a row in its list.
#[derive(FromQueryResult)]
struct Place {
    at_ms: i64,
    id: Uuid,
}

impl Place {
    fn key(&self) -> (i64, Uuid) {
        (self.at_ms, self.id)
    }
}

/// A statement as part of a union: SQLite orders and limits no part that is not a subquery.
fn whole(statement: SelectStatement) -> SelectStatement {
    Query::select().column(sea_orm::sea_query::Asterisk).from_subquery(statement, Alias::new("seek")).take()
}

/// The published articles that are named one by one or gathered, as rows like the listing's.
fn named_rows(filter: &Filter) -> SelectStatement {
    let these = filter.named.as_ref().map(|named| match named {
        Named::Ids(ids) => article::Column::Id.is_in(ids.iter().copied()),
        Named::ExternalIds(ids) => article::Column::ExternalId.is_in(ids.iter().cloned()),
    });
    let gathered = filter.gathering.as_ref().map(|gathering| match gathering.articles.as_slice() {
        [] => Expr::value(false),
        ids => article::Column::Id.is_in(ids.iter().copied()),
    });
    let all = these.into_iter().chain(gathered).fold(Cond::all(), Cond::add);
    Query::select()
        .expr_as(Expr::col(article::Column::Id), listing::Column::ArticleId.into_iden())
        .columns([article::Column::PublishedAt, article::Column::UpdatedAt, article::Column::FirstPublishedAt])
        .from(article::Entity)
        .cond_where(all.add(article::Column::State.eq(PUBLISHED)))
        .take()
}

/// A condition on a row, by looking for it in the listing under other keys.
fn holds(condition: &Condition) -> SimpleExpr {
    match condition {
        Condition::AnyKey(keys) => {
            let other = Alias::new("other");
            let same = |column: listing::Column| Expr::col((other.clone(), column)).eq(row(column));
            Expr::exists(
                Query::select()
                    .expr(Expr::value(1))
                    .from_as(listing::Entity, other.clone())
                    .and_where(Expr::col((other.clone(), listing::Column::Key)).is_in(keys.iter().map(|(key, _)| *key)))
                    .and_where(same(listing::Column::PublishedAt))
                    .and_where(same(listing::Column::ArticleId))
                    // Looked up row by row: PostgreSQL would otherwise join with all that stands under those keys.
                    .limit(1)
                    .offset(0)
                    .take(),
            )
        }
        Condition::All(parts) => parts.iter().map(holds).reduce(ExprTrait::and).unwrap_or_else(|| Expr::value(true)),
        Condition::Any(parts) => parts.iter().map(holds).reduce(ExprTrait::or).unwrap_or_else(|| Expr::value(false)),
        Condition::Not(part) => holds(part).not(),
    }
}

/// Whether another module keeps a row of the article.
fn has_row(rows: Rows) -> SimpleExpr {
    let same = Expr::col((Alias::new(rows.table), Alias::new(rows.column))).eq(row(listing::Column::ArticleId));
    Expr::exists(Query::select().expr(Expr::value(1)).from(Alias::new(rows.table)).and_where(same).take())
}

/// The column of a time.
pub(super) fn column(time: DateField) -> listing::Column {
    match time {
        DateField::Published => listing::Column::PublishedAt,
        DateField::Updated => listing::Column::UpdatedAt,
        DateField::FirstPublished => listing::Column::FirstPublishedAt,
    }
}

/// A column of the rows that a list is made of.
pub(super) fn row(column: listing::Column) -> SimpleExpr {
    Expr::col((Alias::new(ROW), column))
}

/// The order in which a page is read.
pub(super) fn order_of(sort: Sort, keyset: &Keyset<TimeAndId>) -> Order {
    keyset.reading_order(match sort {
        Sort::OldestFirst => Order::Asc,
        Sort::NewestFirst | Sort::UpdatedFirst => Order::Desc,
    })
}
