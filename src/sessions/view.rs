//! What callers get when they sign in, and what they learn of themselves.

use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Actor, JsonWebKey, Permission, Role, Via};

/// Tokens of a session (RFC 6749, section 5.1).
#[derive(Clone, Serialize, ToSchema)]
pub struct TokenView {
    /// The access token: `Authorization: Bearer` for the newsroom's operations.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSIsImtpZCI6Im…")]
    pub access_token: String,
    /// How it is sent: `Bearer` (RFC 6750).
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// For how many seconds it is valid.
    #[schema(minimum = 1, example = 900)]
    pub expires_in: u32,
    /// Token that `refresh_token` takes for the next pair; good for one use, and for repeats of it within 10 seconds.
    #[schema(example = "dibao_rt_0f…")]
    pub refresh_token: String,
    /// When the session ends at the latest; then one has to sign in again.
    #[schema(format = "date-time", example = "2026-04-07T08:55:00+08:00")]
    pub session_expires_at: String,
}

/// By what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActsBy {
    /// An account that signed in.
    Account,
    /// A token of a machine.
    Token,
}

/// Who asks, and what they may do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    /// Whether it is an account or a token.
    #[schema(example = "account")]
    pub kind: ActsBy,
    /// The id of the account or the token.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The name to sign in with; null for a token.
    #[schema(example = "wang.xi")]
    pub name: Option<String>,
    /// The name that others see.
    #[schema(example = "王曦")]
    pub display_name: String,
    /// The role.
    #[schema(example = "reporter")]
    pub role: Role,
    /// What they may do: the permissions of the role, as far as the token's scopes go.
    #[schema(example = json!(["use_newsroom", "write_own_drafts", "read_articles"]))]
    pub permissions: Vec<&'static str>,
}

impl Me {
    /// What somebody learns of themselves.
    pub(super) fn of(actor: &Actor, name: Option<String>) -> Self {
        let permissions = Permission::ALL.iter().filter(|permission| actor.has(**permission));
        Self {
            kind: if actor.via == Via::Account { ActsBy::Account } else { ActsBy::Token },
            id: actor.id.to_string(),
            name,
            display_name: actor.name.clone(),
            role: actor.role,
            permissions: permissions.map(|permission| permission.word()).collect(),
        }
    }
}

/// The keys by which access tokens can be checked (RFC 7517).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonWebKeySet {
    /// The public halves of the keys that sign, will sign, or have signed what has not expired yet.
    pub keys: Vec<JsonWebKey>,
}
