//! Doing once what is asked for again: a request with an `Idempotency-Key` is answered again as it was the first time.
//!
//! The answer is kept in the transaction of the work, and writers wait for each other: of many that are sent at once one does
//! the work and the others get its answer. A refusal keeps nothing.

mod query;
mod save;

use sha2::{Digest, Sha256};

use super::Actor;
use crate::kernel::error::{Code, Error, Result};
use crate::store::{Primary, Tx};
use crate::web::JsonBody;
use crate::web::changed::Changed;
use crate::web::idempotency::IdempotencyKey;

/// How long answers are kept, in milliseconds.
pub const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// A request, as far as it must be known again.
#[derive(Clone, Debug)]
pub struct Once {
    asked: IdempotencyKey,
    digest: String,
}

impl Once {
    /// A request with its body.
    #[must_use]
    pub fn with_body(asked: IdempotencyKey, body: &JsonBody) -> Self {
        Self::without_secrets(asked, body, &[])
    }

    /// A request with its body, of which some members are secrets. These take no part: a digest that is fast to compute would
    /// give whoever reads the database a way to guess them.
    #[must_use]
    pub fn without_secrets(asked: IdempotencyKey, body: &JsonBody, secrets: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for (name, value) in body.members().filter(|(name, _)| !secrets.contains(name)) {
            for part in [name, value] {
                hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
                hash.update(part);
            }
        }
        Self { asked, digest: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect() }
    }

    /// A request that is known by these parts: its query and a body that is no JSON.
    #[must_use]
    pub fn with_parts(asked: IdempotencyKey, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Self { asked, digest: hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect() }
    }

    /// A request that has no body.
    #[must_use]
    pub fn bare(asked: IdempotencyKey) -> Self {
        Self { asked, digest: String::new() }
    }

    /// Does the work in one transaction and keeps its answer, or gives the answer that was kept.
    ///
    /// Refuses a key that came with another request less than 24 hours ago. Without a key the work is done every time. The
    /// answer must hold no secret: it stays in the database.
    pub async fn answer(
        self,
        db: &Primary,
        by: &Actor,
        work: impl AsyncFnOnce(&mut Tx) -> Result<Changed>,
    ) -> Result<Changed> {
        let Self { asked: IdempotencyKey { key, operation }, digest } = self;
        db.transaction(async |tx| {
            let Some(key) = key else { return work(tx).await };
            save::forget(tx, by.id, &key, tx.now().timestamp_millis() - KEPT_MS).await?;
            if let Some(kept) = query::kept(tx, by.id, &key).await? {
                if (&kept.operation, &kept.digest) != (&operation, &digest) {
                    let detail = format!("This key came with another `{}`; take a new one.", kept.operation);
                    return Err(Error::refused(Code::IdempotencyKeyReused, detail));
                }
                return Ok(kept.answer);
            }
            let answer = work(tx).await?;
            save::keep(tx, by.id, key, query::Kept { operation, digest, answer: answer.clone() }).await?;
            Ok(answer)
        })
        .await
    }
}
