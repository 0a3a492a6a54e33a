//! Making and revoking tokens.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post};

use super::input::{self, ApiTokenInput};
use super::read::ApiTokenPath;
use super::view::ApiTokenMade;
use super::{create, revoke};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::{Code, Error, Result};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::{Answer, Ask, JsonBody};

/// Make a token
///
/// A token of a machine, or with the role `reader` a key of a reader. It is shown this once: the answer is kept nowhere, so this operation
/// takes no `Idempotency-Key`. Where an answer was lost, revoke what was made and make another.
#[utoipa::path(tag = "accounts", request_body = ApiTokenInput, security(("account" = ["manage_tokens"])), responses(
    (status = 201, description = "The token, with its secret.", body = ApiTokenMade),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/tokens")]
pub async fn create_api_token(
    admin: May<grant::ManageTokens>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let new = body.read(input::new_token)?;
    let new = new.ok_or_else(|| Error::refused(Code::InvalidContent, "The body cannot be read."))?;
    let made = create::create(&db, &admin, new).await?;
    let location = format!("/v1/editorial/tokens/{}", made.token.id);
    Ok(Answer::json(&ApiTokenMade::of(&state, &made), &Fields::default())?.send_changed(Some(&location)))
}

/// Revoke a token of a machine or a reader
///
/// It is refused at once, on other instances within a second. It stays in the list. Again changes nothing.
#[utoipa::path(tag = "accounts", params(ApiTokenPath), security(("account" = ["manage_tokens"])), responses(
    (status = 204, description = "It is revoked."),
    (status = 404, description = "`api_token_not_found`: no token has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/tokens/{id}")]
pub async fn revoke_api_token(
    admin: May<grant::ManageTokens>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    revoke::revoke(&db, Some(&gate), &admin, ask.id("id")?).await?;
    Ok(HttpResponse::NoContent().finish())
}
