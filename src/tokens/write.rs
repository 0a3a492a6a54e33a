//! Making and revoking tokens.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post};

use super::input::{self, ApiTokenInput};
use super::read::ApiTokenPath;
use super::view::ApiTokenMade;
use super::{create, revoke};
use crate::auth::permission::grant;
use crate::auth::{Gate, May, Once};
use crate::kernel::error::{Code, Error, Result};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, JsonBody};

/// Make a token
///
/// A token of a machine, or with the role `reader` a key of a reader. It is shown this once: of the answer only the id is kept. A repeat
/// with the same `Idempotency-Key` makes no other token and is refused with that id; where the answer was lost, revoke the token and
/// make another.
#[utoipa::path(tag = "accounts", params(Repeatable), request_body = ApiTokenInput, security(("account" = ["manage_tokens"])), responses(
    (status = 201, description = "The token, with its secret.", body = ApiTokenMade),
    (status = 409, description = "`already_created`: the same request made a token before; `id` names it."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/tokens")]
pub async fn create_api_token(
    admin: May<grant::ManageTokens>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let new = body.read(input::new_token)?;
    let new = new.ok_or_else(|| Error::refused(Code::InvalidContent, "The body cannot be read."))?;
    let made = Once::with_body(key, &body).create_secret(&db, &admin, async |tx| {
        let made = create::insert(tx, &admin, new).await?;
        Ok((made.token.id, made))
    });
    let made = made.await?;
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
