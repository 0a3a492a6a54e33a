//! What all handlers share: the readers' door, the catalog that follows the log, the document, the settings.

use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use chrono_tz::Tz;
use tokio::sync::watch;

use crate::catalog::{Catalog, query};
use crate::config::Settings;
use crate::kernel::error::{Code, Error, FieldCode, Result};
use crate::kernel::instant::{self, Instant};
use crate::kernel::kind::Kind;
use crate::store::{Database, ReadDb, follower};
use crate::web::cache::{Freshness, Subject};
use crate::web::document::Document;

/// How long a read waits for the state that `min_seq` asks for.
const WAIT_FOR_STATE: Duration = Duration::from_secs(2);

/// What all handlers share.
#[derive(Clone, Debug)]
pub struct State {
    /// The readers' door.
    pub read: ReadDb,
    /// The settings.
    pub settings: Arc<Settings>,
    /// The document that describes the service.
    pub document: Arc<Document>,
    /// What the log says of kept answers.
    pub freshness: Freshness,
    catalog: watch::Sender<Arc<Catalog>>,
    closing: watch::Sender<bool>,
}

impl State {
    /// Reads the catalog and begins to follow the log, until the returned task is aborted.
    pub async fn start(
        db: &Database,
        settings: Settings,
        document: Document,
    ) -> Result<(Self, tokio::task::JoinHandle<()>)> {
        let catalog = query::whole(&db.read).await?;
        let freshness = Freshness::at(catalog.head.seq);
        let (catalog, _) = watch::channel(Arc::new(catalog));
        let (closing, _) = watch::channel(false);
        let state = Self {
            read: db.read.clone(),
            settings: Arc::new(settings),
            document: Arc::new(document),
            freshness,
            catalog,
            closing,
        };
        let (following, db) = (state.in_background(), db.clone());
        let task = tokio::spawn(async move {
            follower::follow(&db, || Box::pin(following.catch_up())).await;
        });
        Ok((state, task))
    }

    /// The same state for background tasks, whose statements are counted apart from those of requests.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self { read: self.read.in_background(), ..self.clone() }
    }

    /// The catalog as it is known now.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.borrow())
    }

    /// Waits until the log has reached a line, at most so long and not once the service is closing; whether it has.
    pub async fn reached(&self, seq: i64, wait: Duration) -> bool {
        let (mut catalog, mut closing) = (self.catalog.subscribe(), self.closing.subscribe());
        tokio::select! {
            arrived = catalog.wait_for(|catalog| catalog.head.seq >= seq) => arrived.is_ok(),
            _ = closing.wait_for(|is_closing| *is_closing) => false,
            () = tokio::time::sleep(wait) => false,
        }
    }

    /// Tells those who wait for something to answer with what there is: the service is about to stop.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Whether the service is about to stop.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Waits for the state that a reader asks for, or refuses.
    pub async fn at_least(&self, min_seq: Option<i64>) -> Result<()> {
        let Some(seq) = min_seq.filter(|seq| self.catalog().head.seq < *seq) else { return Ok(()) };
        if self.reached(seq, WAIT_FOR_STATE).await {
            return Ok(());
        }
        let detail = format!("The state {seq} has not arrived; this instance is at {}.", self.catalog().head.seq);
        Err(Error::refused(Code::StateBehind, detail))
    }

    /// Answers from the catalog; where that does not know a name, once more from one that has caught up with the log.
    pub async fn consistent<T>(&self, answer: impl AsyncFn(&Catalog) -> Result<T>) -> Result<T> {
        let catalog = self.catalog();
        match answer(&catalog).await {
            Err(error) if may_be_behind(&error) => {
                self.catch_up().await?;
                let caught_up = self.catalog();
                if caught_up.head.seq == catalog.head.seq { Err(error) } else { answer(&caught_up).await }
            }
            answered => answered,
        }
    }

    /// Brings the catalog to the end of the log: what a write does before it answers, so that its instance is never behind it.
    pub async fn catch_up(&self) -> Result<()> {
        loop {
            let catalog = self.catalog();
            let lines = crate::store::change_log::after(&self.read, catalog.head.seq, &[], 1_000).await?;
            if lines.is_empty() {
                return Ok(());
            }
            let next = Arc::new(query::advanced(&self.read, &catalog, &lines).await?);
            self.catalog.send_if_modified(|current| {
                let newer = next.head.seq > current.head.seq;
                if newer {
                    // In this order and under this lock: see `web::cache::freshness`.
                    for line in &lines {
                        match Kind::parse(&line.kind) {
                            Some(Kind::Article) => self.freshness.touch(line.seq, Subject::Article(line.subject_id)),
                            // No article says in which collections it stands.
                            Some(Kind::Collection) => {}
                            _ => self.freshness.touch(line.seq, Subject::Name),
                        }
                    }
                    *current = Arc::clone(&next);
                    self.freshness.reach(next.head.seq);
                }
                newer
            });
        }
    }

    /// The site's zone.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.settings.site.time_zone
    }

    /// A stored time as readers see it.
    #[must_use]
    pub fn time(&self, at_ms: i64) -> String {
        instant::write(stored(at_ms), self.zone())
    }

    /// How caches may keep a public answer.
    #[must_use]
    pub fn cache_control(&self) -> String {
        let cache = &self.settings.cache;
        format!(
            "public, max-age={}, s-maxage={}, stale-while-revalidate={}",
            cache.max_age_s, cache.s_maxage_s, cache.stale_while_revalidate_s
        )
    }
}

/// A stored time, in milliseconds since 1970, as a point in time.
#[must_use]
pub fn stored(at_ms: i64) -> Instant {
    DateTime::from_timestamp_millis(at_ms).unwrap_or_default()
}

/// Whether an error may come from a catalog that is behind the log.
fn may_be_behind(error: &Error) -> bool {
    match error {
        Error::Refused { code, errors, .. } => {
            code.word().ends_with("_not_found") || errors.iter().any(|error| error.code == FieldCode::NotFound)
        }
        Error::Broken(source) => source.is::<Missing>(),
        Error::Unreachable(_) => false,
    }
}

/// A row refers to something that the catalog does not know.
#[derive(Debug, thiserror::Error)]
#[error("the catalog does not know {0}")]
pub struct Missing(pub uuid::Uuid);
