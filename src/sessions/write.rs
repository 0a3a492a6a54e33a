//! Signing in, going on, signing out.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use uuid::Uuid;

use super::input::{self, RefreshInput, RevokeInput, SignInInput};
use super::save::NewSession;
use super::view::TokenView;
use super::{query, save};
use crate::accounts::{self, Account, AccountState};
use crate::audit::{Entry, record};
use crate::auth::attempts::{self, Attempt, Attempts, Known};
use crate::auth::{Actor, Gate, Origin, Password, Purpose, Secret, Via, access};
use crate::kernel::error::{Code, Error, Result};
use crate::state::State;
use crate::store::{Primary, Tx};
use crate::web::fields::Fields;
use crate::web::{Answer, Ask, JsonBody, client};

/// How long an address from which somebody has signed in counts as theirs, in milliseconds.
const KNOWN_MS: i64 = 30 * 24 * 3_600_000;
/// How long a used refresh token is still answered with its successor, in milliseconds.
const REPEAT_MS: u64 = 10_000;
/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;

/// Sign in
///
/// Name and password begin a session: a short-lived access token, and a refresh token that is good for one use. Who guesses has
/// to wait longer and longer, by name and by address; who has signed in from the same address lately is not held up by others'
/// guesses.
#[utoipa::path(tag = "accounts", request_body = SignInInput, responses(
    (status = 200, description = "The session's first tokens.", body = TokenView),
    (status = 401, description = "`sign_in_failed`: name and password do not fit, or the account is disabled."),
    (status = 429, description = "`sign_in_locked`: too many have failed. `rate_limited`: too many at once."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/token")]
pub async fn issue_token(
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    attempts: Data<Attempts>,
    origin: Origin,
    ask: Ask,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let Some((name, password)) = body.read(input::sign_in)? else { return Err(failed()) };
    let now = chrono::Utc::now().timestamp_millis();
    let account = accounts::by_name(gate.db(), &name).await?;
    let place = origin.address.map(|address| client::network(address).to_string());
    let known = match (&account, &place) {
        (Some(account), Some(place)) => query::has_come_from(gate.db(), account.id, place, now - KNOWN_MS).await?,
        _ => false,
    };
    let known = if known { Known::Yes } else { Known::No };
    let attempt = attempts.admit(&name, origin.address, known, now)?;
    if let Some(until) =
        account.as_ref().and_then(|account| account.locked_until).filter(|until| attempts::is_locked(*until, now))
        && known == Known::No
    {
        attempt.take_back();
        return Err(attempts::locked(until - now));
    }
    let kept = account.as_ref().filter(|account| account.state == AccountState::Active);
    let kept = kept.and_then(|account| account.password_hash.as_deref());
    let fits = match gate.passwords.fits(password.clone(), kept).await {
        Ok(fits) => fits,
        Err(error) => {
            attempt.take_back();
            return Err(error);
        }
    };
    let Some(account) = account.filter(|_| fits) else {
        note_failure(&db, &gate, &name, &origin, &attempt).await?;
        return Err(failed());
    };
    attempt.succeeded();
    let begun = begin(&gate, &db, account, password, &origin, place).await?;
    answer(&state, &gate, &ask, begun).await
}

/// Go on with a session
///
/// A refresh token gives the next access token and the next refresh token. It is good for one use. The same token again within 10
/// seconds, from another tab or after a lost answer, gets the same next refresh token; later reuse is taken for theft and ends the
/// whole session.
#[utoipa::path(tag = "accounts", request_body = RefreshInput, responses(
    (status = 200, description = "The session's next tokens.", body = TokenView),
    (status = 401, description = "`refresh_token_invalid`: it is none, was used more than 10 seconds ago, or its session has ended."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/token/refresh")]
pub async fn refresh_token(
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    origin: Origin,
    ask: Ask,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let token = body.read(|object| input::token(object, "refresh_token"))?.unwrap_or_default();
    let invalid = || Error::refused(Code::RefreshTokenInvalid, "The session does not go on by it; sign in again.");
    let secret = Secret::parse(&token).filter(|secret| secret.purpose() == Purpose::Refresh).ok_or_else(invalid)?;
    // Reuse ends the session: that is committed although the caller is refused.
    let begun = db.transaction(async |tx| go_on(tx, secret, &origin).await).await?;
    answer(&state, &gate, &ask, begun.ok_or_else(invalid)?).await
}

/// Revoke a token
///
/// Ends the session of a refresh token or an access token, with all its tokens; or revokes a token of a machine or a reader. Who
/// holds a token may revoke it. What is no token, or none any more, is answered the same (RFC 7009).
#[utoipa::path(tag = "accounts", request_body = RevokeInput, responses(
    (status = 204, description = "It is not valid any more, if it ever was."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/token/revoke")]
pub async fn revoke_token(
    gate: Data<Gate>,
    db: Data<Primary>,
    origin: Origin,
    ask: Ask,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let token = body.read(|object| input::token(object, "token"))?.unwrap_or_default();
    match Secret::parse(&token) {
        Some(secret) if secret.purpose() == Purpose::Refresh => {
            if query::refresh(gate.db(), &secret.digest()).await?.is_some() {
                db.transaction(async |tx| match query::refresh(tx, &secret.digest()).await? {
                    Some(found) => sign_out(tx, found.account_id, found.session_id, &origin).await,
                    None => Ok(()),
                })
                .await?;
            }
        }
        _ => match gate.identify(&token, origin.clone()).await {
            Ok(actor) if actor.via == Via::Token => {
                db.transaction(async |tx| {
                    save::revoke_token(tx, actor.id).await?;
                    record(tx, &actor, Entry::on("revoke_token", "token", actor.id, actor.name.clone())).await
                })
                .await?;
                if let Some(secret) = Secret::parse(&token) {
                    gate.forget(&secret.digest());
                }
            }
            Ok(actor) => {
                let claims = access::verify(&gate.keys, &gate.settings, &token).await?;
                db.transaction(async |tx| sign_out(tx, actor.id, claims.sid, &origin).await).await?;
            }
            Err(Error::Refused { .. }) => {}
            Err(broken) => return Err(broken),
        },
    }
    Ok(HttpResponse::NoContent().finish())
}

/// A session and what goes on with it.
struct Begun {
    account: Account,
    session: Uuid,
    refresh: Secret,
    expires_at: i64,
}

/// Begins a session of an account whose password was right.
async fn begin(
    gate: &Gate,
    db: &Primary,
    account: Account,
    password: Password,
    origin: &Origin,
    place: Option<String>,
) -> Result<Begun> {
    let hash = match account.password_hash.as_deref() {
        Some(kept) if gate.passwords.is_outdated(kept) => Some(gate.passwords.hash(password).await?),
        _ => None,
    };
    let refresh = Secret::random(Purpose::Refresh)?;
    let session = Uuid::now_v7();
    db.transaction(async |tx| {
        // What changed while the password was tried counts.
        let now = accounts::by_id(tx, account.id).await?.ok_or_else(failed)?;
        if now.state != AccountState::Active || now.password_hash != account.password_hash {
            return Err(failed());
        }
        let expires_at = tx.now().timestamp_millis() + i64::from(gate.settings.session_days) * DAY_MS;
        save::begin(tx, NewSession { id: session, account: now.id, expires_at, address: place }).await?;
        save::add_refresh(tx, &refresh, session, expires_at).await?;
        accounts::signed_in(tx, now.id, hash).await?;
        record(tx, &acting(&now, origin), Entry::on("issue_token", "account", now.id, now.name.clone())).await?;
        Ok(Begun { account: now, session, refresh, expires_at })
    })
    .await
}

/// Continues a session with the next refresh token; none where the token does not hold.
///
/// A token that was used within [`REPEAT_MS`] gets the token that was derived from it then. Where that was used since, within the
/// same time, the latest of the chain is answered: an older one would end the session when it is used next. Clocks of instances
/// differ, so the distance counts, not its sign.
async fn go_on(tx: &Tx, mut secret: Secret, origin: &Origin) -> Result<Option<Begun>> {
    let now = tx.now().timestamp_millis();
    let Some(mut found) = query::refresh(tx, &secret.digest()).await? else { return Ok(None) };
    let Some(account) = accounts::by_id(tx, found.account_id).await? else { return Ok(None) };
    if found.ended_at.is_some() || found.expires_at <= now || account.state != AccountState::Active {
        return Ok(None);
    }
    let (session, expires_at) = (found.session_id, found.expires_at);
    if found.used_at.is_none() {
        let salt = Secret::salt()?;
        let refresh = secret.successor(&salt);
        save::use_refresh(tx, &secret.digest(), &salt).await?;
        save::add_refresh(tx, &refresh, session, expires_at).await?;
        return Ok(Some(Begun { account, session, refresh, expires_at }));
    }
    while let Some(used_at) = found.used_at {
        // The clock was set back: nothing tells a repeat from a later reuse, so it is refused and ends nothing.
        if used_at > now && now.abs_diff(used_at) > REPEAT_MS {
            return Ok(None);
        }
        let salt = found.salt.filter(|_| now.abs_diff(used_at) <= REPEAT_MS);
        let next = salt.map(|salt| secret.successor(&salt));
        let row = match &next {
            Some(next) => query::refresh(tx, &next.digest()).await?,
            None => None,
        };
        let (Some(next), Some(row)) = (next, row) else {
            save::end(tx, session, "reuse").await?;
            let entry = Entry::on("refresh_token", "account", account.id, account.name).with("refused", "reuse");
            record(tx, &Actor::nobody(origin), entry).await?;
            return Ok(None);
        };
        (secret, found) = (next, row);
    }
    Ok(Some(Begun { account, session, refresh: secret, expires_at }))
}

/// Ends a session because its owner wants it.
async fn sign_out(tx: &Tx, account: Uuid, session: Uuid, origin: &Origin) -> Result<()> {
    save::end(tx, session, "signed_out").await?;
    match accounts::by_id(tx, account).await? {
        Some(account) => {
            let entry = Entry::on("revoke_token", "account", account.id, account.name.clone());
            record(tx, &acting(&account, origin), entry).await
        }
        None => Ok(()),
    }
}

/// Writes down a failure where it makes guessers wait: a line for each step, so that many guesses do not make many lines.
async fn note_failure(db: &Primary, gate: &Gate, name: &str, origin: &Origin, attempt: &Attempt) -> Result<()> {
    if attempt.name_locked.is_none() && attempt.address_locked.is_none() {
        return Ok(());
    }
    let account = accounts::by_name(gate.db(), name).await?;
    let locked = account.zip(attempt.name_locked);
    if locked.is_none() && attempt.address_locked.is_none() {
        return Ok(());
    }
    db.transaction(async |tx| {
        let by = Actor::nobody(origin);
        if let Some((account, (until, failed))) = &locked {
            save::lock(tx, account.id, *until, *failed).await?;
            let entry = Entry::on("issue_token", "account", account.id, account.name.clone());
            record(tx, &by, entry.with("refused", "password").with("failed", *failed)).await?;
        }
        if let Some((_, failed)) = attempt.address_locked {
            let entry = Entry { action: "issue_token", subject: None, detail: serde_json::Map::new() };
            record(tx, &by, entry.with("refused", "address").with("failed", failed)).await?;
        }
        Ok(())
    })
    .await
}

/// An account that acts from somewhere.
fn acting(account: &Account, origin: &Origin) -> Actor {
    let Origin { address, request_id } = origin.clone();
    Actor {
        via: Via::Account,
        id: account.id,
        name: account.display_name.clone(),
        role: account.role,
        scopes: Vec::new(),
        address,
        request_id,
    }
}

/// The one answer to everything that does not fit.
fn failed() -> Error {
    Error::refused(Code::SignInFailed, "Name and password do not fit, or the account is disabled.")
}

/// Answers with the tokens of a session.
async fn answer(state: &State, gate: &Gate, ask: &Ask, begun: Begun) -> Result<HttpResponse> {
    let Begun { account, session, refresh, expires_at } = begun;
    let view = TokenView {
        access_token: access::issue(&gate.keys, &gate.settings, account.id, account.role, session).await?,
        token_type: "Bearer",
        expires_in: gate.settings.access_token_s,
        refresh_token: refresh.reveal().to_owned(),
        session_expires_at: state.time(expires_at),
    };
    Answer::json(&view, &Fields::default())?.send_once(ask)
}
