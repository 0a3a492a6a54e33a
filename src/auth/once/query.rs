//! Finding the answer that was kept.

use dibao_entity::answered_request;
use sea_orm::{EntityTrait, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::{Code, Error, Result};
use crate::store::Reads;
use crate::web::changed::Changed;

/// A request that was answered.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its method and path.
    pub operation: String,
    /// The digest of its body.
    pub digest: String,
    /// The answer.
    pub answer: Changed,
    /// When it was answered, in milliseconds since 1970.
    pub created_at: i64,
}

impl Kept {
    /// The answer to a repeat. Rejects another request with `idempotency_key_reused`.
    pub fn answer_to(self, operation: &str, digest: &str) -> Result<Changed> {
        if (self.operation.as_str(), self.digest.as_str()) == (operation, digest) {
            return Ok(self.answer);
        }
        let detail = format!("This key came with another `{}`; take a new one.", self.operation);
        Err(Error::refused(Code::IdempotencyKeyReused, detail))
    }
}

/// What somebody got with a key, whatever its age.
pub async fn kept(db: &impl Reads, by: Uuid, key: &str) -> Result<Option<Kept>> {
    let query = answered_request::Entity::find_by_id((by, key.to_owned())).into_query();
    let Some(row) = db.one::<answered_request::Model>(&query).await? else { return Ok(None) };
    let answered_request::Model { operation, digest, status, headers, body, created_at, .. } = row;
    let status = u16::try_from(status).map_err(Error::broken)?;
    let headers = serde_json::from_str(&headers).map_err(Error::broken)?;
    Ok(Some(Kept { operation, digest, answer: Changed { status, headers, body }, created_at }))
}
