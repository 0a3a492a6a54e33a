//! The key that signs preview links: kept in the database, made at first need, read at every use, so that replacing it ends all
//! links at once on every instance.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::token::SigningKey;
use super::{query, save};
use crate::kernel::error::{Error, Result};
use crate::store::{Reads, Tx};

/// The key, if there is one yet.
pub(super) async fn current(db: &impl Reads) -> Result<Option<SigningKey>> {
    query::secret(db).await?.map(|secret| read(&secret)).transpose()
}

/// The key; made where there is none yet. Writers wait for each other, so that there is only ever one.
pub(super) async fn made(tx: &Tx) -> Result<SigningKey> {
    if let Some(key) = current(tx).await? {
        return Ok(key);
    }
    replace(tx).await?;
    current(tx).await?.ok_or_else(|| Error::broken("a key that was just made is not there"))
}

/// Replaces the key: every link that there is ends. Returns the new key's id.
pub async fn replace(tx: &Tx) -> Result<Uuid> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(Error::broken)?;
    let id = Uuid::now_v7();
    save::replace(tx, id, URL_SAFE_NO_PAD.encode(secret)).await?;
    Ok(id)
}

/// A key as it is kept.
fn read(secret: &str) -> Result<SigningKey> {
    let secret = URL_SAFE_NO_PAD.decode(secret).map_err(Error::broken)?;
    SigningKey::of(&secret).ok_or_else(|| Error::broken("the key of preview links has not 32 bytes"))
}
