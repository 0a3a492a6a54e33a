//! The gate: from the token that a request carries to the somebody who acts, as things stand now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Moment};

use chrono::Utc;
use uuid::Uuid;

use super::access;
use super::actor::{Actor, Origin, Via};
use super::keyring::Keyring;
use super::password::Passwords;
use super::permission::Permission;
use super::query::{self, HolderRow, TokenRow};
use super::role::Role;
use super::save;
use super::secret::{Purpose, Secret};
use crate::config::AuthSettings;
use crate::kernel::error::{Code, Error, Result};
use crate::store::{Database, Outage, Primary, ReadDb};

/// How long a token that was looked up is used without looking again. Revoking it in this process is noticed at once.
const KEPT: Duration = Duration::from_secs(1);
/// How many tokens are kept.
const MOST_KEPT: u64 = 10_000;
/// How often what was noted of the tokens' use is written down.
const WRITTEN_EVERY: Duration = Duration::from_mins(1);
/// How many used tokens are noted between two times.
const MOST_NOTED: usize = 100_000;

/// Finds out who asks. All clones share what they know.
///
/// The account behind an access token is read for each request: a newsroom's requests are few, and a role that was changed,
/// an account that was disabled and a session that was ended count at once, on every instance. Readers ask far more often:
/// their keys are kept for a second.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The keys of access tokens.
    pub keys: Keyring,
    /// What tries passwords.
    pub passwords: Passwords,
    /// How people sign in.
    pub settings: Arc<AuthSettings>,
    db: ReadDb,
    primary: Primary,
    tokens: moka::sync::Cache<String, Option<TokenRow>>,
    used: Arc<Mutex<HashMap<Uuid, i64>>>,
}

impl Gate {
    /// The gate of a database.
    pub fn new(db: &Database, settings: &AuthSettings) -> Result<Self> {
        Ok(Self {
            keys: Keyring::new(db.current.clone(), db.primary.clone(), settings.access_token_s),
            passwords: Passwords::new(&settings.password)?,
            settings: Arc::new(settings.clone()),
            db: db.current.clone(),
            primary: db.primary.clone(),
            tokens: moka::sync::Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT).build(),
            used: Arc::default(),
        })
    }

    /// The database as it was committed last.
    #[must_use]
    pub fn db(&self) -> &ReadDb {
        &self.db
    }

    /// Who acts by a token: an access token, or a token of a machine or a reader.
    pub async fn identify(&self, token: &str, origin: Origin) -> Result<Actor> {
        if Secret::is_meant(token) { self.by_token(token, origin).await } else { self.by_access(token, origin).await }
    }

    /// Forgets a token, so that it is looked up at its next use.
    pub fn forget(&self, digest: &str) {
        self.tokens.invalidate(digest);
    }

    /// Writes down when tokens were last used, every minute until the returned task is aborted.
    #[must_use]
    pub fn note_uses(&self) -> tokio::task::JoinHandle<()> {
        let gate = self.clone();
        tokio::spawn(async move {
            let mut outage = Outage::of("noting when tokens were last used");
            let mut next = Moment::now() + WRITTEN_EVERY;
            loop {
                tokio::time::sleep_until(next.into()).await;
                next = Moment::now() + WRITTEN_EVERY;
                outage.note(&gate.write_uses().await);
            }
        })
    }

    /// Writes down when tokens were last used; what cannot be written stays noted.
    pub async fn write_uses(&self) -> Result<()> {
        let used = std::mem::take(&mut *self.used.lock().unwrap_or_else(PoisonError::into_inner));
        if used.is_empty() {
            return Ok(());
        }
        let written = self.primary.transaction(async |tx| save::used(tx, &used).await).await;
        if written.is_err() {
            let mut noted = self.used.lock().unwrap_or_else(PoisonError::into_inner);
            for (id, at) in used {
                let last = noted.entry(id).or_insert(at);
                *last = at.max(*last);
            }
        }
        written
    }

    /// Who acts by an access token.
    async fn by_access(&self, token: &str, origin: Origin) -> Result<Actor> {
        let claims = access::verify(&self.keys, &self.settings, token).await?;
        let ended = || Error::refused(Code::TokenInvalid, "Its session or its account has ended; sign in again.");
        let holder = query::holder(&self.db, claims.sub, claims.sid).await?.ok_or_else(ended)?;
        let HolderRow { id, display_name, role, state, ended_at } = holder;
        // Whatever ends tokens ends their sessions; times are not compared, since clocks are set back.
        if state != "active" || ended_at.is_some() {
            return Err(ended());
        }
        let role = Role::parse(&role).ok_or_else(ended)?;
        let Origin { address, request_id } = origin;
        Ok(Actor { via: Via::Account, id, name: display_name, role, scopes: Vec::new(), address, request_id })
    }

    /// Who acts by a token of a machine or a reader.
    async fn by_token(&self, token: &str, origin: Origin) -> Result<Actor> {
        let invalid = |detail: &'static str| Error::refused(Code::TokenInvalid, detail);
        let secret =
            Secret::parse(token).ok_or_else(|| invalid("It is not a token of this service, or was mistyped."))?;
        if secret.purpose() == Purpose::Refresh {
            return Err(invalid("It is a refresh token: `refresh_token` gives an access token for it."));
        }
        let digest = secret.digest();
        let row = match self.tokens.get(&digest) {
            Some(row) => row,
            None => {
                let row = query::token(&self.db, &digest).await?;
                self.tokens.insert(digest, row.clone());
                row
            }
        };
        let TokenRow { id, name, role, scopes, expires_at, revoked_at } =
            row.ok_or_else(|| invalid("It is not a token of this service."))?;
        let now = Utc::now().timestamp_millis();
        if revoked_at.is_some() {
            return Err(invalid("It was revoked."));
        }
        if expires_at.is_some_and(|until| until <= now) {
            return Err(Error::refused(Code::TokenExpired, "The token has expired; an administrator makes a new one."));
        }
        let role = Role::parse(&role).ok_or_else(|| invalid("Its role is not known any more."))?;
        let words: Vec<String> = serde_json::from_str(&scopes).map_err(Error::broken)?;
        let known: Vec<Permission> = words.iter().filter_map(|word| Permission::parse(word)).collect();
        // An empty list does not limit: scopes of which none is known any more must not become one.
        if known.is_empty() && !words.is_empty() {
            return Err(invalid("None of its scopes is known any more."));
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() < MOST_NOTED || used.contains_key(&id) {
            used.insert(id, now);
        }
        drop(used);
        let Origin { address, request_id } = origin;
        Ok(Actor { via: Via::Token, id, name, role, scopes: known, address, request_id })
    }
}
