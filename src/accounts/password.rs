//! Setting a password.

use uuid::Uuid;

use super::{query, save, update};
use crate::audit::{Entry, record};
use crate::auth::password::Passwords;
use crate::auth::{Actor, Password};
use crate::kernel::error::Result;
use crate::store::Primary;

/// Sets an account's password. Its sessions end, whoever has them: who changes a password may do so because it was stolen.
pub async fn set_password(
    db: &Primary,
    passwords: &Passwords,
    by: &Actor,
    id: Uuid,
    password: Password,
    action: &'static str,
) -> Result<()> {
    let hash = passwords.hash(password).await?;
    db.transaction(async |tx| {
        let mut account = query::by_id(tx, id).await?.ok_or_else(|| update::missing(id))?;
        account.password_hash = Some(hash);
        save::change(tx, &account).await?;
        save::end_sessions(tx, id, "password").await?;
        record(tx, by, Entry::on(action, "account", id, account.name)).await
    })
    .await
}
