//! Doing once what is asked for again: a request with an `Idempotency-Key` is answered again as it was the first time.
//!
//! The answer is kept in the transaction of the work, and writers wait for each other: of many that are sent at once one does
//! the work and the others get its answer. A refusal keeps nothing. Of an answer that holds a secret only the id is kept.

mod query;
mod save;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Actor;
use crate::kernel::error::{Code, Error, Result};
use crate::store::{Primary, Reads, Tx};
use crate::web::JsonBody;
use crate::web::changed::{Changed, ChangedHeaders};
use crate::web::idempotency::IdempotencyKey;
use crate::web::problem::CREATED;

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
    pub fn with_parts(asked: IdempotencyKey, parts: &[impl AsRef<[u8]>]) -> Self {
        let mut hash = Sha256::new();
        for part in parts.iter().map(AsRef::as_ref) {
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
                return kept.answer_to(&operation, &digest);
            }
            let answer = work(tx).await?;
            let created_at = tx.now().timestamp_millis();
            save::keep(tx, by.id, key, query::Kept { operation, digest, answer: answer.clone(), created_at }).await?;
            Ok(answer)
        })
        .await
    }

    /// Creates a record whose answer holds a secret: only the id of the record is kept, and a repeat is refused with
    /// `already_created`, which names it.
    pub async fn create_secret<T>(
        self,
        db: &Primary,
        by: &Actor,
        create: impl AsyncFnOnce(&mut Tx) -> Result<(Uuid, T)>,
    ) -> Result<T> {
        let mut created = None;
        let kept = self.answer(db, by, async |tx| {
            let (id, answer) = create(tx).await?;
            created = Some(answer);
            Ok(Changed { status: 201, headers: ChangedHeaders::default(), body: id.to_string() })
        });
        let Changed { body: id, .. } = kept.await?;
        created.ok_or_else(|| {
            let detail = format!("This request created `{id}` already; its secret was in that answer alone.").into();
            let extra = [(CREATED.to_owned(), id.into())].into_iter().collect();
            Error::Refused { code: Code::AlreadyCreated, detail, errors: Vec::new(), extra }
        })
    }

    /// Returns the kept answer, before work outside the transaction; none where there is work to do.
    pub async fn kept(&self, db: &impl Reads, by: &Actor) -> Result<Option<Changed>> {
        let Some(key) = &self.asked.key else { return Ok(None) };
        let oldest = chrono::Utc::now().timestamp_millis() - KEPT_MS;
        let kept = query::kept(db, by.id, key).await?.filter(|kept| kept.created_at > oldest);
        kept.map(|kept| kept.answer_to(&self.asked.operation, &self.digest)).transpose()
    }
}
