//! A storage of pictures that is full for a while.

use std::fmt::{self, Display, Formatter};
use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dibao::auth::Role;
use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, Result,
};
use rstest::rstest;
use serde_json::json;

use crate::support::signed::refused;
use crate::support::{App, Kind, pictures};

/// A store that keeps nothing more while it is full.
#[derive(Debug, Default)]
struct Disk {
    store: InMemory,
    is_full: AtomicBool,
}

impl Disk {
    fn fill(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::SeqCst);
    }

    /// The names of what it keeps.
    async fn names(&self) -> Vec<String> {
        let found: Vec<ObjectMeta> = self.store.list(None).try_collect().await.unwrap();
        found.into_iter().map(|object| object.location.to_string()).collect()
    }
}

impl Display for Disk {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("disk")
    }
}

#[async_trait::async_trait]
impl ObjectStore for Disk {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        if self.is_full.load(Ordering::SeqCst) {
            // As a folder says it: ENOSPC below what was being done.
            let source = Box::new(Error::from(ErrorKind::StorageFull));
            return Err(object_store::Error::Generic { store: "disk", source });
        }
        self.store.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.store.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.store.get_opts(location, options).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.store.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.store.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.store.copy_opts(from, to, options).await
    }
}

#[rstest]
#[tokio::test]
async fn what_finds_no_room_leaves_nothing_and_can_be_sent_again(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let disk = Arc::new(Disk::default());
    let Some(app) = App::storing(kind, disk.clone()).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let jpeg = pictures::jpeg(700, 500, 1);
    disk.fill(true);
    refused(reporter.upload("image/jpeg", jpeg.clone()).await, 507, "storage_full").await;
    assert_eq!(disk.names().await, Vec::<String>::new());
    assert_eq!(reporter.json("/v1/editorial/media").await["items"], json!([]));
    let incoming = std::fs::read_dir(app.settings.media.folder.join("incoming")).unwrap();
    assert_eq!(incoming.count(), 0, "nothing is left of what came in");
    let chief = app.sign_in("chief", Role::Chief).await;
    let audit = chief.json("/v1/editorial/audit?action=upload_media").await;
    assert_eq!(audit["items"], json!([]));

    disk.fill(false);
    let picture = reporter.uploaded(jpeg.clone()).await;
    let original = picture["url"].as_str().unwrap();
    let rendition = original.replace("original.jpg", "w320.webp");
    assert_eq!(disk.names().await.len(), 1);

    disk.fill(true);
    let answer = app.get(&rendition).await;
    assert_eq!(answer.headers()["cache-control"], "no-store", "no cache keeps the refusal");
    refused(answer, 507, "storage_full").await;
    assert_eq!(disk.names().await.len(), 1);
    assert_eq!(app.get(original).await.bytes().await.unwrap(), jpeg, "what is there is served");

    disk.fill(false);
    let made = app.get(&rendition).await;
    assert_eq!((made.status().as_u16(), &made.headers()["content-type"]), (200, &"image/webp".parse().unwrap()));
    assert_eq!(disk.names().await.len(), 2);
}
