//! The keys that sign access tokens: kept in the database, made at first need, replaced without anybody noticing.

use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant as Moment};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Utc;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use utoipa::ToSchema;

use super::query::{self, KeyRow};
use super::{save, signing};
use crate::kernel::error::{Error, Result};
use crate::store::{Primary, ReadDb, Tx};

/// How long a new key is published before it signs, so that those who keep the published keys have it by then.
pub const PUBLISHED_AHEAD_MS: i64 = 5 * 60 * 1_000;
/// How long an old key is still published after its last token has expired: clocks differ.
const PUBLISHED_AFTER_MS: i64 = 60 * 1_000;
/// How long the keys are used without looking whether one was withdrawn.
const KEPT: Duration = Duration::from_secs(30);
/// How often at most the keys are read again because a token names one that is not known.
const UNKNOWN_AGAIN: Duration = Duration::from_secs(1);

/// The public half of a key (RFC 7517, RFC 8037).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JsonWebKey {
    /// The kind of key: `OKP`, an octet key pair.
    #[schema(example = "OKP")]
    pub kty: String,
    /// The curve: `Ed25519`.
    #[schema(example = "Ed25519")]
    pub crv: String,
    /// The public key, base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub x: String,
    /// The id that the header of its tokens names: the key's thumbprint (RFC 7638).
    #[schema(example = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    pub kid: String,
    /// What it signs with: `EdDSA`.
    #[schema(example = "EdDSA")]
    pub alg: String,
    /// What it is for: `sig`, signatures.
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    pub usage: String,
}

/// A pair of keys that is about to be kept.
#[derive(Clone)]
pub struct NewKey {
    /// Its id.
    pub id: String,
    /// The private half, PKCS #8 in PEM.
    pub(super) private_key: String,
    /// The public half, as a JSON Web Key.
    pub(super) public_key: String,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("NewKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl NewKey {
    /// A new pair, from the system's randomness.
    pub fn random() -> Result<Self> {
        let (private, public) = signing::generate()?;
        let x = URL_SAFE_NO_PAD.encode(public);
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        let id = URL_SAFE_NO_PAD.encode(thumbprint);
        let words = ["OKP", "Ed25519", "EdDSA", "sig"].map(str::to_owned);
        let [kty, crv, alg, usage] = words;
        let public = JsonWebKey { kty, crv, x, kid: id.clone(), alg, usage };
        let private_key = pem::encode(&pem::Pem::new("PRIVATE KEY", private));
        Ok(Self { id, private_key, public_key: serde_json::to_string(&public).map_err(Error::broken)? })
    }
}

/// A key that can be verified with.
#[derive(Clone)]
struct Verifying {
    id: String,
    public: DecodingKey,
    published_until: i64,
}

/// What is known of a key.
enum Known {
    /// That it verifies, or that it is none of ours.
    So(Option<DecodingKey>),
    /// Nothing that is fresh enough: the keys must be read.
    Unread,
}

/// The keys as they were read.
struct Read {
    keys: Vec<Verifying>,
    at: Moment,
}

/// The keys of this instance.
#[derive(Clone)]
pub struct Keyring {
    db: ReadDb,
    primary: Primary,
    valid_ms: i64,
    read: Arc<RwLock<Option<Read>>>,
    /// Lock of the one task that reads the keys, with the time of its last failure.
    gathering: Arc<Mutex<Option<Moment>>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keyring").finish_non_exhaustive()
    }
}

impl Keyring {
    /// The keys of a database, for access tokens that are valid so many seconds.
    #[must_use]
    pub fn new(db: ReadDb, primary: Primary, access_token_s: u32) -> Self {
        signing::install();
        let valid_ms = i64::from(access_token_s) * 1_000;
        Self { db, primary, valid_ms, read: Arc::default(), gathering: Arc::default() }
    }

    /// The key that signs now, with its id. Where there is none yet, it is made; instances that do so at once agree on one.
    pub async fn signing(&self) -> Result<(String, EncodingKey)> {
        let mut now = Utc::now().timestamp_millis();
        let mut read = Moment::now();
        let mut rows = query::keys(&self.db).await?;
        if signs_at(&rows, now).is_none() {
            now = self.first().await?;
            read = Moment::now();
            rows = query::keys(&self.db).await?;
        }
        // What this instance signs it accepts at once, whatever it knew of the keys before.
        self.remember(&rows, read)?;
        let row = signs_at(&rows, now).ok_or_else(|| Error::broken("a key that was just made is not there"))?;
        let private = pem::parse(&row.private_key).map_err(Error::broken)?;
        Ok((row.id.clone(), EncodingKey::from_ed_der(private.contents())))
    }

