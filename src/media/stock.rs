//! What works on pictures: as many at once as there are cores, and no rendition twice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::inspect::{Inspected, inspect};
use super::picture::Picture;
use super::query;
use super::rendition::Rendition;
use super::storage::{Name, Storage};
use crate::config::MediaSettings;
use crate::kernel::error::{Code, Error, Result};
use crate::store::ReadDb;

/// How long what a picture is is known without asking the database; its bytes never change, only its being there does.
const KNOWN: Duration = Duration::from_mins(1);
/// Of how many pictures that is known.
const MOST_KNOWN: u64 = 10_000;

/// The pictures' storage and what works on it. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Stock(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    storage: Storage,
    settings: MediaSettings,
    at_work: Semaphore,
    making: Mutex<HashMap<Name, Weak<tokio::sync::Mutex<()>>>>,
    known: moka::sync::Cache<Uuid, Arc<Picture>>,
}

impl Stock {
    /// Opens the storage of the settings.
    pub async fn open(db: &ReadDb, settings: &MediaSettings) -> Result<Self> {
        let contents = query::contents(db).await?;
        Ok(Self::over(Storage::open(settings, contents)?, settings))
    }

    /// Works on a storage that is open.
    #[must_use]
    pub fn over(storage: Storage, settings: &MediaSettings) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self(Arc::new(Parts {
            storage,
            settings: settings.clone(),
            at_work: Semaphore::new(cores),
            making: Mutex::default(),
            known: moka::sync::Cache::builder().max_capacity(MOST_KNOWN).time_to_live(KNOWN).build(),
        }))
    }

    /// The storage.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.0.storage
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &MediaSettings {
        &self.0.settings
    }

    /// The picture of an id, as far as that never changes: what is said of it may be a minute old.
    pub async fn picture(&self, db: &ReadDb, id: Uuid) -> Result<Arc<Picture>> {
        if let Some(known) = self.0.known.get(&id) {
            return Ok(known);
        }
        let found = query::by_id(db, id).await?.ok_or_else(|| missing(id))?;
        let found = Arc::new(found);
        self.0.known.insert(id, Arc::clone(&found));
        Ok(found)
    }

    /// Forgets a picture that is gone.
    pub fn forget(&self, id: Uuid) {
        self.0.known.invalidate(&id);
    }

    /// Looks at a file that came in.
    pub async fn inspect(&self, bytes: Vec<u8>) -> Result<Inspected> {
        let most = self.0.settings.max_megapixels;
        self.work(move || inspect(&bytes, most)).await
    }

    /// Sees to it that a rendition is there; who asks for one that is being made waits for it.
    ///
    /// What was begun is done, also when nobody waits for it any more.
    pub async fn make(&self, picture: &Picture, rendition: Rendition) -> Result<()> {
        let (stock, digest, format) = (self.clone(), picture.digest.clone(), picture.format);
        let made = tokio::spawn(async move {
            let name = Name::rendition(&digest, rendition);
            let place = stock.place(&name);
            let _alone = place.lock().await;
            if stock.0.storage.size(&name).await?.is_some() {
                return Ok(());
            }
            let original = stock.0.storage.read(&Name::original(&digest)).await?;
            let original = original.ok_or_else(|| gone(&digest))?;
            let most = stock.0.settings.max_megapixels;
            let made = stock.work(move || rendition.make(format, &original, most)).await?;
            stock.0.storage.put(&name, Bytes::from(made)).await
        });
        made.await.map_err(Error::broken)?
    }

    /// The place where whoever makes an object is alone.
    fn place(&self, name: &Name) -> Arc<tokio::sync::Mutex<()>> {
        let mut making = self.0.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = making.get(name).and_then(Weak::upgrade) {
            return place;
        }
        making.retain(|_, place| place.strong_count() > 0);
        let place = Arc::default();
        making.insert(name.clone(), Arc::downgrade(&place));
        place
    }

    /// Does what takes a while where it keeps nobody from being answered.
    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let _turn = self.0.at_work.acquire().await.map_err(Error::broken)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::broken)?
    }
}

/// The refusal of a picture whose bytes are missing in a storage that is there.
fn gone(digest: &str) -> Error {
    tracing::error!("the bytes of the picture {digest} are gone");
    Error::refused(Code::MediaNotFound, "The bytes of this picture are missing in the storage.")
}

/// The refusal of a picture that is not there.
pub(super) fn missing(id: Uuid) -> Error {
    Error::refused(Code::MediaNotFound, format!("No picture has the id `{id}`."))
}
