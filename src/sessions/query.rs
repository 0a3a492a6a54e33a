//! Reading sessions and refresh tokens.

use dibao_entity::{refresh_token, session};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::{ReadDb, Reads};

/// A refresh token with its session.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Refresh {
    pub(super) session_id: Uuid,
    pub(super) account_id: Uuid,
    pub(super) expires_at: i64,
    pub(super) used_at: Option<i64>,
    pub(super) salt: Option<String>,
    pub(super) ended_at: Option<i64>,
}

/// The refresh token of that digest.
pub(super) async fn refresh(db: &impl Reads, digest: &str) -> Result<Option<Refresh>> {
    let query = Query::select()
        .column((refresh_token::Entity, refresh_token::Column::SessionId))
        .column((refresh_token::Entity, refresh_token::Column::ExpiresAt))
        .column((refresh_token::Entity, refresh_token::Column::UsedAt))
        .column((refresh_token::Entity, refresh_token::Column::Salt))
        .column((session::Entity, session::Column::AccountId))
        .column((session::Entity, session::Column::EndedAt))
        .from(refresh_token::Entity)
        .inner_join(
            session::Entity,
            Expr::col((session::Entity, session::Column::Id))
                .equals((refresh_token::Entity, refresh_token::Column::SessionId)),
        )
        .and_where(Expr::col((refresh_token::Entity, refresh_token::Column::Digest)).eq(digest))
        .take();
    db.one(&query).await
}

/// Whether an account has signed in from a network address since a time.
pub(super) async fn has_come_from(db: &ReadDb, account: Uuid, address: &str, since: i64) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Found {
        #[expect(dead_code, reason = "that there is one is all")]
        id: Uuid,
    }
    let query = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(Expr::col(session::Column::AccountId).eq(account))
        .and_where(Expr::col(session::Column::Address).eq(address))
        .and_where(Expr::col(session::Column::CreatedAt).gte(since))
        .limit(1)
        .take();
    let found: Option<Found> = db.one(&query).await?;
    Ok(found.is_some())
}
