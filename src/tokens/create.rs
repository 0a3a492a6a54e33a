//! Making a token.

use uuid::Uuid;

use super::query::ApiToken;
use super::save;
use crate::audit::{Entry, record};
use crate::auth::{Actor, Permission, Purpose, Role, Secret, Via};
use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result};
use crate::store::{Primary, Tx};

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;

/// A token that is about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for, in words.
    pub name: String,
    /// The role; `reader` makes a reader's key.
    pub role: Role,
    /// What it is limited to; an empty list does not limit.
    pub scopes: Vec<Permission>,
    /// After how many days it ends; without a number it does not.
    pub expires_in_days: Option<i64>,
}

/// A token that was made, with its secret, which is known here and now only.
#[derive(Debug)]
pub struct Made {
    /// What is kept of it.
    pub token: ApiToken,
    /// The token itself.
    pub secret: Secret,
}

/// Makes a token. Refuses scopes that its role does not have.
pub async fn create(db: &Primary, by: &Actor, new: NewToken) -> Result<Made> {
    db.transaction(async |tx| insert(tx, by, new).await).await
}

/// Makes a token inside a transaction. Refuses scopes that its role does not have.
pub(super) async fn insert(tx: &Tx, by: &Actor, new: NewToken) -> Result<Made> {
    let NewToken { name, role, scopes, expires_in_days } = new;
    let beyond = scopes.iter().enumerate().filter(|(_, scope)| !scope.roles().contains(&role));
    let errors: Vec<FieldError> = beyond
        .map(|(at, scope)| FieldError {
            place: Place::Pointer(format!("/scopes/{at}")),
            code: FieldCode::Conflict,
            detail: format!("The role `{}` does not have `{}`.", role.word(), scope.word()),
        })
        .collect();
    if !errors.is_empty() {
        return Err(Error::content(errors));
    }
    let secret = Secret::random(if role == Role::Reader { Purpose::Reader } else { Purpose::Machine })?;
    let now = tx.now().timestamp_millis();
    let token = ApiToken {
        id: Uuid::now_v7(),
        name,
        role,
        scopes,
        prefix: secret.shown(),
        created_by: if by.via == Via::Account { by.known_id() } else { None },
        created_at: now,
        expires_at: expires_in_days.map(|days| now + days * DAY_MS),
        last_used_at: None,
        revoked_at: None,
    };
    save::insert(tx, &token, &secret.digest()).await?;
    let entry = Entry::on("create_api_token", "token", token.id, token.name.clone());
    let words: Vec<&str> = token.scopes.iter().map(|scope| scope.word()).collect();
    record(tx, by, entry.with("role", role.word()).with("scopes", words)).await?;
    Ok(Made { token, secret })
}
