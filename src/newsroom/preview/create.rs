//! Making a preview link.

use uuid::Uuid;

use super::token::{Claims, SigningKey};
use super::{key, view::Kept};
use crate::audit::{Entry, record};
use crate::auth::{Actor, Once};
use crate::kernel::error::{Code, Error, Result};
use crate::newsroom::Draft;
use crate::newsroom::articles::known;
use crate::newsroom::query;
use crate::store::{Primary, Tx};
use crate::web::Answer;
use crate::web::fields::Fields;

/// What is asked of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Which revision; the latest where nothing is said.
    pub(super) revision: Option<i32>,
    /// For how long it is good.
    pub(super) valid_minutes: i64,
}

/// Makes a link to a revision of an article that somebody may see, and its token. Of a request that was answered before, the same
/// link again, as long as they may still see the article: what is kept of it holds no secret.
pub(super) async fn create(db: &Primary, by: &Actor, once: Once, id: Uuid, asked: Asked) -> Result<(Claims, String)> {
    let mut signing: Option<SigningKey> = None;
    let kept = once.answer(db, by, async |tx| {
        let draft = alive(tx, by, id).await?;
        let revision = known(tx, id, asked.revision.unwrap_or(draft.revision)).await?.number;
        signing = Some(key::made(tx).await?);
        let expires_at_s = tx.now().timestamp() + asked.valid_minutes * 60;
        let entry = Entry::on("create_preview_link", "article", id, draft.title).with("revision", revision);
        record(tx, by, entry.with("valid_minutes", asked.valid_minutes)).await?;
        Answer::json(&Kept { revision, expires_at_s }, &Fields::default())?.changed(None)
    });
    let Kept { revision, expires_at_s } = serde_json::from_str(&kept.await?.body).map_err(Error::broken)?;
    let key = match signing {
        Some(key) => key,
        // It was answered before; since then the article may have been hidden from them, and the key replaced.
        None => {
            db.transaction(async |tx| {
                alive(tx, by, id).await?;
                key::made(tx).await
            })
            .await?
        }
    };
    let claims = Claims { article: id, revision, expires_at_s };
    let token = key.sign(&claims);
    Ok((claims, token))
}

/// The draft of an article that they may see and that was not taken back for good.
async fn alive(tx: &Tx, by: &Actor, id: Uuid) -> Result<Draft> {
    let draft = query::draft(tx, id).await?.ok_or_else(|| Draft::missing(id))?.seen_by(by)?;
    if draft.state == "withdrawn" {
        return Err(Error::refused(Code::ArticleWithdrawn, format!("The article {id} was withdrawn for good.")));
    }
    Ok(draft)
}
