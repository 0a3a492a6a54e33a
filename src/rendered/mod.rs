//! The rendered articles: every published article as most readers get it, finished and compressed, in a file of this instance
//! that follows the change log. Thrown away and made anew whenever it does not fit; the database is asked meanwhile.
//!
//! Why no answer from it is older than a write which this instance has answered: a snapshot is used for a request that arrived
//! when the log was at a line if the snapshot has followed the log to there, or if nothing has happened since its line to the
//! article or to any name (see `web::cache::freshness`). A name that has changed before that makes each record stale that was
//! made before and has the name in it; such a record is left aside, and made anew for those who come after.

pub mod follow;
pub mod generation;
pub mod rebuild;
pub mod record;
mod records;
pub mod render;
pub mod snapshot;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use uuid::Uuid;

use self::record::Record;
use self::snapshot::{Looked, Snapshot};
use crate::articles::{Lines, ReadyArticle, ReadyArticles};
use crate::config::{Access, RenderedArticles, Settings};
use crate::kernel::error::{Error, Result};
use crate::state::State;
use crate::store::Database;
use crate::store::folder::Folder;
use crate::web::ask::parse_id;
use crate::web::cache::{Freshness, HeaderValue, Moment, Ready, Standby};
use crate::web::coding::Coding;

/// The name of their folder in the data folder.
pub const FOLDER: &str = "rendered";
/// What stands before the id in the address of an article.
const ADDRESS: &str = "/v1/articles/";
/// How many stale articles wait to be made anew at most; others are made anew when they are asked for again.
const WAITING: usize = 1_024;

/// The rendered articles, for all who read them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Rendered(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    snapshot: RwLock<Option<Arc<Snapshot>>>,
    freshness: Freshness,
    cache_control: HeaderValue,
    outdated: mpsc::Sender<Uuid>,
    is_suspect: AtomicBool,
}

/// Whether there are rendered articles by these settings: not where each reader has to say who they are, as the answers are
/// for all.
#[must_use]
pub fn is_wanted(settings: &Settings) -> bool {
    settings.cache.rendered == RenderedArticles::On && settings.delivery.access == Access::Open
}

impl Rendered {
    /// Opens the file and begins to follow the log; the following ends when the returned task is aborted.
    pub fn start(db: &Database, state: &State) -> Result<(Self, tokio::task::JoinHandle<()>)> {
        let (outdated, waiting) = mpsc::channel(WAITING);
        let rendered = Self(Arc::new(Parts {
            snapshot: RwLock::new(None),
            freshness: state.freshness.clone(),
            cache_control: HeaderValue::from_str(&state.cache_control()).map_err(Error::broken)?,
            outdated,
            is_suspect: AtomicBool::new(false),
        }));
        let folder = Folder::of(&state.settings.data_dir, FOLDER);
        let task = follow::begin(db.clone(), state.clone(), folder, rendered.clone(), waiting);
        Ok((rendered, task))
    }

    /// The line of the change log that articles are answered from; none while there is nothing to answer from.
    #[must_use]
    pub fn seq(&self) -> Option<i64> {
        self.snapshot().map(|snapshot| snapshot.seq())
    }

    /// The present state.
    fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets all who ask see a state, or none.
    fn show(&self, snapshot: Option<Snapshot>) {
        *self.0.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot.map(Arc::new);
    }

    /// Has the file made anew, because what was read in it is not what was written.
    fn suspect(&self, snapshot: &Arc<Snapshot>) {
        let mut current = self.0.snapshot.write().unwrap_or_else(PoisonError::into_inner);
        // What has been closed meanwhile cannot be read, and that is nobody's fault.
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(current, snapshot)) {
            *current = None;
            self.0.is_suspect.store(true, Ordering::Release);
        }
    }

    /// What stands ready of an article: in Brotli, if that is wanted and there is one, or in plain; if it says at least what was true at a
    /// line of the change log. A stale one is made anew for those who come after.
    fn look<T>(
        &self,
        article: Uuid,
        wanted: Coding,
        head: i64,
        take: impl FnOnce(&Record, Coding, &Bytes) -> Option<T>,
    ) -> Option<T> {
        let snapshot = self.snapshot()?;
        let since = Moment { log: snapshot.seq(), index: -1 };
        if since.log < head && !self.0.freshness.stands(article, since) {
            return None;
        }
        // A damaged file may make the engine stumble; it is the file that has to go then, not the thread.
        match catch_unwind(AssertUnwindSafe(|| snapshot.read(article, wanted, take))) {
            Ok(Ok(Looked::Found(found))) => Some(found),
            Ok(Ok(Looked::Missing)) => None,
            Ok(Ok(Looked::Stale)) => {
                // When too many wait, this one is told of again by whoever asks next.
                let _ = self.0.outdated.try_send(article);
                None
            }
            Ok(Ok(Looked::Damaged) | Err(_)) | Err(_) => {
                self.suspect(&snapshot);
                None
            }
        }
    }
}

impl Standby for Rendered {
    fn find(&self, key: &str, coding: Coding, head: i64) -> Option<Ready> {
        let article = parse_id(key.strip_prefix(ADDRESS)?)?;
        self.look(article, coding, head, |record, coding, bytes| {
            Some(Ready {
                article,
                hash: record.hash,
                length: usize::try_from(record.length).ok()?,
                last_modified: HeaderValue::from_bytes(record.last_modified).ok()?,
                cache_control: self.0.cache_control.clone(),
                coding,
                bytes: bytes.slice_ref(record.body),
            })
        })
    }
}

impl ReadyArticles for Rendered {
    fn ready(&self, article: Uuid, head: i64) -> Option<ReadyArticle> {
        self.look(article, Coding::Identity, head, |record, _, bytes| {
            Some(ReadyArticle {
                json: bytes.slice_ref(record.body),
                parts: record.parts,
                lines: Lines::from_bytes(bytes.slice_ref(record.lines)),
                names: record.names().collect(),
                has_choices: record.has_choices,
            })
        })
    }
}

/// What the finished bodies depend on beside the database: the program and some settings.
fn fingerprint(state: &State) -> String {
    let settings = &state.settings;
    let mut hash = Sha256::new();
    // The document changes with what answers can say.
    hash.update(state.document.text());
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(format!("{:?}", settings.site.time_zone));
    hash.update(format!("{:?}", settings.site.article_url));
    hash.update(format!("{:?}", settings.server.public_url));
    hash.update(format!("{:?}", settings.media.widths));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
