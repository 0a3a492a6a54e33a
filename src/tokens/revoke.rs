//! Revoking a token.

use uuid::Uuid;

use super::query::{self, ApiToken};
use super::save;
use crate::audit::{Entry, record};
use crate::auth::{Actor, Gate};
use crate::kernel::error::{Code, Error, Result};
use crate::store::Primary;

/// Revokes a token for good and returns it; one that was revoked before stays as it is. In this process it is refused at once,
/// elsewhere within a second.
pub async fn revoke(db: &Primary, gate: Option<&Gate>, by: &Actor, id: Uuid) -> Result<ApiToken> {
    let (token, digest) = db
        .transaction(async |tx| {
            let Some((token, digest)) = query::with_digest(tx, id).await? else {
                return Err(missing(id));
            };
            if token.revoked_at.is_some() {
                return Ok((token, digest));
            }
            save::revoke(tx, id).await?;
            record(tx, by, Entry::on("revoke_api_token", "token", id, token.name.clone())).await?;
            let token = ApiToken { revoked_at: Some(tx.now().timestamp_millis()), ..token };
            Ok((token, digest))
        })
        .await?;
    if let Some(gate) = gate {
        gate.forget(&digest);
    }
    Ok(token)
}

/// The refusal of a token that is not there.
pub(super) fn missing(id: Uuid) -> Error {
    Error::refused(Code::ApiTokenNotFound, format!("No token has the id `{id}`."))
}
