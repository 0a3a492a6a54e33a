//! Reading lists of articles: they seek in the listing under the key with the fewest articles and test the other conditions
//! on each row, so a page costs the same wherever it lies.

use dibao_entity::{article, listing};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, IntoIden, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Order, QueryTrait};
use uuid::Uuid;

use super::filter::{Condition, DateField, Filter, Named, Rows, Sort};
use super::listing::WHOLE_SITE;
use super::query::{PUBLISHED, Stored, With, complete};
use crate::kernel::cursor::{Cursor, Direction, TimeAndId};
use crate::kernel::error::Result;
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads};

/// What a list knows of a row.
const COLUMNS: [listing::Column; 4] = [
    listing::Column::ArticleId,
    listing::Column::PublishedAt,
    listing::Column::UpdatedAt,
    listing::Column::FirstPublishedAt,
];
/// Name of the rows a list is made of, whatever table they come from.
const ROW: &str = "row_of_list";

/// The articles of a page, in reading order.
pub async fn page(
    db: &ReadDb,
    filter: &Filter,
    sort: Sort,
    keyset: &Keyset<TimeAndId>,
    with: With,
) -> Result<Vec<Stored>> {
    let rows: Vec<article::Model> = db.all(&page_statement(filter, sort, keyset)).await?;
    complete(db, rows, with).await
}

/// The statement that reads the rows of a page.
#[must_use]
pub fn page_statement(filter: &Filter, sort: Sort, keyset: &Keyset<TimeAndId>) -> SelectStatement {
    let order = keyset.reading_order(shown_order(sort));
    let mut query = articles_of(rows(filter, |branch| seek(branch, sort, keyset, keyset.rows())));
    query
        .order_by_expr(row(sorted_by(sort)), order.clone())
        .order_by_expr(row(listing::Column::ArticleId), order)
        .limit(keyset.rows());
    query
}

/// Lets a branch read so many rows from a page's position on.
fn seek(branch: &mut SelectStatement, sort: Sort, keyset: &Keyset<TimeAndId>, rows: u64) {
    let order = keyset.reading_order(shown_order(sort));
    let sorted_by = sorted_by(sort);
    if let Some(position) = keyset.position() {
        let key = Expr::tuple([row(sorted_by), row(listing::Column::ArticleId)]);
        let bound = Expr::tuple([Expr::value(position.at_ms), Expr::value(position.id)]);
        let beyond = match order {
            Order::Asc => key.gt(bound),
            _ => key.lt(bound),
        };
        branch.and_where(beyond);
    }
    branch
        .order_by_expr(row(sorted_by), order.clone())
        .order_by_expr(row(listing::Column::ArticleId), order)
        .limit(rows);
}

/// The articles of some rows.
fn articles_of(rows: SelectStatement) -> SelectStatement {
    let mut query = article::Entity::find().into_query();
    let same = row(listing::Column::ArticleId).equals((article::Entity, article::Column::Id));
    query.join_subquery(sea_orm::JoinType::InnerJoin, rows, Alias::new(ROW), same);
    query
}

/// How many articles a filter finds, counted up to one beyond the cap.
pub async fn count(db: &ReadDb, filter: &Filter, cap: u64) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Counted {
        counted: i64,
    }
    let mut found = rows(filter, |branch| {
        branch.limit(cap + 1);
    });
    found.limit(cap + 1);
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("counted"))
        .from_subquery(found, Alias::new("found"))
        .take();
    Ok(db.one::<Counted>(&query).await?.map_or(0, |row| row.counted))
}

/// The listing's rows that a filter finds, each article once; `finish` bounds and orders what each seek reads.
fn rows(filter: &Filter, finish: impl Fn(&mut SelectStatement)) -> SelectStatement {
    let (seeks, rest): (Vec<Uuid>, Vec<&Condition>) = match &filter.named {
        Some(_) => (Vec::new(), filter.conditions.iter().collect()),
        None => driver(&filter.conditions),
    };
    let branch = |key: Option<Uuid>| {
        let mut branch = Query::select();
        branch.exprs(COLUMNS.map(row));
        match (&filter.named, key) {
            (Some(named), _) => {
                branch.from_subquery(named_rows(named), Alias::new(ROW));
            }
            (None, key) => {
                branch.from_as(listing::Entity, Alias::new(ROW));
                branch.and_where(row(listing::Column::Key).eq(key.unwrap_or(WHOLE_SITE)));
            }
        }
        for condition in &rest {
            branch.and_where(holds(condition));
        }
        if let Some(rows) = filter.without {
            branch.and_where(has_row(rows).not());
        }
        within(&mut branch, filter);
        finish(&mut branch);
        branch
    };
    match seeks.as_slice() {
        [] => branch(None),
        [only] => branch(Some(*only)),
        many => {
            let mut united = Query::select();
            united.column(sea_orm::sea_query::Asterisk);
            let mut parts = many.iter().map(|key| {
                Query::select()
                    .column(sea_orm::sea_query::Asterisk)
                    .from_subquery(branch(Some(*key)), Alias::new("seek"))
                    .take()
            });
            let mut all = parts.next().unwrap_or_default();
            for part in parts {
                all.union(UnionType::Distinct, part);
            }
            united.from_subquery(all, Alias::new(ROW));
            united
        }
    }
}

