//! Making and changing accounts.

use actix_web::web::Data;
use actix_web::{HttpResponse, patch, post, put};

use super::input::{self, AccountInput, AccountPatch, OwnPasswordInput, PasswordInput};
use super::read::AccountPath;
use super::view::AccountView;
use super::{create, query, set_password, update};
use crate::auth::attempts::Known;
use crate::auth::permission::grant;
use crate::auth::{Attempts, Gate, May, Once, Via};
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Make an account
///
/// With a password it can sign in at once. With the same `Idempotency-Key` the password must be the same too, and be the account's
/// still; no digest of it is kept for that.
#[utoipa::path(tag = "accounts", params(Repeatable), request_body = AccountInput, security(("account" = ["manage_accounts"])), responses(
    (status = 201, description = "The account.", body = AccountView),
    (status = 409, description = "`account_name_taken`: another account has the name."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/accounts")]
pub async fn create_account(
    admin: May<grant::ManageAccounts>,
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let new = body.read(input::new_account)?.ok_or_else(unread)?;
    let password = new.password.clone();
    let prepared = create::prepare(&gate.passwords, new).await?;
    let name = prepared.name.clone();
    let mut is_new = false;
    let made = Once::without_secrets(key, &body, &["password"]).answer(&db, &admin, async |tx| {
        is_new = true;
        let account = create::insert(tx, &admin, prepared).await?;
        let location = format!("/v1/editorial/accounts/{}", account.id);
        let answer = Answer::json(&AccountView::of(&state, &account), &Fields::default())?.version(account.version);
        answer.changed(Some(location))
    });
    let made = made.await?;
    if !is_new && !create::is_made_with(gate.db(), &gate.passwords, &name, password).await? {
        let detail = "This key came with another password, or the account got a new one since; take a new key.";
        return Err(Error::refused(Code::IdempotencyKeyReused, detail));
    }
    Ok(made.send())
}

/// Change an account
///
/// The name that others see, the role, whether it may be used. A change of the role counts from the next request on; a disabled
/// account's sessions end. The last active administrator keeps the role and stays active.
#[utoipa::path(tag = "accounts", params(AccountPath), security(("account" = ["manage_accounts"])),
    request_body(content = AccountPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The account as it is now.", body = AccountView),
    (status = 404, description = "`account_not_found`: no account has this id."),
    (status = 409, description = "`last_admin`: it is the last active administrator."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/accounts/{id}")]
pub async fn update_account(
    admin: May<grant::ManageAccounts>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let changes = patch.0.read(input::changes)?;
    let account = update::update(&db, &admin, id, |version| held.admit(version), changes).await?;
    let answer = Answer::json(&AccountView::of(&state, &account), &Fields::default())?.version(account.version);
    Ok(answer.send_changed(None))
}

/// Set an account's password
///
/// Its sessions end, and failed sign-ins are forgotten.
#[utoipa::path(tag = "accounts", params(AccountPath), request_body = PasswordInput,
    security(("account" = ["manage_accounts"])), responses(
    (status = 204, description = "The password is set."),
    (status = 404, description = "`account_not_found`: no account has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[put("/accounts/{id}/password")]
pub async fn replace_account_password(
    admin: May<grant::ManageAccounts>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let password = body.read(input::new_password)?.ok_or_else(unread)?;
    set_password(&db, &gate.passwords, &admin, id, password, "replace_account_password").await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Set one's own password
///
/// All of one's sessions end, this one too: sign in again with the new password.
#[utoipa::path(tag = "accounts", request_body = OwnPasswordInput, security(("account" = ["use_newsroom"])), responses(
    (status = 204, description = "The password is set."),
    (status = 429, description = "`sign_in_locked`: too many have failed. `rate_limited`: too many at once."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[put("/me/password")]
pub async fn replace_own_password(
    me: May<grant::UseNewsroom>,
    gate: Data<Gate>,
    attempts: Data<Attempts>,
    db: Data<Primary>,
    ask: Ask,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let (old, new) = body.read(input::own_password)?.ok_or_else(unread)?;
    let account = match me.via {
        Via::Account => query::by_id(gate.db(), me.id).await?,
        _ => None,
    };
    let kept = account.and_then(|account| account.password_hash);
    // Who has somebody's token is held up like who guesses at the door.
    let now = chrono::Utc::now().timestamp_millis();
    let attempt = attempts.admit(&format!("/{}", me.id), me.address, Known::No, now)?;
    let fits = gate.passwords.fits(old, kept.as_deref()).await.inspect_err(|_| attempt.take_back())?;
    if fits {
        attempt.succeeded();
    } else {
        return Err(Error::content(vec![FieldError {
            place: Place::Pointer("/old_password".to_owned()),
            code: FieldCode::NotAllowed,
            detail: "It is not the password.".to_owned(),
        }]));
    }
    set_password(&db, &gate.passwords, &me, me.id, new, "replace_own_password").await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What cannot be: a body without errors from which nothing was read.
fn unread() -> Error {
    Error::refused(Code::InvalidContent, "The body cannot be read.")
}
