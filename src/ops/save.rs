//! Writes the row by which the probe finds out whether the database accepts writes.

use dibao_entity::write_probe;
use sea_orm::sea_query::{OnConflict, Query};

use crate::kernel::error::Result;
use crate::store::Tx;

/// The id of the only row: instances write the same one, so that nothing is left to clear away.
const ROW: i32 = 1;

/// Writes the row anew. It adds no line to the change log.
pub(super) async fn probe(tx: &Tx) -> Result<()> {
    let is_written = OnConflict::column(write_probe::Column::Id).update_column(write_probe::Column::At).to_owned();
    let statement = Query::insert()
        .into_table(write_probe::Entity)
        .columns([write_probe::Column::Id, write_probe::Column::At])
        .values_panic([ROW.into(), tx.now().timestamp_millis().into()])
        .on_conflict(is_written)
        .take();
    tx.execute(&statement).await
}
