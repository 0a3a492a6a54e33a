//! Where the bytes of pictures are kept: a folder, or a bucket of S3. An object is named by the digest of the picture, and once
//! it is there it does not change. An object that is missing is one thing, a storage that is missing another.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::{ClientOptions, GetOptions, ObjectStore, ObjectStoreExt, RetryConfig};

pub use super::folder::Contents;
use super::folder::MediaFolder;
use super::rendition::{RECIPE, Rendition};
use super::storage_error::{at, failed};
use crate::config::{BucketSettings, MediaSettings};
use crate::kernel::error::{Error, Result};

/// How long a bucket is tried to be reached, retries included.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a request to a bucket is tried again.
const RETRIES: usize = 2;
/// How long one request to a bucket may take.
const REQUEST: Duration = Duration::from_mins(1);

/// The bytes of pictures. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Store,
}

#[derive(Clone, Debug)]
enum Store {
    /// A store that is open: a bucket, or one of a test.
    Open(Arc<dyn ObjectStore>),
    /// A folder, which may be missing, as when its volume is not mounted.
    Folder(Arc<MediaFolder>),
}

/// The name of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(Path);

impl Name {
    /// The picture with a digest.
    #[must_use]
    pub fn original(digest: &str) -> Self {
        Self(Path::from(format!("original/{}/{digest}", head(digest))))
    }

    /// A rendition of it.
    #[must_use]
    pub fn rendition(digest: &str, rendition: Rendition) -> Self {
        Self(Path::from(format!("rendition/{RECIPE}/{}/{digest}/{}", head(digest), rendition.file())))
    }
}

/// The folder of a digest: its first two digits, so that no folder holds too many.
fn head(digest: &str) -> &str {
    digest.get(..2).unwrap_or("00")
}

/// The largest object, or part of one, that is read in one piece.
const IN_ONE_PIECE: u64 = 1_048_576;

/// An object, or a part of it, that was opened.
pub struct Opened {
    /// The bytes that were asked for.
    pub bytes: Read,
    /// Which ones they are.
    pub range: Range<u64>,
    /// How many bytes the whole object has.
    pub size: u64,
}

/// Bytes of an object.
pub enum Read {
    /// All of them.
    Whole(Bytes),
    /// Piece by piece.
    InPieces(BoxStream<'static, io::Result<Bytes>>),
}

impl Storage {
    /// Opens the storage of the settings. Its folder is created only while the database has no pictures yet: later a missing folder
    /// is a volume that is not mounted. A bucket is not asked for yet.
    pub fn open(settings: &MediaSettings, contents: Contents) -> Result<Self> {
        // Whoever was first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        match &settings.bucket {
            Some(bucket) => {
                // Uploads wait there on their way into the bucket.
                std::fs::create_dir_all(&settings.folder).map_err(|error| at(&settings.folder, &error))?;
                in_bucket(bucket)
            }
            None => {
                let folder = MediaFolder::open(&settings.folder, contents)?;
                Ok(Self { store: Store::Folder(Arc::new(folder)) })
            }
        }
    }

    /// A store that was opened elsewhere.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self { store: Store::Open(store) }
    }

    /// Refuses with `storage_unavailable` where the folder is missing.
    pub fn check(&self) -> Result<()> {
        match &self.store {
            Store::Open(_) => Ok(()),
            Store::Folder(folder) => folder.check(),
        }
    }

    /// The store, for reading.
    fn store(&self) -> Result<&dyn ObjectStore> {
        match &self.store {
            Store::Open(store) => Ok(store.as_ref()),
            Store::Folder(folder) => folder.store(),
        }
    }

    /// The store, for changes: it would create a folder that is missing.
    fn checked(&self) -> Result<&dyn ObjectStore> {
        self.check()?;
        self.store()
    }

    /// Nothing, where an object is missing; an error, where the storage is.
    fn missing<T>(&self, error: &object_store::Error) -> Result<Option<T>> {
        // The answer to a request for an object says so, where the whole bucket is gone.
        if error.to_string().contains("NoSuchBucket") {
            return Err(failed(error));
        }
        self.check().map(|()| None)
    }

    /// Keeps an object: all of it or nothing. One that is there already is the same.
    pub async fn put(&self, name: &Name, bytes: Bytes) -> Result<()> {
        self.checked()?.put(&name.0, bytes.into()).await.map_err(|error| failed(&error))?;
        Ok(())
    }

    /// The size of an object; none where it is not there.
    pub async fn size(&self, name: &Name) -> Result<Option<u64>> {
        match self.store()?.head(&name.0).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(error @ object_store::Error::NotFound { .. }) => self.missing(&error),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Opens an object or a range of it; none where it is not there.
    pub async fn open_range(&self, name: &Name, range: Option<Range<u64>>) -> Result<Option<Opened>> {
        use futures_util::TryStreamExt;
        let options = GetOptions { range: range.map(Into::into), ..GetOptions::default() };
        match self.store()?.get_opts(&name.0, options).await {
            Ok(found) => {
                let (range, size) = (found.range.clone(), found.meta.size);
                let bytes = match range.end - range.start <= IN_ONE_PIECE {
                    true => Read::Whole(found.bytes().await.map_err(|error| failed(&error))?),
                    false => Read::InPieces(Box::pin(found.into_stream().map_err(io::Error::other))),
                };
                Ok(Some(Opened { bytes, range, size }))
            }
            Err(error @ object_store::Error::NotFound { .. }) => self.missing(&error),
            Err(error) => Err(failed(&error)),
        }
    }

    /// All bytes of an object; none where it is not there.
    pub async fn read(&self, name: &Name) -> Result<Option<Bytes>> {
        match self.store()?.get(&name.0).await {
            Ok(found) => found.bytes().await.map(Some).map_err(|error| failed(&error)),
            Err(error @ object_store::Error::NotFound { .. }) => self.missing(&error),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Takes all renditions of a picture away, also those of former settings.
    pub async fn delete_renditions(&self, digest: &str) -> Result<()> {
        use futures_util::TryStreamExt;
        let below = Path::from(format!("rendition/{RECIPE}/{}/{digest}", head(digest)));
        let found: Vec<_> = self.checked()?.list(Some(&below)).try_collect().await.map_err(|error| failed(&error))?;
        for object in found {
            self.delete(&Name(object.location)).await?;
        }
        Ok(())
    }

    /// Takes an object away; one that is not there is away already.
    pub async fn delete(&self, name: &Name) -> Result<()> {
        match self.checked()?.delete(&name.0).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}

/// A bucket.
fn in_bucket(settings: &BucketSettings) -> Result<Storage> {
    let BucketSettings { name, endpoint, region, access_key_id, secret_access_key } = settings;
    let options = ClientOptions::new().with_connect_timeout(PATIENCE).with_timeout(REQUEST).with_allow_http(true);
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(name)
        .with_region(region)
        .with_access_key_id(access_key_id)
        .with_secret_access_key(&secret_access_key.0)
        .with_client_options(options)
        // Not all that speak the protocol delete several objects at once.
        .with_disable_bulk_delete(true)
        .with_retry(retry);
    if let Some(endpoint) = endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    Ok(Storage::over(Arc::new(builder.build().map_err(Error::broken)?)))
}
