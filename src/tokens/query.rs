//! Reading tokens: what is kept of them, never the tokens themselves.

use dibao_entity::api_token;
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::auth::{Permission, Role};
use crate::kernel::error::{Error, Result};
use crate::store::count;
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads, Tx};

/// What is kept of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: Uuid,
    /// What it is for, in words.
    pub name: String,
    /// The role.
    pub role: Role,
    /// What it is limited to; an empty list does not limit.
    pub scopes: Vec<Permission>,
    /// Its first characters.
    pub prefix: String,
    /// The account that made it; none where the command line did.
    pub created_by: Option<Uuid>,
    /// When it was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: Option<i64>,
    /// When it was last used, a minute or so late.
    pub last_used_at: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// A row, with the digest apart.
fn read(row: api_token::Model) -> Result<(ApiToken, String)> {
    let api_token::Model {
        id,
        name,
        role,
        scopes,
        prefix,
        digest,
        created_by,
        created_at,
        expires_at,
        last_used_at,
        revoked_at,
    } = row;
    let role = Role::parse(&role).ok_or_else(|| Error::broken(format!("no role has the word {role}")))?;
    let words: Vec<String> = serde_json::from_str(&scopes).map_err(Error::broken)?;
    let scopes = words.iter().filter_map(|word| Permission::parse(word)).collect();
    let token =
        ApiToken { id, name, role, scopes, prefix, created_by, created_at, expires_at, last_used_at, revoked_at };
    Ok((token, digest))
}

/// The token of that id.
pub async fn by_id(db: &impl Reads, id: Uuid) -> Result<Option<ApiToken>> {
    let row: Option<api_token::Model> = db.one(&api_token::Entity::find_by_id(id).into_query()).await?;
    Ok(row.map(read).transpose()?.map(|(token, _)| token))
}

/// The same with its digest.
pub(super) async fn with_digest(tx: &Tx, id: Uuid) -> Result<Option<(ApiToken, String)>> {
    let row: Option<api_token::Model> = tx.one(&api_token::Entity::find_by_id(id).into_query()).await?;
    row.map(read).transpose()
}

/// Every token, the oldest first.
pub async fn all(db: &impl Reads) -> Result<Vec<ApiToken>> {
    let query = api_token::Entity::find().order_by_asc(api_token::Column::Id);
    let rows: Vec<api_token::Model> = db.all(&query.into_query()).await?;
    rows.into_iter().map(|row| Ok(read(row)?.0)).collect()
}

/// How many there are.
pub(super) async fn count(db: &ReadDb) -> Result<i64> {
    count::rows(db, api_token::Entity).await
}

/// A page of the tokens, the newest first, in the order in which it is read.
pub(super) async fn page(db: &ReadDb, keyset: &Keyset<Uuid>) -> Result<Vec<ApiToken>> {
    let order = keyset.reading_order(Order::Desc);
    let mut query = api_token::Entity::find().order_by(api_token::Column::Id, order.clone()).limit(keyset.rows());
    if let Some(id) = keyset.position() {
        query = match order {
            Order::Asc => query.filter(api_token::Column::Id.gt(*id)),
            _ => query.filter(api_token::Column::Id.lt(*id)),
        };
    }
    let rows: Vec<api_token::Model> = db.all(&query.into_query()).await?;
    rows.into_iter().map(|row| Ok(read(row)?.0)).collect()
}
