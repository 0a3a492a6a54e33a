//! Reading what decides on a request: the keys, the session and its account, the token.

use dibao_entity::{account, api_token, session, signing_key};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::{ReadDb, Reads};

/// A key as it is kept.
#[derive(Clone, Debug, FromQueryResult)]
pub struct KeyRow {
    /// Its id (`kid`).
    pub id: String,
    /// The private half, PKCS #8 in PEM.
    pub private_key: String,
    /// The public half, as a JSON Web Key.
    pub public_key: String,
    /// From when on it signs.
    pub signs_from: i64,
    /// Until when it signs; none while nothing has replaced it.
    pub signs_until: Option<i64>,
}

/// Whose an access token is, as things stand now.
#[derive(Clone, Debug, FromQueryResult)]
pub struct HolderRow {
    /// The account.
    pub id: Uuid,
    /// The name that others see.
    pub display_name: String,
    /// Its role, by its word.
    pub role: String,
    /// `active` or `disabled`.
    pub state: String,
    /// When the session was ended.
    pub ended_at: Option<i64>,
}

/// A token of a machine or a reader, as things stand now.
#[derive(Clone, Debug, FromQueryResult)]
pub struct TokenRow {
    /// Its id.
    pub id: Uuid,
    /// What it is for, in words.
    pub name: String,
    /// Its role, by its word.
    pub role: String,
    /// What it is limited to, as a JSON list of words.
    pub scopes: String,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// All keys, the one that signs last first.
pub async fn keys(db: &impl Reads) -> Result<Vec<KeyRow>> {
    let query = signing_key::Entity::find().order_by_desc(signing_key::Column::SignsFrom);
    db.all(&query.order_by_desc(signing_key::Column::Id).into_query()).await
}

/// The account and the session that an access token names, if they belong together.
pub async fn holder(db: &ReadDb, account: Uuid, session: Uuid) -> Result<Option<HolderRow>> {
    let query = Query::select()
        .columns([
            (account::Entity, account::Column::Id),
            (account::Entity, account::Column::DisplayName),
            (account::Entity, account::Column::Role),
            (account::Entity, account::Column::State),
        ])
        .column((session::Entity, session::Column::EndedAt))
        .from(session::Entity)
        .inner_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::Id)).equals((session::Entity, session::Column::AccountId)),
        )
        .and_where(Expr::col((session::Entity, session::Column::Id)).eq(session))
        .and_where(Expr::col((account::Entity, account::Column::Id)).eq(account))
        .take();
    db.one(&query).await
}

/// The token with that digest.
pub async fn token(db: &ReadDb, digest: &str) -> Result<Option<TokenRow>> {
    db.one(&api_token::Entity::find().filter(api_token::Column::Digest.eq(digest)).into_query()).await
}
