//! Keeping accounts.

use dibao_entity::{account, session};
use sea_orm::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use super::query::Account;
use crate::kernel::error::Result;
use crate::store::Tx;

/// Adds an account.
pub(super) async fn insert(tx: &Tx, row: &Account) -> Result<()> {
    let Account {
        id,
        name,
        display_name,
        role,
        state,
        password_hash,
        locked_until,
        tokens_valid_from,
        last_signed_in_at,
        version,
        created_at,
        updated_at,
    } = row.clone();
    tx.insert(vec![account::ActiveModel {
        id: Set(id),
        name: Set(name),
        display_name: Set(display_name),
        role: Set(role.word().to_owned()),
        state: Set(state.word().to_owned()),
        password_hash: Set(password_hash),
        failed_sign_ins: Set(0),
        locked_until: Set(locked_until),
        tokens_valid_from: Set(tokens_valid_from),
        last_signed_in_at: Set(last_signed_in_at),
        version: Set(version),
        created_at: Set(created_at),
        updated_at: Set(updated_at),
    }])
    .await
}

/// Keeps what changed of an account; it gets the next version.
pub(super) async fn change(tx: &Tx, row: &Account) -> Result<()> {
    let mut update = Query::update();
    update
        .table(account::Entity)
        .value(account::Column::DisplayName, row.display_name.clone())
        .value(account::Column::Role, row.role.word())
        .value(account::Column::State, row.state.word())
        .value(account::Column::PasswordHash, row.password_hash.clone())
        .value(account::Column::Version, row.version + 1)
        .value(account::Column::UpdatedAt, tx.now().timestamp_millis())
        .and_where(Expr::col(account::Column::Id).eq(row.id));
    tx.execute(&update).await
}

/// Ends every session of an account, and with them their tokens; failed sign-ins are forgotten.
pub async fn end_sessions(tx: &Tx, account: Uuid, by: &'static str) -> Result<()> {
    let now = tx.now().timestamp_millis();
    let mut end = Query::update();
    end.table(session::Entity)
        .value(session::Column::EndedAt, now)
        .value(session::Column::EndedBy, by)
        .and_where(Expr::col(session::Column::AccountId).eq(account))
        .and_where(Expr::col(session::Column::EndedAt).is_null());
    tx.execute(&end).await?;
    let mut refuse = Query::update();
    refuse
        .table(account::Entity)
        .value(account::Column::TokensValidFrom, now)
        .value(account::Column::FailedSignIns, 0)
        .value(account::Column::LockedUntil, Option::<i64>::None)
        .and_where(Expr::col(account::Column::Id).eq(account));
    tx.execute(&refuse).await
}

/// Keeps that somebody has signed in; `hash` where the password was hashed anew.
pub async fn signed_in(tx: &Tx, account: Uuid, hash: Option<String>) -> Result<()> {
    let mut update = Query::update();
    update
        .table(account::Entity)
        .value(account::Column::LastSignedInAt, tx.now().timestamp_millis())
        .value(account::Column::Version, Expr::col(account::Column::Version).add(1))
        .value(account::Column::FailedSignIns, 0)
        .value(account::Column::LockedUntil, Option::<i64>::None)
        .and_where(Expr::col(account::Column::Id).eq(account));
    if let Some(hash) = hash {
        update.value(account::Column::PasswordHash, hash);
    }
    tx.execute(&update).await
}
