//! Reading accounts.

use dibao_entity::account;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::accounts::AccountState;
use crate::auth::Role;
use crate::kernel::error::{Error, Result};
use crate::store::count;
use crate::store::keyset::Keyset;
use crate::store::{ReadDb, Reads, Tx};

/// An account as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The name to sign in with.
    pub name: String,
    /// The name that others see.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// Whether it may be used.
    pub state: AccountState,
    /// What is kept of the password, if one is set.
    pub password_hash: Option<String>,
    /// Until when sign-ins from new places are refused unseen.
    pub locked_until: Option<i64>,
    /// Access tokens from before do not hold: when it was made, or when its sessions were last ended all at once.
    pub tokens_valid_from: i64,
    /// When it last signed in.
    pub last_signed_in_at: Option<i64>,
    /// Goes up with every change of it.
    pub version: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it last changed.
    pub updated_at: i64,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Account").field("name", &self.name).field("role", &self.role).finish_non_exhaustive()
    }
}

impl TryFrom<account::Model> for Account {
    type Error = Error;

    fn try_from(row: account::Model) -> Result<Self> {
        let account::Model {
            id,
            name,
            display_name,
            role,
            state,
            password_hash,
            failed_sign_ins: _,
            locked_until,
            tokens_valid_from,
            last_signed_in_at,
            version,
            created_at,
            updated_at,
        } = row;
        let role = Role::parse(&role).ok_or_else(|| Error::broken(format!("no role has the word {role}")))?;
        let state = AccountState::parse(&state).ok_or_else(|| Error::broken(format!("no state is called {state}")))?;
        Ok(Self {
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
        })
    }
}

/// The account of that id.
pub async fn by_id(db: &impl Reads, id: Uuid) -> Result<Option<Account>> {
    let row: Option<account::Model> = db.one(&account::Entity::find_by_id(id).into_query()).await?;
    row.map(Account::try_from).transpose()
}

/// The account of that name.
pub async fn by_name(db: &impl Reads, name: &str) -> Result<Option<Account>> {
    let query = account::Entity::find().filter(account::Column::Name.eq(name)).into_query();
    let row: Option<account::Model> = db.one(&query).await?;
    row.map(Account::try_from).transpose()
}

/// Every account by its name.
pub async fn all(db: &impl Reads) -> Result<Vec<Account>> {
    let rows: Vec<account::Model> =
        db.all(&account::Entity::find().order_by_asc(account::Column::Name).into_query()).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// How many there are.
pub(super) async fn count(db: &ReadDb) -> Result<i64> {
    count::rows(db, account::Entity).await
}

/// A page of the accounts by their names, in the order in which it is read.
pub(super) async fn page(db: &ReadDb, keyset: &Keyset<String>) -> Result<Vec<Account>> {
    let order = keyset.reading_order(Order::Asc);
    let mut query = account::Entity::find().order_by(account::Column::Name, order.clone()).limit(keyset.rows());
    if let Some(name) = keyset.position() {
        query = match order {
            Order::Asc => query.filter(account::Column::Name.gt(name.as_str())),
            _ => query.filter(account::Column::Name.lt(name.as_str())),
        };
    }
    let rows: Vec<account::Model> = db.all(&query.into_query()).await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// Whether there is an active administrator beside an account.
pub(super) async fn has_other_admin(tx: &Tx, id: Uuid) -> Result<bool> {
    let query = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Admin.word()))
        .filter(account::Column::State.eq(AccountState::Active.word()))
        .filter(Expr::col(account::Column::Id).ne(id));
    let other: Option<account::Model> = tx.one(&query.into_query()).await?;
    Ok(other.is_some())
}
