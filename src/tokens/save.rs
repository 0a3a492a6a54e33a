//! Keeping tokens, by their digests.

use dibao_entity::api_token;
use sea_orm::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use super::query::ApiToken;
use crate::kernel::error::{Error, Result};
use crate::store::Tx;

/// Adds a token.
pub(super) async fn insert(tx: &Tx, token: &ApiToken, digest: &str) -> Result<()> {
    let ApiToken { id, name, role, scopes, prefix, created_by, created_at, expires_at, last_used_at, revoked_at } =
        token.clone();
    let words: Vec<&str> = scopes.iter().map(|scope| scope.word()).collect();
    tx.insert(vec![api_token::ActiveModel {
        id: Set(id),
        name: Set(name),
        role: Set(role.word().to_owned()),
        scopes: Set(serde_json::to_string(&words).map_err(Error::broken)?),
        prefix: Set(prefix),
        digest: Set(digest.to_owned()),
        created_by: Set(created_by),
        created_at: Set(created_at),
        expires_at: Set(expires_at),
        last_used_at: Set(last_used_at),
        revoked_at: Set(revoked_at),
    }])
    .await
}

/// Revokes a token.
pub(super) async fn revoke(tx: &Tx, id: Uuid) -> Result<()> {
    let mut update = Query::update();
    update
        .table(api_token::Entity)
        .value(api_token::Column::RevokedAt, tx.now().timestamp_millis())
        .and_where(Expr::col(api_token::Column::Id).eq(id));
    tx.execute(&update).await
}