    /// The key of that id for verifying, while it is published.
    pub async fn verifying(&self, id: &str) -> Result<Option<DecodingKey>> {
        if let Known::So(found) = self.known(id) {
            return Ok(found);
        }
        let asked = Moment::now();
        let mut failed = self.gathering.lock().await;
        if let Known::So(found) = self.known(id) {
            return Ok(found);
        }
        // Whoever waited while another read failed does not wait for one of their own: during an outage these would add up.
        if failed.is_some_and(|at| at >= asked) {
            return Err(Error::Unreachable("the signing keys could not be read just now".into()));
        }
        let read = Moment::now();
        let rows = query::keys(&self.db).await.inspect_err(|_| *failed = Some(Moment::now()))?;
        self.remember(&rows, read)?;
        Ok(match self.known(id) {
            Known::So(found) => found,
            Known::Unread => None,
        })
    }

    /// The public halves of the keys that sign, will sign, or have signed what has not expired yet.
    pub async fn published(&self) -> Result<Vec<JsonWebKey>> {
        let now = Utc::now().timestamp_millis();
        let rows = query::keys(&self.db).await?;
        let published = rows.iter().filter(|row| self.published_until(row) > now);
        published.map(|row| serde_json::from_str(&row.public_key).map_err(Error::broken)).collect()
    }

    /// Replaces the key that signs: the new one signs when it has been published for a while; keys that are not published
    /// any more are deleted. Returns the new key's id, and from when on it signs.
    pub async fn rotate(&self, tx: &Tx) -> Result<(String, i64)> {
        let now = tx.now().timestamp_millis();
        save::delete_keys(tx, now - self.valid_ms - PUBLISHED_AFTER_MS).await?;
        let key = NewKey::random()?;
        let is_first = signs_at(&query::keys(tx).await?, now).is_none();
        let signs_from = if is_first { now } else { now + PUBLISHED_AHEAD_MS };
        save::add_key(tx, &key, signs_from).await?;
        Ok((key.id, signs_from))
    }

    /// Replaces all keys at once, as after a theft: what the old ones have signed is refused. Returns the new key's id.
    pub async fn replace(&self, tx: &Tx) -> Result<String> {
        save::delete_all_keys(tx).await?;
        let key = NewKey::random()?;
        save::add_key(tx, &key, tx.now().timestamp_millis()).await?;
        Ok(key.id)
    }

    /// Makes the first key, unless another instance just has. Returns a time at which there is one that signs.
    async fn first(&self) -> Result<i64> {
        self.primary
            .transaction(async |tx| {
                let now = tx.now().timestamp_millis();
                if signs_at(&query::keys(tx).await?, now).is_none() {
                    save::add_key(tx, &NewKey::random()?, now).await?;
                }
                Ok(now)
            })
            .await
    }

    /// Keeps keys that were read, unless others were read since.
    fn remember(&self, rows: &[KeyRow], at: Moment) -> Result<()> {
        let keys = rows.iter().map(|row| self.to_know(row)).collect::<Result<Vec<_>>>()?;
        if let Ok(mut read) = self.read.write()
            && read.as_ref().is_none_or(|read| read.at <= at)
        {
            *read = Some(Read { keys, at });
        }
        Ok(())
    }

    /// What is known of a key without reading the keys again.
    fn known(&self, id: &str) -> Known {
        let Ok(read) = self.read.read() else { return Known::Unread };
        let Some(Read { keys, at }) = read.as_ref().filter(|read| read.at.elapsed() <= KEPT) else {
            return Known::Unread;
        };
        let now = Utc::now().timestamp_millis();
        match keys.iter().find(|key| key.id == id) {
            Some(key) => Known::So((key.published_until > now).then(|| key.public.clone())),
            None if at.elapsed() < UNKNOWN_AGAIN => Known::So(None),
            None => Known::Unread,
        }
    }

    /// A key as it is kept in memory.
    fn to_know(&self, row: &KeyRow) -> Result<Verifying> {
        let public: JsonWebKey = serde_json::from_str(&row.public_key).map_err(Error::broken)?;
        let public = DecodingKey::from_ed_components(&public.x).map_err(Error::broken)?;
        Ok(Verifying { id: row.id.clone(), public, published_until: self.published_until(row) })
    }

    /// Until when a key is published.
    fn published_until(&self, row: &KeyRow) -> i64 {
        row.signs_until.map_or(i64::MAX, |until| until + self.valid_ms + PUBLISHED_AFTER_MS)
    }
}

/// The key that signs at a time.
fn signs_at(rows: &[KeyRow], now: i64) -> Option<&KeyRow> {
    rows.iter().find(|row| row.signs_from <= now && row.signs_until.is_none_or(|until| until > now))
}
