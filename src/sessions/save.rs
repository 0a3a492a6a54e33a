//! Keeping sessions and refresh tokens.

use dibao_entity::{account, api_token, refresh_token, session};
use sea_orm::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::auth::Secret;
use crate::kernel::error::Result;
use crate::store::Tx;

/// How long sessions are kept after their end, in milliseconds: they tell from where somebody signs in.
const KEPT_MS: i64 = 90 * 24 * 3_600_000;

/// A session that begins.
pub(super) struct NewSession {
    pub(super) id: Uuid,
    pub(super) account: Uuid,
    pub(super) expires_at: i64,
    pub(super) address: Option<String>,
}

/// Begins a session, and clears away what remained of the account's old ones.
pub(super) async fn begin(tx: &Tx, new: NewSession) -> Result<()> {
    let now = tx.now().timestamp_millis();
    let NewSession { id, account, expires_at, address } = new;
    let of_account = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(Expr::col(session::Column::AccountId).eq(account))
        .take();
    let mut forget = Query::delete();
    forget
        .from_table(refresh_token::Entity)
        .and_where(Expr::col(refresh_token::Column::ExpiresAt).lt(now))
        .and_where(Expr::col(refresh_token::Column::SessionId).in_subquery(of_account));
    tx.execute(&forget).await?;
    let mut clear = Query::delete();
    clear
        .from_table(session::Entity)
        .and_where(Expr::col(session::Column::AccountId).eq(account))
        .and_where(Expr::col(session::Column::ExpiresAt).lt(now - KEPT_MS));
    tx.execute(&clear).await?;
    tx.insert(vec![session::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        created_at: Set(now),
        expires_at: Set(expires_at),
        ended_at: Set(None),
        ended_by: Set(None),
        address: Set(address),
    }])
    .await
}

/// Adds a refresh token to a session.
pub(super) async fn add_refresh(tx: &Tx, secret: &Secret, session: Uuid, expires_at: i64) -> Result<()> {
    tx.insert(vec![refresh_token::ActiveModel {
        digest: Set(secret.digest()),
        session_id: Set(session),
        created_at: Set(tx.now().timestamp_millis()),
        expires_at: Set(expires_at),
        used_at: Set(None),
        salt: Set(None),
    }])
    .await
}

/// Marks a refresh token as used, with the salt of its successor.
pub(super) async fn use_refresh(tx: &Tx, digest: &str, salt: &str) -> Result<()> {
    let mut update = Query::update();
    update
        .table(refresh_token::Entity)
        .value(refresh_token::Column::UsedAt, tx.now().timestamp_millis())
        .value(refresh_token::Column::Salt, salt)
        .and_where(Expr::col(refresh_token::Column::Digest).eq(digest));
    tx.execute(&update).await
}

/// Ends a session.
pub(super) async fn end(tx: &Tx, session: Uuid, by: &'static str) -> Result<()> {
    let mut update = Query::update();
    update
        .table(session::Entity)
        .value(session::Column::EndedAt, tx.now().timestamp_millis())
        .value(session::Column::EndedBy, by)
        .and_where(Expr::col(session::Column::Id).eq(session))
        .and_where(Expr::col(session::Column::EndedAt).is_null());
    tx.execute(&update).await
}

/// Holds up sign-ins to an account from new places, on every instance.
pub(super) async fn lock(tx: &Tx, account: Uuid, until: i64, failed: i64) -> Result<()> {
    let mut update = Query::update();
    update
        .table(account::Entity)
        .value(account::Column::LockedUntil, until)
        .value(account::Column::FailedSignIns, i32::try_from(failed).unwrap_or(i32::MAX))
        .and_where(Expr::col(account::Column::Id).eq(account));
    tx.execute(&update).await
}

/// Revokes the token of a machine or a reader.
pub(super) async fn revoke_token(tx: &Tx, id: Uuid) -> Result<()> {
    let mut update = Query::update();
    update
        .table(api_token::Entity)
        .value(api_token::Column::RevokedAt, tx.now().timestamp_millis())
        .and_where(Expr::col(api_token::Column::Id).eq(id))
        .and_where(Expr::col(api_token::Column::RevokedAt).is_null());
    tx.execute(&update).await
}
