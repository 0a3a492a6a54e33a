//! What is seen of an account.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Account, AccountState};
use crate::auth::Role;
use crate::page_view;
use crate::state::State;

/// An account of the newsroom.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountView {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The name to sign in with.
    #[schema(example = "wang.xi")]
    pub name: String,
    /// The name that others see.
    #[schema(example = "王曦")]
    pub display_name: String,
    /// The role.
    #[schema(example = "reporter")]
    pub role: Role,
    /// Whether it may be used.
    #[schema(example = "active")]
    pub state: AccountState,
    /// Whether a password is set; without one nobody can sign in.
    #[schema(example = true)]
    pub has_password: bool,
    /// When it last signed in; null while it never has.
    #[schema(format = "date-time", example = "2026-03-08T08:55:00+08:00")]
    pub last_signed_in_at: Option<String>,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-03-01T10:00:00+08:00")]
    pub created_at: String,
    /// When it last changed; signing in is no change.
    #[schema(format = "date-time", example = "2026-03-01T10:00:00+08:00")]
    pub updated_at: String,
}

page_view! {
    /// A page of accounts.
    AccountPage of AccountView
}

impl AccountView {
    /// What is seen of it.
    #[must_use]
    pub fn of(state: &State, account: &Account) -> Self {
        let Account {
            id,
            name,
            display_name,
            role,
            state: used,
            password_hash,
            locked_until: _,
            tokens_valid_from: _,
            last_signed_in_at,
            version: _,
            created_at,
            updated_at,
        } = account;
        Self {
            id: id.to_string(),
            name: name.clone(),
            display_name: display_name.clone(),
            role: *role,
            state: *used,
            has_password: password_hash.is_some(),
            last_signed_in_at: last_signed_in_at.map(|at| state.time(at)),
            created_at: state.time(*created_at),
            updated_at: state.time(*updated_at),
        }
    }
}
