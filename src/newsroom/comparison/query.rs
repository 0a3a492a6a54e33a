//! Which revision there is to compare with.

use dibao_entity::revision;
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
