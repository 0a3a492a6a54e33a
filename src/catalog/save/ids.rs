//! Ids of what has become part of another thing, which go on leading to that.

use dibao_entity::former_id;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{EntityTrait, FromQueryResult, QueryTrait, Set};
use uuid::Uuid;

use super::table;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::{Reads, Tx};

/// What the thing that had an id has become part of, if it has.
pub async fn led_by_id(tx: &Tx, kind: Kind, id: Uuid) -> Result<Option<Uuid>> {
    let led: Option<former_id::Model> =
        tx.one(&former_id::Entity::find_by_id((kind.word().to_owned(), id)).into_query()).await?;
    Ok(led.map(|led| led.subject_id))
}

/// Lets the ids of what has become part of a thing lead to it; one that something has goes on being that one's.
pub async fn remember_ids(tx: &Tx, kind: Kind, id: Uuid, former: &[Uuid]) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Present {
        id: Uuid,
    }
    for former in former {
        let present = Query::select().column("id").from(table(kind)).and_where(Expr::col("id").eq(*former)).take();
        if *former == id || tx.one::<Present>(&present).await?.is_some_and(|present| present.id == *former) {
            continue;
        }
        let row = former_id::ActiveModel { kind: Set(kind.word().to_owned()), id: Set(*former), subject_id: Set(id) };
        let insert = former_id::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([former_id::Column::Kind, former_id::Column::Id])
                    .update_column(former_id::Column::SubjectId)
                    .to_owned(),
            )
            .into_query();
        tx.execute(&insert).await?;
    }
    Ok(())
}
