//! Keeping answers for a day.

use dibao_entity::answered_request::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Set};
use uuid::Uuid;

use super::query::Kept;
use crate::kernel::error::{Error, Result};
use crate::store::Tx;

/// How many old answers are deleted at once.
const MOST: u64 = 100;

/// Deletes answers from before a time: the one with this key, and some others, so that deleting keeps up with keeping and takes
/// no request long.
pub async fn forget(tx: &Tx, by: Uuid, key: &str, before: i64) -> Result<()> {
    let mut own = Query::delete();
    own.from_table(Entity).and_where(Column::ActorId.eq(by)).and_where(Column::Key.eq(key));
    tx.execute(own.and_where(Column::CreatedAt.lte(before))).await?;
    let old = Query::select()
        .columns([Column::ActorId, Column::Key])
        .from(Entity)
        .and_where(Column::CreatedAt.lte(before))
        .order_by(Column::CreatedAt, sea_orm::Order::Asc)
        .limit(MOST)
        .take();
    let mut others = Query::delete();
    let both = Expr::tuple([Expr::col(Column::ActorId), Expr::col(Column::Key)]);
    tx.execute(others.from_table(Entity).and_where(both.in_subquery(old))).await
}

/// Keeps an answer.
pub async fn keep(tx: &Tx, by: Uuid, key: String, kept: Kept) -> Result<()> {
    let Kept { operation, digest, answer, created_at } = kept;
    tx.insert(vec![ActiveModel {
        actor_id: Set(by),
        key: Set(key),
        operation: Set(operation),
        digest: Set(digest),
        status: Set(i32::from(answer.status)),
        headers: Set(serde_json::to_string(&answer.headers).map_err(Error::broken)?),
        body: Set(answer.body),
        created_at: Set(created_at),
    }])
    .await
}
