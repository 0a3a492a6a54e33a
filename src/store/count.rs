//! Counting a whole table, where that is small.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{EntityTrait, FromQueryResult};

use super::connect::Reads;
use crate::kernel::error::Result;

/// How many rows a table has. It reads the whole table: for those that grow with the newsroom, not with its articles.
pub async fn rows(db: &impl Reads, table: impl EntityTrait) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Counted {
        counted: i64,
    }
    let query = Query::select().expr_as(Expr::cust("*").count(), "counted").from(table).take();
    Ok(db.one::<Counted>(&query).await?.map_or(0, |row| row.counted))
}
