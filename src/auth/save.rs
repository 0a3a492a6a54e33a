//! Keeping keys, and when tokens were last used.

use std::collections::HashMap;

use dibao_entity::{api_token, signing_key};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Set};
use uuid::Uuid;

use super::keyring::NewKey;
use crate::kernel::error::Result;
use crate::store::Tx;

/// Adds a key that signs from then on, in the place of those before it, which sign until then.
pub async fn add_key(tx: &Tx, key: &NewKey, signs_from: i64) -> Result<()> {
    let mut replace = Query::update();
    replace.table(signing_key::Entity).value(signing_key::Column::SignsUntil, signs_from).and_where(
        signing_key::Column::SignsUntil.is_null().or(Expr::col(signing_key::Column::SignsUntil).gt(signs_from)),
    );
    tx.execute(&replace).await?;
    tx.insert(vec![signing_key::ActiveModel {
        id: Set(key.id.clone()),
        algorithm: Set("EdDSA".to_owned()),
        private_key: Set(key.private_key.clone()),
        public_key: Set(key.public_key.clone()),
        created_at: Set(tx.now().timestamp_millis()),
        signs_from: Set(signs_from),
        signs_until: Set(None),
    }])
    .await
}

/// Deletes the keys that have not signed since then.
pub async fn delete_keys(tx: &Tx, signed_until: i64) -> Result<()> {
    let mut delete = Query::delete();
    delete.from_table(signing_key::Entity).and_where(Expr::col(signing_key::Column::SignsUntil).lte(signed_until));
    tx.execute(&delete).await
}

/// Deletes every key.
pub async fn delete_all_keys(tx: &Tx) -> Result<()> {
    tx.execute(Query::delete().from_table(signing_key::Entity)).await
}

/// Writes down when tokens were last used.
pub async fn used(tx: &Tx, used: &HashMap<Uuid, i64>) -> Result<()> {
    for (id, at) in used {
        let mut update = Query::update();
        update
            .table(api_token::Entity)
            .value(api_token::Column::LastUsedAt, *at)
            .and_where(Expr::col(api_token::Column::Id).eq(*id))
            .and_where(api_token::Column::LastUsedAt.is_null().or(Expr::col(api_token::Column::LastUsedAt).lt(*at)));
        tx.execute(&update).await?;
    }
    Ok(())
}
