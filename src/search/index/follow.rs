//! Keeping the index at the end of the change log, whatever happens to its files.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::generation::{Effort, Generation, Unusable};
use super::rebuild::{blocking, rebuild};
use super::{Index, IndexState, Known, Snapshot};
use crate::articles::{With, by_ids};
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::search::analysis::Words;
use crate::store::change_log::Head;
use crate::store::folder::{Folder, Progress, Rebuilt, explained};
use crate::store::{Database, change_log, follower};

/// How many lines of the log are taken at once.
const LINES: u64 = 500;
/// How long changes wait for a commit at most, while there are more of them to come.
const COMMIT_AFTER: Duration = Duration::from_secs(2);
/// How often it is tried to become the one that writes, while another process is.
const TRY_WRITER: Duration = Duration::from_secs(1);
/// The first and the longest pause after a fault.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// Begins to follow, on a task of its own, once there is what cuts texts into words.
pub(super) fn begin(
    db: Database,
    folder: Folder,
    words: impl Future<Output = Result<Words>> + Send + 'static,
    index: Index,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let words = match words.await {
            Ok(words) => words,
            Err(error) => return index.tell(IndexState::Broken, Some(error.to_string())),
        };
        let keeper = tokio::sync::Mutex::new(Keeper {
            db: db.clone(),
            folder,
            words,
            index,
            open: None,
            next_try: Instant::now(),
            pause: PAUSE.0,
            warned_of: None,
            said: None,
            has_former: false,
        });
        let keeper = &keeper;
        follower::follow(&db, || async move { keeper.lock().await.round().await }.boxed()).await;
    })
}

/// What keeps the index.
struct Keeper {
    db: Database,
    folder: Folder,
    words: Words,
    index: Index,
    open: Option<Open>,
    /// After a fault, when to try again.
    next_try: Instant,
    pause: Duration,
    /// The generation that was last said to be of no use.
    warned_of: Option<PathBuf>,
    /// The fault that was last said, until it is over.
    said: Option<String>,
    /// Whether former generations are still to be deleted.
    has_former: bool,
}

/// The generation that is open.
struct Open {
    generation: Generation,
    next_writer: Instant,
    /// Whether it has been tried to become the one that writes.
    has_asked: bool,
}

impl Keeper {
    /// Brings the index to the end of the log. A fault of its files is noted and tried again later; only the database's are
    /// the caller's.
    async fn round(&mut self) -> Result<()> {
        if Instant::now() < self.next_try {
            return Ok(());
        }
        match self.advance().await {
            Ok(()) => {
                self.pause = PAUSE.0;
                self.said = None;
                Ok(())
            }
            Err(Error::Unreachable(source)) => Err(Error::Unreachable(source)),
            Err(error) => {
                self.open = None;
                self.broken(explained(error, self.folder.root()).to_string());
                self.next_try = Instant::now() + self.pause;
                self.pause = (self.pause * 2).min(PAUSE.1);
                Ok(())
            }
        }
    }

    /// Opens what is to be opened, and follows.
    async fn advance(&mut self) -> Result<()> {
        let current = self.folder.current().map_err(Error::broken)?;
        if self.open.as_ref().is_some_and(|open| Some(open.generation.path()) != current.as_deref()) {
            // Another one has become current, or the folder is gone.
            self.open = None;
        }
        if self.index.is_suspect.swap(false, Ordering::Relaxed) {
            self.check().await?;
        }
        if self.open.is_none() {
            let usable = match &current {
                Some(path) => self.open(path.clone()).await?,
                None => false,
            };
            if !usable && !self.rebuild().await? {
                return Ok(());
            }
        }
        if self.has_former && self.open.as_ref().is_some_and(|open| open.generation.is_writer()) {
            self.clear_away();
        }
        self.follow().await
    }

    /// Opens a generation; false where it cannot be used.
    async fn open(&mut self, path: PathBuf) -> Result<bool> {
        let (words, at) = (self.words.clone(), path.clone());
        let opened = blocking(move || Ok(Generation::open(&at, &words))).await?;
        match opened {
            Ok(generation) if !change_log::has(&self.db.read, generation.head()).await? => {
                self.unusable(path, &Unusable::Foreign);
                Ok(false)
            }
            Ok(generation) => {
                self.open = Some(Open { generation, next_writer: Instant::now(), has_asked: false });
                self.publish();
                self.check().await?;
                Ok(self.open.is_some())
            }
            Err(unusable) => {
                self.unusable(path, &unusable);
                Ok(false)
            }
        }
    }

