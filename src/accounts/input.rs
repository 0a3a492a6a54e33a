//! What administrators send to make and change accounts, and what one sends to change one's own password.

use serde::Serialize;
use utoipa::ToSchema;

use super::account::{MAX_DISPLAY_NAME, MAX_NAME};
use super::{AccountState, Changes, NewAccount};
use crate::auth::password::LENGTH;
use crate::auth::{Password, Role};
use crate::kernel::error::FieldCode;
use crate::web::body::Object;

/// The roles of accounts, by their words.
const ROLES: [(&str, Role); 5] = [
    ("reporter", Role::Reporter),
    ("editor", Role::Editor),
    ("reviewer", Role::Reviewer),
    ("chief", Role::Chief),
    ("admin", Role::Admin),
];

/// A new account.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    /// The name to sign in with: a-z, 0-9, `.`, `_` and `-`, beginning with a letter or a digit. It cannot be changed.
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]*$", example = "wang.xi")]
    pub name: String,
    /// The name that others see.
    #[schema(min_length = 1, max_length = 100, pattern = "trimmed-line", example = "王曦")]
    pub display_name: String,
    /// The role.
    #[schema(pattern = "^(reporter|editor|reviewer|chief|admin)$", max_length = 20, example = "reporter")]
    pub role: String,
    /// The password, 12 to 200 characters; without one nobody can sign in until it is set.
    #[schema(min_length = 12, max_length = 200, format = Password, pattern = "secret", example = "桥头第三盏灯 1987-03")]
    pub password: Option<String>,
}

/// What is to change of an account (RFC 7396); what is left out stays as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountPatch {
    /// The name that others see.
    #[schema(value_type = String, min_length = 1, max_length = 100, pattern = "trimmed-line", required = false, example = "王曦")]
    pub display_name: Option<String>,
    /// The role.
    #[schema(value_type = String, pattern = "^(reporter|editor|reviewer|chief|admin)$", max_length = 20, required = false, example = "editor")]
    pub role: Option<String>,
    /// Whether it may be used. A disabled account's sessions end.
    #[schema(value_type = AccountState, required = false, example = "active")]
    pub state: Option<AccountState>,
}

/// A new password for an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The new password, 12 to 200 characters.
    #[schema(min_length = 12, max_length = 200, format = Password, pattern = "secret", example = "桥头第三盏灯 1987-03")]
    pub password: String,
}

/// A new password for oneself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPasswordInput {
    /// The password until now.
    #[schema(min_length = 1, max_length = 200, format = Password, pattern = "secret", example = "桥头第二盏灯 1986-02")]
    pub old_password: String,
    /// The new password, 12 to 200 characters.
    #[schema(min_length = 12, max_length = 200, format = Password, pattern = "secret", example = "桥头第三盏灯 1987-03")]
    pub password: String,
}

/// Reads a new account.
pub(super) fn new_account(object: &Object) -> Option<NewAccount> {
    let name = object.text("name", 1..=MAX_NAME);
    let display_name = object.text("display_name", 1..=MAX_DISPLAY_NAME);
    let role = object.word("role", &ROLES);
    let has_password = object.gives("password") && !object.is_null("password");
    let password = if has_password { new_password(object).map(Some) } else { Some(None) };
    Some(NewAccount { name: name?, display_name: display_name?, role: role?, password: password? })
}

/// Reads what is to change; null is nothing that a member of an account could be.
pub(super) fn changes(object: &Object) -> Changes {
    let states = AccountState::ALL.map(|state| (state.word(), state));
    let mut changes = Changes::default();
    if object.gives("display_name") {
        changes.display_name = object.text("display_name", 1..=MAX_DISPLAY_NAME);
    }
    if object.gives("role") {
        changes.role = object.word("role", &ROLES);
    }
    if object.gives("state") {
        changes.state = object.word("state", &states);
    }
    changes
}

/// Reads a new password.
pub(super) fn new_password(object: &Object) -> Option<Password> {
    let text = object.exact_text("password", LENGTH)?;
    Password::new(&text).map_err(|detail| object.refuse("password", FieldCode::Malformed, detail)).ok()
}

/// Reads the old password and the new one.
pub(super) fn own_password(object: &Object) -> Option<(Password, Password)> {
    let old = object.exact_text("old_password", 1..=*LENGTH.end());
    let new = new_password(object);
    Some((Password::tried(&old?), new?))
}
