//! Changing an account: the name that others see, the role, whether it may be used.

use uuid::Uuid;

use super::account::{check_role, parse_display_name};
use super::create::noted;
use super::query::{self, Account};
use super::{AccountState, save};
use crate::audit::{Entry, record};
use crate::auth::{Actor, Role};
use crate::kernel::error::{Code, Error, Result};
use crate::store::Primary;

/// What is to change; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The name that others see.
    pub display_name: Option<String>,
    /// The role.
    pub role: Option<Role>,
    /// Whether it may be used.
    pub state: Option<AccountState>,
}

/// Changes an account when `admit` lets its version through, and returns it as it is then. A disabled account's sessions
/// end. Refuses to leave the service without an active administrator. What changes nothing leaves no trace.
pub async fn update(
    db: &Primary,
    by: &Actor,
    id: Uuid,
    admit: impl FnOnce(i64) -> Result<()>,
    changes: Changes,
) -> Result<Account> {
    let Changes { display_name, role, state } = changes;
    let mut errors = Vec::new();
    let display_name = display_name.and_then(|name| noted(&mut errors, "/display_name", parse_display_name(&name)));
    if let Some(role) = role {
        noted(&mut errors, "/role", check_role(role));
    }
    if !errors.is_empty() {
        return Err(Error::content(errors));
    }
    db.transaction(async |tx| {
        let before = query::by_id(tx, id).await?.ok_or_else(|| missing(id))?;
        admit(before.version)?;
        let mut after = before.clone();
        after.display_name = display_name.unwrap_or(after.display_name);
        after.role = role.unwrap_or(after.role);
        after.state = state.unwrap_or(after.state);
        if after == before {
            return Ok(after);
        }
        let governs = |account: &Account| account.role == Role::Admin && account.state == AccountState::Active;
        if governs(&before) && !governs(&after) && !query::has_other_admin(tx, id).await? {
            let detail = format!("`{}` is the last active administrator.", before.name);
            return Err(Error::refused(Code::LastAdmin, detail));
        }
        save::change(tx, &after).await?;
        if after.state == AccountState::Disabled && before.state == AccountState::Active {
            save::end_sessions(tx, id, "disabled").await?;
        }
        let mut entry = Entry::on("update_account", "account", id, after.name.clone());
        if after.display_name != before.display_name {
            entry = entry.with("display_name", after.display_name.clone());
        }
        if after.role != before.role {
            entry = entry.with("role", after.role.word()).with("role_before", before.role.word());
        }
        if after.state != before.state {
            entry = entry.with("state", after.state.word());
        }
        record(tx, by, entry).await?;
        query::by_id(tx, id).await?.ok_or_else(|| missing(id))
    })
    .await
}

/// Lets every version through: the change is made whatever the account has become.
pub const fn whatever(_: i64) -> Result<()> {
    Ok(())
}

/// The refusal of an account that is not there.
pub(super) fn missing(id: Uuid) -> Error {
    Error::refused(Code::AccountNotFound, format!("No account has the id `{id}`."))
}