    /// Checks the files of the open generation, and closes it where they are damaged.
    async fn check(&mut self) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let path = open.generation.path().to_owned();
        let (open, checked) = blocking(move || {
            let checked = open.generation.verify();
            Ok((open, checked))
        })
        .await?;
        match checked {
            Ok(()) => self.open = Some(open),
            Err(unusable) => {
                self.index.forget();
                self.unusable(path, &unusable);
                // Nothing is current any more, so that it is built anew.
                if let Some(building) = self.folder.build().map_err(Error::broken)? {
                    building.discard().map_err(Error::broken)?;
                }
            }
        }
        Ok(())
    }

    /// Says why a generation is not used.
    fn unusable(&mut self, path: PathBuf, unusable: &Unusable) {
        if self.warned_of.as_ref() != Some(&path) {
            tracing::warn!(reason = %unusable, "the search index cannot be used and is built anew");
            self.warned_of = Some(path);
        }
    }

    /// Builds a generation and opens it; false while another process builds one.
    async fn rebuild(&mut self) -> Result<bool> {
        let index = self.index.clone();
        let tell = |Progress { done, total }: Progress| {
            index.tell(IndexState::Building, Some(format!("{done} of {total} articles")));
        };
        match rebuild(&self.db.read, &self.folder, &self.words, tell).await? {
            Rebuilt::Elsewhere => {
                self.index.tell(IndexState::Building, Some("another process builds it".to_owned()));
                Ok(false)
            }
            Rebuilt::Done(path, articles) => {
                if articles > 0 {
                    tracing::info!(articles, "the search index is built");
                }
                self.open(path).await
            }
        }
    }

    /// Takes in what the log has behind the open generation, as the one that writes; otherwise reads what that one wrote.
    async fn follow(&mut self) -> Result<()> {
        loop {
            let Some(mut open) = self.open.take() else { return Ok(()) };
            if !open.generation.is_writer() {
                let (back, writes) = blocking(move || {
                    let due = Instant::now() >= open.next_writer;
                    open.has_asked = true;
                    let writes = due && open.generation.take_writer(Effort::Beside)?;
                    if due && !writes {
                        open.next_writer = Instant::now() + TRY_WRITER;
                    }
                    open.generation.refresh()?;
                    Ok((open, writes))
                })
                .await?;
                self.open = Some(back);
                self.publish();
                if !writes {
                    return Ok(());
                }
                self.clear_away();
                continue;
            }
            let lines = change_log::after(&self.db.read, open.generation.head().seq, &[], LINES).await;
            let lines = match lines {
                Ok(lines) => lines,
                Err(error) => {
                    self.open = Some(open);
                    return Err(error);
                }
            };
            let mut ids: Vec<Uuid> =
                lines.iter().filter(|line| line.kind == Kind::Article.word()).map(|line| line.subject_id).collect();
            ids.sort_unstable();
            ids.dedup();
            let found = match ids.is_empty() {
                true => Ok(Vec::new()),
                false => by_ids(&self.db.read, &ids, With::Content).await,
            };
            let articles = match found {
                Ok(articles) => articles,
                Err(error) => {
                    self.open = Some(open);
                    return Err(error);
                }
            };
            let end = lines.last().map(|line| Head { seq: line.seq, at: line.at });
            let is_end = lines.len() as u64 != LINES;
            self.open = Some(
                blocking(move || {
                    let generation = &mut open.generation;
                    generation.replace(&ids, &articles)?;
                    generation.followed(end.unwrap_or(generation.head()));
                    if generation.waiting().is_some_and(|waited| is_end || waited > COMMIT_AFTER) {
                        generation.commit()?;
                    }
                    Ok(open)
                })
                .await?,
            );
            self.publish();
            if is_end {
                return Ok(());
            }
        }
    }

    /// Lets all who ask see the state of the open generation, unless some of it is still to be committed.
    fn publish(&self) {
        let Some(Open { generation, has_asked, .. }) = &self.open else { return };
        if generation.waiting().is_some() {
            return;
        }
        let seq = generation.head().seq;
        let snapshot = Snapshot::of(generation.searcher(), generation.fields(), self.words.clone(), seq);
        let state = match (generation.is_writer(), has_asked) {
            (true, _) => IndexState::Following,
            (false, true) => IndexState::Reading,
            (false, false) => IndexState::Building,
        };
        let kept = snapshot.clone();
        let is_news = self.index.known.send_if_modified(|known| {
            let is_news = known.state != state || known.snapshot.as_ref().is_none_or(|have| have.seq != snapshot.seq);
            *known = Known { snapshot: Some(snapshot), state, detail: None };
            is_news
        });
        if is_news {
            self.index.keep(kept);
        }
    }

    /// Deletes former generations; those that may still be needed, or cannot be deleted, when it comes round again.
    fn clear_away(&mut self) {
        self.has_former = !self.folder.clear_away();
    }

    /// Notes what is wrong, and says so once.
    fn broken(&mut self, reason: String) {
        if self.said.as_ref() != Some(&reason) {
            tracing::error!(
                reason,
                "the search index cannot be opened or written; searches use its last state until that is mended"
            );
        }
        self.index.tell(IndexState::Broken, Some(reason.clone()));
        self.said = Some(reason);
    }
}

impl Index {
    /// Notes how it is.
    fn tell(&self, state: IndexState, detail: Option<String>) {
        self.known.send_modify(|known| {
            known.state = state;
            known.detail = detail;
        });
    }
}
