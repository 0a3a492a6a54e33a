//! Who one is, and the keys by which others can check tokens.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::view::{JsonWebKeySet, Me};
use crate::accounts;
use crate::auth::permission::grant;
use crate::auth::{Gate, May, Via};
use crate::kernel::error::Result;
use crate::web::fields::Fields;
use crate::web::{Answer, Ask};

/// Get who one is
///
/// The account or the token behind the request, its role, and what it may do as things stand now.
#[utoipa::path(tag = "accounts", security(("account" = ["use_newsroom"])), responses(
    (status = 200, description = "Who asks.", body = Me),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/me")]
pub async fn get_me(me: May<grant::UseNewsroom>, gate: Data<Gate>, ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let name = match me.via {
        Via::Account => accounts::by_id(gate.db(), me.id).await?.map(|account| account.name),
        _ => None,
    };
    Answer::json(&Me::of(&me, name), &Fields::default())?.send(&ask)
}

/// Get the signing keys
///
/// The public keys of access tokens as a JSON Web Key Set (RFC 7517), for others who want to check tokens by themselves. A new
/// key is here minutes before it signs, an old one until its last token has expired. Checking by oneself does not notice a
/// session that was ended before its token expires.
#[utoipa::path(tag = "accounts", responses(
    (status = 200, description = "The keys.", body = JsonWebKeySet),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/.well-known/jwks.json")]
pub async fn get_jwks(gate: Data<Gate>, ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let keys = JsonWebKeySet { keys: gate.keys.published().await? };
    Answer::json(&keys, &Fields::default())?.cached("public, max-age=60").send(&ask)
}
