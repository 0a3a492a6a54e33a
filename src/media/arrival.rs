//! Pictures on their way from one site to another: their bytes in files called like their digests, the rest in lines.

use std::io::ErrorKind;
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::inspect::Inspected;
use super::picture::{Picture, Said};
use super::stock::Stock;
use super::storage::Name;
use super::storage_error::at;
use super::{query, save};
use crate::config::file;
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::store::change_log::{Change, Event};
use crate::store::{Primary, ReadDb};

/// Largest picture that is read of a folder, in bytes: the most that `media.max_bytes` may say.
const MAX_PICTURE: u64 = 268_435_456;
/// How many pictures are read of the database at once.
const PAGE: u64 = 200;

/// A picture that comes from another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arriving {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of its bytes, in small hexadecimal digits.
    pub digest: String,
    /// What the uploader called it.
    pub file_name: Option<String>,
    /// What is said of it.
    pub said: Said,
    /// Who uploaded it.
    pub uploaded_by_name: Option<String>,
    /// When that was, in milliseconds since 1970.
    pub uploaded_at: Option<i64>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// It is here as it came.
    Done,
    /// It is not, for this reason.
    Refused(String),
}

/// Takes a picture in. One that is here already is said of what comes; a new one's bytes are read from the folder, or are kept
/// already, and are looked at like those of any upload.
pub async fn arrive(db: &Primary, stock: &Stock, folder: Option<&Path>, one: Arriving) -> Result<Arrived> {
    let refused = |why: String| Ok(Arrived::Refused(why));
    let known = db.transaction(async |tx| {
        let Some(known) = query::by_id(tx, one.id).await? else { return Ok(None) };
        if known.digest == one.digest && known.said != one.said {
            save::say(tx, &Picture { said: one.said.clone(), ..known.clone() }).await?;
            if query::is_before_readers(tx, one.id).await? {
                tx.append(Change::of(Kind::Media, Event::Updated, one.id, one.id.to_string()));
            }
        }
        Ok(Some(known))
    });
    match known.await? {
        Some(known) if known.digest == one.digest => return Ok(Arrived::Done),
        Some(_) => return refused("another picture has its `id`".to_owned()),
        None => {}
    }
    let bytes = match bytes(stock, folder, &one.digest).await? {
        Found::Bytes(bytes) => bytes,
        Found::Nothing => {
            return refused("its bytes are not here; name the folder that they are in with --media".to_owned());
        }
        Found::Unusable(why) => return refused(format!("its bytes cannot be used: {why}")),
    };
    let inspected = match stock.inspect(bytes.to_vec()).await {
        Ok(inspected) => inspected,
        Err(Error::Refused { detail, .. }) => return refused(detail.into_owned()),
        Err(broken) => return Err(broken),
    };
    let Inspected { format, bytes, width, height, is_animated, dominant_color } = inspected;
    if hex(&bytes) != one.digest {
        return refused("its bytes are those of another picture, or tell of their maker".to_owned());
    }
    let (name, bytes) = (Name::original(&one.digest), Bytes::from(bytes));
    stock.storage().put(&name, bytes.clone()).await?;
    db.transaction(async |tx| {
        if let Some(other) = query::by_digest(tx, &one.digest).await? {
            return refused(format!("the same picture is here with the id {}", other.id));
        }
        if stock.storage().size(&name).await?.is_none() {
            stock.storage().put(&name, bytes.clone()).await?;
        }
        let now = tx.now().timestamp_millis();
        let picture = Picture {
            id: one.id,
            digest: one.digest.clone(),
            upload_digest: one.digest.clone(),
            format,
            byte_size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width,
            height,
            is_animated,
            dominant_color,
            file_name: one.file_name,
            said: one.said,
            uploaded_by: None,
            uploaded_by_name: one.uploaded_by_name.unwrap_or_else(|| "command".to_owned()),
            version: 1,
            created_at: one.uploaded_at.unwrap_or(now),
            updated_at: now,
        };
        save::insert(tx, &picture).await?;
        Ok(Arrived::Done)
    })
    .await
}

/// Result of looking for a picture's bytes.
enum Found {
    /// The bytes.
    Bytes(Bytes),
    /// No file.
    Nothing,
    /// A file that no picture can be in, and why.
    Unusable(String),
}

/// The bytes of a picture: of the folder, or kept already.
async fn bytes(stock: &Stock, folder: Option<&Path>, digest: &str) -> Result<Found> {
    if let Some(path) = folder.map(|folder| folder.join(digest)) {
        let from = path.clone();
        let read = tokio::task::spawn_blocking(move || file::read_regular(&from, MAX_PICTURE));
        match read.await.map_err(Error::broken)? {
            Ok(bytes) => return Ok(Found::Bytes(bytes.into())),
            Err(error) => match error.kind() {
                ErrorKind::NotFound => {}
                ErrorKind::FileTooLarge | ErrorKind::InvalidInput => return Ok(Found::Unusable(error.to_string())),
                _ => return Err(at(&path, &error)),
            },
        }
    }
    let kept = stock.storage().read(&Name::original(digest)).await?;
    Ok(kept.map_or(Found::Nothing, Found::Bytes))
}

/// Copies the bytes of all pictures into a folder, each into a file called like its digest; how many there are. What is there
/// already is the same.
pub async fn bring_out(db: &ReadDb, stock: &Stock, folder: &Path) -> Result<u64> {
    tokio::fs::create_dir_all(folder).await.map_err(|error| at(folder, &error))?;
    let (mut after, mut copied) = (None, 0);
    loop {
        let page = query::export_page(db, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(copied) };
        after = Some(last.id);
        for picture in page {
            copied += 1;
            let path = folder.join(&picture.digest);
            if tokio::fs::try_exists(&path).await.map_err(|error| at(&path, &error))? {
                continue;
            }
            let bytes = stock.storage().read(&Name::original(&picture.digest)).await?;
            let bytes =
                bytes.ok_or_else(|| Error::broken(format!("the bytes of the picture {} are gone", picture.id)))?;
            // Half of a file never has its name.
            let part = folder.join(format!("{}.part", picture.digest));
            tokio::fs::write(&part, &bytes).await.map_err(|error| at(&part, &error))?;
            tokio::fs::rename(&part, &path).await.map_err(|error| at(&path, &error))?;
        }
    }
}

/// SHA-256 in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
