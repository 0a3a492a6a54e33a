//! Reading tokens.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::query;
use super::revoke::missing;
use super::view::{ApiTokenPage, ApiTokenView};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::cursor::Binding;
use crate::kernel::error::Result;
use crate::state::State;
use crate::web::fields::Fields;
use crate::web::forms::Id;
use crate::web::page::{self, Total};
use crate::web::params::Paging;
use crate::web::{Answer, Ask};

/// Which token.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct ApiTokenPath {
    /// The token's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    id: String,
}

/// List the tokens
///
/// Tokens of machines and keys of readers, the newest first, revoked and expired ones too; never a secret.
#[utoipa::path(tag = "accounts", params(Paging), security(("account" = ["manage_tokens"])), responses(
    (status = 200, description = "A page of tokens.", body = ApiTokenPage),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/tokens")]
pub async fn list_api_tokens(
    _admin: May<grant::ManageTokens>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let binding = Binding::of("tokens");
    let (keyset, wants_total) = ask.query(|query| (page::keyset(query, binding), query.truth("total")))?;
    let page = keyset.page(query::page(gate.db(), &keyset).await?, binding, |token| token.id);
    let links = page::links(&ask, &page);
    let total = match wants_total {
        true => Some(Total::of(query::count(gate.db()).await?)),
        false => None,
    };
    let items = page.rows.iter().map(|token| ApiTokenView::of(&state, token)).collect();
    Answer::json(&ApiTokenPage::new(items, page.next, page.prev, total), &Fields::default())?.linked(links).send(&ask)
}

/// Get a token
///
/// What is kept of it; never its secret.
#[utoipa::path(tag = "accounts", params(ApiTokenPath), security(("account" = ["manage_tokens"])), responses(
    (status = 200, description = "The token.", body = ApiTokenView),
    (status = 404, description = "`api_token_not_found`: no token has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/tokens/{id}")]
pub async fn get_api_token(
    _admin: May<grant::ManageTokens>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let token = query::by_id(gate.db(), id).await?.ok_or_else(|| missing(id))?;
    Answer::json(&ApiTokenView::of(&state, &token), &Fields::default())?.send(&ask)
}
