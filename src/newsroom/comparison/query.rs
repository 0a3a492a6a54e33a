//! Which revisions there are to compare with, and what is known of them.

use dibao_entity::{article, revision};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, FromQueryResult};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::{ReadDb, Reads};

/// The number of the revision before one; 0 where there is none.
pub async fn before(db: &ReadDb, article: Uuid, number: i32) -> Result<i32> {
    #[derive(FromQueryResult)]
    struct Before {
        number: Option<i32>,
    }
    let query = Query::select()
        .expr_as(Expr::col(revision::Column::Number).max(), "number")
        .from(revision::Entity)
        .and_where(revision::Column::ArticleId.eq(article))
        .and_where(revision::Column::Number.lt(number))
        .take();
    Ok(db.one::<Before>(&query).await?.and_then(|row| row.number).unwrap_or(0))
}

/// Whether all of these revisions have kept what they said beside their text. One that was imported has not; the article's row
/// says it while readers see that revision, or saw it last.
pub async fn are_whole(db: &ReadDb, article: Uuid, numbers: [i32; 2]) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Partial {
        #[expect(dead_code, reason = "that there is one is what counts")]
        number: i32,
    }
    let shown = Query::select()
        .column(article::Column::Revision)
        .from(article::Entity)
        .and_where(article::Column::Id.eq(article))
        .take();
    let query = Query::select()
        .column(revision::Column::Number)
        .from(revision::Entity)
        .and_where(revision::Column::ArticleId.eq(article))
        .and_where(revision::Column::Number.is_in(numbers))
        .and_where(revision::Column::Fields.is_null())
        .and_where(revision::Column::Number.not_in_subquery(shown))
        .take();
    Ok(db.all::<Partial>(&query).await?.is_empty())
}
