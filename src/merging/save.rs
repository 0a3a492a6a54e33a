//! What sources have beside articles and editions.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::Tx;

/// Gives the other names and the authorisations of a source to another.
pub(super) async fn hand_over(tx: &Tx, from: Uuid, to: Uuid) -> Result<()> {
    for table in ["source_alias", "source_authorisation"] {
        let mut update = Query::update();
        update.table(table).value("source_id", to).and_where(Expr::col("source_id").eq(from));
        tx.execute(&update).await?;
    }
    Ok(())
}
