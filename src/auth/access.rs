//! Access tokens: short-lived JSON Web Tokens (RFC 7519) by the profile of RFC 9068, signed with Ed25519.

use chrono::Utc;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keyring::Keyring;
use super::role::Role;
use crate::config::AuthSettings;
use crate::kernel::error::{Code, Error, Result};

/// What the header says the token is.
const KIND: &str = "at+jwt";
/// Longest token that is looked at, in bytes.
const LONGEST: usize = 4_096;
/// How many seconds clocks may differ at the end of a token.
const LEEWAY_S: u64 = 5;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
    /// Whose it is: the account.
    pub sub: Uuid,
    /// The session it belongs to.
    pub sid: Uuid,
    /// Its own id.
    pub jti: Uuid,
    /// The role at that time, for those who want to show it; what counts is the account's own, now.
    pub role: Role,
    /// When it was issued, in seconds since 1970.
    pub iat: i64,
    /// From when on it is valid.
    pub nbf: i64,
    /// Until when it is valid.
    pub exp: i64,
}

/// Issues an access token for a session of an account.
pub async fn issue(
    keys: &Keyring,
    settings: &AuthSettings,
    account: Uuid,
    role: Role,
    session: Uuid,
) -> Result<String> {
    let now = Utc::now().timestamp();
    let claims = Claims {
        iss: settings.issuer.clone(),
        aud: settings.audience.clone(),
        sub: account,
        sid: session,
        jti: Uuid::now_v7(),
        role,
        iat: now,
        nbf: now,
        exp: now + i64::from(settings.access_token_s),
    };
    let (id, key) = keys.signing().await?;
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(KIND.to_owned());
    header.kid = Some(id);
    encode(&header, &claims, &key).map_err(Error::broken)
}

/// What a token says, when it is one of ours and valid now.
pub async fn verify(keys: &Keyring, settings: &AuthSettings, token: &str) -> Result<Claims> {
    let invalid = || Error::refused(Code::TokenInvalid, "It is not an access token of this service.");
    if token.len() > LONGEST {
        return Err(invalid());
    }
    let header = decode_header(token).map_err(|_| invalid())?;
    // The algorithm goes with the key; what the token says of it can only be wrong.
    if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(KIND) {
        return Err(invalid());
    }
    let id = header.kid.ok_or_else(invalid)?;
    let key = keys.verifying(&id).await?.ok_or_else(invalid)?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[&settings.issuer]);
    validation.set_audience(&[&settings.audience]);
    validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    validation.validate_nbf = false;
    validation.leeway = LEEWAY_S;
    // Tokens are issued for now, so a later beginning shows that the clock was set back or differs. It is tolerated up to the
    // validity of one token: a session that is refused for longer continues by its refresh token.
    let latest_nbf = Utc::now().timestamp() + i64::from(settings.access_token_s);
    match decode::<Claims>(token, &key, &validation) {
        Ok(data) if data.claims.nbf > latest_nbf => Err(invalid()),
        Ok(data) => Ok(data.claims),
        Err(error) if matches!(error.kind(), ErrorKind::ExpiredSignature) => {
            Err(Error::refused(Code::TokenExpired, "The access token has expired; `refresh_token` gives a new one."))
        }
        Err(_) => Err(invalid()),
    }
}
