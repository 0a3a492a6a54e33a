//! Keeping the key of preview links.

use dibao_entity::preview_key;
use sea_orm::Set;
use sea_orm::sea_query::Query;
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::Tx;

/// Keeps a key in the place of the one there was.
pub(super) async fn replace(tx: &Tx, id: Uuid, secret: String) -> Result<()> {
    tx.execute(Query::delete().from_table(preview_key::Entity)).await?;
    tx.insert(vec![preview_key::ActiveModel {
        id: Set(id),
        secret: Set(secret),
        created_at: Set(tx.now().timestamp_millis()),
    }])
    .await
}
