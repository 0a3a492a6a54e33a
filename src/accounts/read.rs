//! Reading accounts.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::query;
use super::update::missing;
use super::view::{AccountPage, AccountView};
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

/// Which account.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct AccountPath {
    /// The account's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    id: String,
}

/// List the accounts
///
/// All accounts of the newsroom, also disabled ones, in the order of their names.
#[utoipa::path(tag = "accounts", params(Paging), security(("account" = ["manage_accounts"])), responses(
    (status = 200, description = "A page of accounts.", body = AccountPage),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/accounts")]
pub async fn list_accounts(
    _admin: May<grant::ManageAccounts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let binding = Binding::of("accounts");
    let (keyset, wants_total) = ask.query(|query| (page::keyset::<String>(query, binding), query.truth("total")))?;
    let page = keyset.page(query::page(gate.db(), &keyset).await?, binding, |account| account.name.clone());
    let links = page::links(&ask, &page);
    let total = match wants_total {
        true => Some(Total::of(query::count(gate.db()).await?)),
        false => None,
    };
    let items = page.rows.iter().map(|account| AccountView::of(&state, account)).collect();
    Answer::json(&AccountPage::new(items, page.next, page.prev, total), &Fields::default())?.linked(links).send(&ask)
}

/// Get an account
///
/// Its `ETag` is what a change of it takes in `If-Match`.
#[utoipa::path(tag = "accounts", params(AccountPath), security(("account" = ["manage_accounts"])), responses(
    (status = 200, description = "The account.", body = AccountView),
    (status = 404, description = "`account_not_found`: no account has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/accounts/{id}")]
pub async fn get_account(
    _admin: May<grant::ManageAccounts>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let account = query::by_id(gate.db(), id).await?.ok_or_else(|| missing(id))?;
    Answer::json(&AccountView::of(&state, &account), &Fields::default())?.version(account.version).send(&ask)
}
