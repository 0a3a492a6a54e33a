//! How people sign in to the newsroom, and how long what they get holds.

use super::error::Expected;
use super::value::{Noted, Values};

/// The settings of `[auth]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthSettings {
    /// Who issues access tokens (`iss`).
    pub issuer: String,
    /// Whom access tokens are for (`aud`).
    pub audience: String,
    /// How long an access token is valid, in seconds.
    pub access_token_s: u32,
    /// After how many days at the latest somebody has to sign in with the password again.
    pub session_days: u32,
    /// What it costs to try a password.
    pub password: PasswordCost,
}

/// What it costs to try a password (argon2id, RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// How often that memory is gone over.
    pub passes: u32,
    /// How many passwords are tried at the same time; others wait.
    pub at_once: u32,
}

impl AuthSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let issuer = values.text("auth.issuer", parse_name);
        let audience = values.text("auth.audience", parse_name);
        let access_token_s = values.number("auth.access_token_s", 60..=86_400);
        let session_days = values.number("auth.session_days", 1..=365);
        let memory_kib = values.number("auth.password_memory_kib", 1_024..=1_048_576);
        let passes = values.number("auth.password_passes", 1..=100);
        let at_once = values.number("auth.passwords_at_once", 1..=256);
        Ok(Self {
            issuer: issuer?,
            audience: audience?,
            access_token_s: access_token_s?,
            session_days: session_days?,
            password: PasswordCost { memory_kib: memory_kib?, passes: passes?, at_once: at_once? },
        })
    }
}

/// A name or an address by which tokens name a party (`StringOrURI` of RFC 7519).
fn parse_name(text: &str) -> Result<String, Expected> {
    let fits = (1..=200).contains(&text.chars().count()) && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Expected::new("a name or an address of 1 to 200 characters, without spaces"))
    }
}
