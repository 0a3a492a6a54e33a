//! What is seen of tokens.

use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiToken, Made};
use crate::auth::Role;
use crate::page_view;
use crate::state::State;

/// A token of a machine or a key of a reader, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApiTokenView {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// What it is for.
    #[schema(example = "手机客户端")]
    pub name: String,
    /// The role; `reader` for a reader's key.
    #[schema(example = "reader")]
    pub role: Role,
    /// The permissions that it is limited to; an empty list does not limit.
    #[schema(example = json!(["read_articles"]))]
    pub scopes: Vec<&'static str>,
    /// The first characters of the token, by which people tell tokens apart.
    #[schema(example = "dibao_rk_0f3c91aa")]
    pub prefix: String,
    /// The account that made it; null where the command line did.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub created_by: Option<String>,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-03-01T10:00:00+08:00")]
    pub created_at: String,
    /// When it ends; null where it does not.
    #[schema(format = "date-time", example = "2027-03-01T10:00:00+08:00")]
    pub expires_at: Option<String>,
    /// When it was last used, a minute or so late; null while it never was.
    #[schema(format = "date-time", example = "2026-03-08T08:55:00+08:00")]
    pub last_used_at: Option<String>,
    /// When it was revoked; null while it was not.
    #[schema(format = "date-time", example = json!(null))]
    pub revoked_at: Option<String>,
}

page_view! {
    /// A page of tokens.
    ApiTokenPage of ApiTokenView
}

/// A token that was just made.
#[derive(Clone, Serialize, ToSchema)]
pub struct ApiTokenMade {
    /// The token itself. It is shown this once; only its digest is kept.
    #[schema(example = "dibao_rk_0f…")]
    pub secret: String,
    /// What is kept of it.
    pub token: ApiTokenView,
}

impl ApiTokenView {
    /// What is seen of it.
    #[must_use]
    pub fn of(state: &State, token: &ApiToken) -> Self {
        let ApiToken { id, name, role, scopes, prefix, created_by, created_at, expires_at, last_used_at, revoked_at } =
            token;
        Self {
            id: id.to_string(),
            name: name.clone(),
            role: *role,
            scopes: scopes.iter().map(|scope| scope.word()).collect(),
            prefix: prefix.clone(),
            created_by: created_by.map(|id| id.to_string()),
            created_at: state.time(*created_at),
            expires_at: expires_at.map(|at| state.time(at)),
            last_used_at: last_used_at.map(|at| state.time(at)),
            revoked_at: revoked_at.map(|at| state.time(at)),
        }
    }
}

impl ApiTokenMade {
    /// What is shown of it, once.
    pub(super) fn of(state: &State, made: &Made) -> Self {
        Self { secret: made.secret.reveal().to_owned(), token: ApiTokenView::of(state, &made.token) }
    }
}
