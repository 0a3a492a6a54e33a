//! Keeping an upload: the same bytes are the same picture, whoever brings them.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::write::Received;
use crate::audit::{Entry, record};
use crate::auth::{Actor, Once};
use crate::kernel::error::Result;
use crate::media::inspect::Inspected;
use crate::media::picture::Picture;
use crate::media::stock::Stock;
use crate::media::storage::Name;
use crate::media::{query, save};
use crate::store::{Primary, ReadDb};
use crate::web::IdempotencyKey;
use crate::web::changed::Changed;

/// What became of an upload.
#[derive(Clone, Debug)]
pub(in crate::media) enum Kept {
    /// It is new.
    New(Picture),
    /// It was there; what came with it is not looked at.
    Known(Picture),
}

/// Looks at an upload and keeps it, unless it is there already. `answer` makes the answer, which a repeat gets again.
pub(in crate::media) async fn keep(
    (db, read): (&Primary, &ReadDb),
    stock: &Stock,
    by: &Actor,
    (key, received): (IdempotencyKey, Received),
    answer: impl Fn(Kept) -> Result<Changed>,
) -> Result<Changed> {
    let once = Once::with_parts(key, &received.parts());
    if let Some(kept) = once.kept(read, by).await? {
        return Ok(kept);
    }
    if let Some(known) = query::by_upload(read, &received.digest).await? {
        return once.answer(db, by, async |_| answer(Kept::Known(known))).await;
    }
    let (upload_digest, file_name, said) = (received.digest.clone(), received.file_name.clone(), received.said.clone());
    let Inspected { format, bytes, width, height, is_animated, dominant_color } =
        stock.inspect(received.bytes().await?).await?;
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let (name, bytes) = (Name::original(&digest), Bytes::from(bytes));
    stock.storage().put(&name, bytes.clone()).await?;
    once.answer(db, by, async |tx| {
        if let Some(known) = query::by_digest(tx, &digest).await? {
            return answer(Kept::Known(known));
        }
        // Somebody may have deleted the same picture since.
        if stock.storage().size(&name).await?.is_none() {
            stock.storage().put(&name, bytes.clone()).await?;
        }
        let now = tx.now().timestamp_millis();
        let picture = Picture {
            id: Uuid::now_v7(),
            digest: digest.clone(),
            upload_digest,
            format,
            byte_size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width,
            height,
            is_animated,
            dominant_color,
            file_name,
            said,
            uploaded_by: by.known_id(),
            uploaded_by_name: by.name.clone(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        save::insert(tx, &picture).await?;
        let entry = Entry::on("upload_media", "media", picture.id, picture.file_name.clone().unwrap_or_default());
        record(tx, by, entry.with("digest", digest.clone()).with("mime_type", format.mime_type())).await?;
        answer(Kept::New(picture))
    })
    .await
}
