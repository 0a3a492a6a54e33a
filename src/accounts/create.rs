//! Making an account.

use uuid::Uuid;

use super::account::{NewAccount, check_role, parse_display_name, parse_name};
use super::query::{self, Account};
use super::{AccountState, save};
use crate::audit::{Entry, record};
use crate::auth::password::Passwords;
use crate::auth::{Actor, Password, Role};
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::store::{Primary, ReadDb, Tx};

/// An account that is ready to be made.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) name: String,
    display_name: String,
    role: Role,
    password_hash: Option<String>,
}

/// Makes an account and returns it. Refuses what is wrong with it, all at once, and a name that another one has.
pub async fn create(db: &Primary, passwords: &Passwords, by: &Actor, new: NewAccount) -> Result<Account> {
    let prepared = prepare(passwords, new).await?;
    db.transaction(async |tx| insert(tx, by, prepared).await).await
}

/// Checks an account and hashes its password, which takes a while and so is done before others are kept waiting.
pub(super) async fn prepare(passwords: &Passwords, new: NewAccount) -> Result<Prepared> {
    let NewAccount { name, display_name, role, password } = new;
    let mut errors = Vec::new();
    let name = noted(&mut errors, "/name", parse_name(&name));
    let display_name = noted(&mut errors, "/display_name", parse_display_name(&display_name));
    noted(&mut errors, "/role", check_role(role));
    let (Some(name), Some(display_name), true) = (name, display_name, errors.is_empty()) else {
        return Err(Error::content(errors));
    };
    let password_hash = match password {
        Some(password) => Some(passwords.hash(password).await?),
        None => None,
    };
    Ok(Prepared { name, display_name, role, password_hash })
}

/// Makes an account that was prepared.
pub(super) async fn insert(tx: &Tx, by: &Actor, prepared: Prepared) -> Result<Account> {
    let Prepared { name, display_name, role, password_hash } = prepared;
    if query::by_name(tx, &name).await?.is_some() {
        let detail = format!("Another account has the name `{name}`.");
        return Err(Error::refused(Code::AccountNameTaken, detail));
    }
    let now = tx.now().timestamp_millis();
    let account = Account {
        id: Uuid::now_v7(),
        name,
        display_name,
        role,
        state: AccountState::Active,
        password_hash,
        locked_until: None,
        tokens_valid_from: now,
        last_signed_in_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    save::insert(tx, &account).await?;
    let entry = Entry::on("create_account", "account", account.id, account.name.clone()).with("role", role.word());
    record(tx, by, entry).await?;
    Ok(account)
}

/// Whether a password is the one that an account was made with. Where all its sessions were ended since, as a new password does,
/// nobody can say any more, and it is not: what somebody has chosen since is not compared with what others send.
pub(super) async fn is_made_with(
    db: &ReadDb,
    passwords: &Passwords,
    name: &str,
    password: Option<Password>,
) -> Result<bool> {
    let account = query::by_name(db, name).await?;
    let Some(account) = account.filter(|account| account.tokens_valid_from == account.created_at) else {
        return Ok(false);
    };
    match (password, account.password_hash.as_deref()) {
        (None, None) => Ok(true),
        (Some(password), Some(kept)) => passwords.fits(password, Some(kept)).await,
        _ => Ok(false),
    }
}

/// What was read, or a note of what is wrong with it.
pub(super) fn noted<T>(errors: &mut Vec<FieldError>, pointer: &str, read: Result<T, String>) -> Option<T> {
    read.map_err(|detail| {
        let code = if pointer == "/role" { FieldCode::NotAllowed } else { FieldCode::Malformed };
        errors.push(FieldError { place: Place::Pointer(pointer.to_owned()), code, detail });
    })
    .ok()
}