/// The keys to seek under, those with the fewest articles, and the conditions that are left to test.
fn driver(conditions: &[Condition]) -> (Vec<Uuid>, Vec<&Condition>) {
    let parts: Vec<&Condition> = conditions
        .iter()
        .flat_map(|condition| match condition {
            Condition::All(parts) => parts.iter().collect(),
            other => vec![other],
        })
        .collect();
    let best = parts
        .iter()
        .enumerate()
        .filter_map(|(at, part)| match part {
            Condition::AnyKey(keys) => Some((keys.iter().map(|(_, count)| *count).sum::<i64>(), at, keys)),
            _ => None,
        })
        .min_by_key(|(count, ..)| *count);
    match best {
        Some((_, at, keys)) => {
            let rest = parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| *part).collect();
            (keys.iter().map(|(key, _)| *key).collect(), rest)
        }
        None => (Vec::new(), parts),
    }
}

/// The published articles that are named one by one, as rows like the listing's.
fn named_rows(named: &Named) -> SelectStatement {
    let these = match named {
        Named::Ids(ids) => article::Column::Id.is_in(ids.iter().copied()),
        Named::ExternalIds(ids) => article::Column::ExternalId.is_in(ids.iter().cloned()),
    };
    Query::select()
        .expr_as(Expr::col(article::Column::Id), listing::Column::ArticleId.into_iden())
        .columns([article::Column::PublishedAt, article::Column::UpdatedAt, article::Column::FirstPublishedAt])
        .from(article::Entity)
        .cond_where(Cond::all().add(these).add(article::Column::State.eq(PUBLISHED)))
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

/// Keeps the rows within the filter's range of time.
fn within(branch: &mut SelectStatement, filter: &Filter) {
    let time = match filter.date_field {
        DateField::Published => listing::Column::PublishedAt,
        DateField::Updated => listing::Column::UpdatedAt,
        DateField::FirstPublished => listing::Column::FirstPublishedAt,
    };
    let from = filter.from_ms.map(|from| row(time).gte(from));
    let to = filter.to_ms.map(|to| row(time).lt(to));
    // Nothing is published before it was first published: this lets the seek end where no more can be found.
    let first = filter.from_ms.filter(|_| filter.date_field == DateField::FirstPublished);
    let first = first.map(|from| row(listing::Column::PublishedAt).gte(from));
    for bound in [from, to, first].into_iter().flatten() {
        branch.and_where(bound);
    }
}

/// A column of the rows that a list is made of.
fn row(column: listing::Column) -> SimpleExpr {
    Expr::col((Alias::new(ROW), column))
}

/// The column that a list is sorted by.
fn sorted_by(sort: Sort) -> listing::Column {
    match sort {
        Sort::NewestFirst | Sort::OldestFirst => listing::Column::PublishedAt,
        Sort::UpdatedFirst => listing::Column::UpdatedAt,
    }
}

/// The order in which a list is shown.
fn shown_order(sort: Sort) -> Order {
    match sort {
        Sort::OldestFirst => Order::Asc,
        Sort::NewestFirst | Sort::UpdatedFirst => Order::Desc,
    }
}

/// The articles published just before and just after a position, of those under a key.
pub async fn beside(db: &ReadDb, key: Uuid, position: TimeAndId) -> Result<[Option<Stored>; 2]> {
    let seek = |direction: Sort| {
        let keyset = Keyset { cursor: Some(Cursor { direction: Direction::After, position }), limit: 1 };
        let found = rows(&Filter::under(key), |branch| seek(branch, direction, &keyset, 1));
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
