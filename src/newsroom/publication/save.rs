//! Writing what is scheduled, corrections and withdrawals.

use dibao_entity::{correction, schedule, withdrawal};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, Iterable, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::query::Scheduled;
use crate::kernel::error::Result;
use crate::store::Tx;

/// Says when a revision is to be published, in place of what was said before.
pub async fn schedule(tx: &Tx, row: Scheduled) -> Result<()> {
    let insert = schedule::Entity::insert(schedule::ActiveModel::from(row).reset_all())
        .on_conflict(
            OnConflict::column(schedule::Column::ArticleId)
                .update_columns(
                    schedule::Column::iter().filter(|column| !matches!(column, schedule::Column::ArticleId)),
                )
                .to_owned(),
        )
        .into_query();
    tx.execute(&insert).await
}

/// Takes an article's time of publication away.
pub async fn unschedule(tx: &Tx, id: Uuid) -> Result<()> {
    let gone = schedule::Entity::delete_many().filter(schedule::Column::ArticleId.eq(id)).into_query();
    tx.execute(&gone).await
}

/// Keeps what readers are told of a correction.
pub async fn correct(tx: &Tx, id: Uuid, number: i32, revision: i32, note: &str) -> Result<()> {
    tx.insert(vec![correction::ActiveModel {
        article_id: Set(id),
        number: Set(number),
        revision: Set(revision),
        at: Set(tx.now().timestamp_millis()),
        note: Set(note.to_owned()),
    }])
    .await
}

/// Keeps why an article was taken back.
pub async fn withdraw(tx: &Tx, id: Uuid, reason: &str, note: Option<&str>) -> Result<()> {
    tx.insert(vec![withdrawal::ActiveModel {
        article_id: Set(id),
        at: Set(tx.now().timestamp_millis()),
        reason: Set(reason.to_owned()),
        note: Set(note.map(str::to_owned)),
    }])
    .await
}
