//! The index: derived from the database by following the change log, thrown away and rebuilt whenever it does not fit.
//!
//! What it holds is never the truth: it names articles, and what they say is read elsewhere.

mod follow;
pub mod generation;
pub mod rebuild;
mod searchers;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use serde::Serialize;
use tantivy::index::SegmentReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, Term};
use tokio::sync::watch;
use utoipa::ToSchema;

use self::searchers::Searchers;
use super::analysis::Words;
use super::columns::Columns;
use super::document::Fields;
use crate::config::Settings;
use crate::kernel::error::{Code, Error, Result};
use crate::store::Database;
use crate::store::folder::Folder;

/// The name of the index's folder in the data folder.
pub const FOLDER: &str = "index";
/// How long a search waits for the state that `min_seq` asks for.
const WAIT_FOR_STATE: Duration = Duration::from_secs(2);

/// One state of the index, which does not change any more. Cheap to clone.
#[derive(Clone)]
pub struct Snapshot {
    /// What searches it.
    pub searcher: Searcher,
    /// The fields of its documents.
    pub fields: Fields,
    /// What cuts texts into words, the same as when it was made.
    pub words: Words,
    /// The line of the change log that it is the state of.
    pub seq: i64,
    /// The documents of each segment that are deleted but not cleared away yet, in order; gathered when first asked for.
    deleted: Arc<OnceLock<Vec<Vec<DocId>>>>,
    /// What is kept by document; opened when first asked for.
    columns: Arc<OnceLock<Arc<[Columns]>>>,
}

impl Snapshot {
    /// The state that a searcher sees, of a line of the change log.
    #[must_use]
    pub fn of(searcher: Searcher, fields: Fields, words: Words, seq: i64) -> Self {
        Self { searcher, fields, words, seq, deleted: Arc::default(), columns: Arc::default() }
    }

    /// What it keeps by document, segment by segment.
    pub fn columns(&self) -> tantivy::Result<Arc<[Columns]>> {
        if let Some(columns) = self.columns.get() {
            return Ok(Arc::clone(columns));
        }
        let columns = Columns::all(&self.searcher, &self.fields)?;
        Ok(Arc::clone(self.columns.get_or_init(|| columns)))
    }

    /// How many published articles have a term: what is deleted but not yet cleared away does not count.
    pub fn published_with(&self, term: &Term) -> tantivy::Result<u64> {
        let readers = self.searcher.segment_readers();
        let deleted = self.deleted.get_or_init(|| readers.iter().map(deleted).collect());
        let mut with = 0;
        for (reader, deleted) in readers.iter().zip(deleted) {
            let index = reader.inverted_index(term.field())?;
            let Some(place) = index.get_term_info(term)? else { continue };
            let mut gone = 0;
            if !deleted.is_empty() {
                let mut postings = index.read_postings_from_terminfo(&place, IndexRecordOption::Basic)?;
                for doc in deleted {
                    let at = if postings.doc() < *doc { postings.seek(*doc) } else { postings.doc() };
                    gone += u64::from(at == *doc);
                }
            }
            with += u64::from(place.doc_freq) - gone;
        }
        Ok(with)
    }
}

/// The documents of a segment that are deleted, in order.
fn deleted(reader: &SegmentReader) -> Vec<DocId> {
    let alive = reader.alive_bitset().into_iter();
    alive.flat_map(|alive| (0..reader.max_doc()).filter(|doc| alive.is_deleted(*doc))).collect()
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Snapshot").field("seq", &self.seq).finish_non_exhaustive()
    }
}

/// How the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndexState {
    /// It follows the change log.
    Following,
    /// Another process on the same data folder keeps it; this one reads it.
    Reading,
    /// It is being built anew.
    Building,
    /// It cannot be opened or written; searches are answered from its last state, if there is one. It is tried again.
    Broken,
}

/// How the index is, for who looks after the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndexHealth {
    /// What it is doing.
    #[schema(example = "following")]
    pub state: IndexState,
    /// The line of the change log that searches are answered from; null while they cannot be answered.
    #[schema(minimum = 0, example = 142)]
    pub seq: Option<i64>,
    /// What is wrong, or how far the building has come; null otherwise.
    #[schema(example = json!(null))]
    pub detail: Option<String>,
}

/// How many former states are kept for pages that go on, and for how long.
const KEPT: (usize, Duration) = (16, Duration::from_mins(5));

/// What is known of the index now.
#[derive(Clone, Debug)]
struct Known {
    snapshot: Option<Snapshot>,
    state: IndexState,
    detail: Option<String>,
}

impl Known {
    /// The line of the change log that searches are answered from.
    fn seq(&self) -> Option<i64> {
        self.snapshot.as_ref().map(|snapshot| snapshot.seq)
    }
}

/// The index, for all who ask it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Index {
    known: watch::Sender<Known>,
    is_suspect: Arc<AtomicBool>,
    /// The latest states, the newest last, each with when it became known.
    kept: Arc<Mutex<VecDeque<(Instant, Snapshot)>>>,
    searchers: Searchers,
}

impl Index {
    /// Opens the index and begins to follow the log; the following ends when the returned task is aborted.
    ///
    /// Refuses only a dictionary that cannot be read. An index that cannot be opened or written is tried again and again.
    pub async fn start(db: &Database, settings: &Settings) -> Result<(Self, tokio::task::JoinHandle<()>)> {
        let dictionary = settings.search.dictionary.clone();
        let is_built_in = dictionary.is_none();
        let loading = tokio::task::spawn_blocking(move || Words::load(dictionary.as_deref()));
        let loaded = async { loading.await.map_err(Error::broken)?.map_err(Error::broken) };
        // Nobody waits here for what is built in, which there is nothing to say against.
        let words = match is_built_in {
            true => loaded.boxed(),
            false => std::future::ready(Ok(loaded.await?)).boxed(),
        };
        let (known, _) = watch::channel(Known { snapshot: None, state: IndexState::Building, detail: None });
        let searchers = Searchers::start()?;
        let index = Self { known, is_suspect: Arc::default(), kept: Arc::default(), searchers };
        let task = follow::begin(db.clone(), Folder::of(&settings.data_dir, FOLDER), words, index.clone());
        Ok((index, task))
    }

    /// The present state; refused while there is none.
    pub fn snapshot(&self) -> Result<Snapshot> {
        self.known.borrow().snapshot.clone().ok_or_else(|| {
            Error::refused(
                Code::SearchUnavailable,
                "The index is being built; articles and lists are answered meanwhile.",
            )
        })
    }

    /// A state that is not older than a line of the log, waited for a little while; refused where it does not arrive.
    pub async fn at_least(&self, min_seq: Option<i64>) -> Result<Snapshot> {
        let wanted = |known: &Known| known.snapshot.as_ref().is_some_and(|have| have.seq >= min_seq.unwrap_or(0));
        let must_wait = {
            let known = self.known.borrow();
            // Where nothing can be had for now, nobody is kept waiting for it.
            !wanted(&known) && (known.snapshot.is_some() || known.state != IndexState::Broken)
        };
        if must_wait {
            let mut watched = self.known.subscribe();
            let arrived = tokio::time::timeout(WAIT_FOR_STATE, watched.wait_for(wanted)).await;
            if let (Some(seq), false) = (min_seq, matches!(arrived, Ok(Ok(_)))) {
                let at = self.snapshot()?.seq;
                let detail = format!("The state {seq} has not arrived in the index; it is at {at}.");
                return Err(Error::refused(Code::StateBehind, detail));
            }
        }
        self.snapshot()
    }

    /// A former state, if it is still kept: that of this very line of the change log.
    #[must_use]
    pub fn kept(&self, seq: i64) -> Option<Snapshot> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().rev().find(|(_, snapshot)| snapshot.seq == seq).map(|(_, snapshot)| snapshot.clone())
    }

    /// Keeps a state that has become known, and lets go of the oldest.
    fn keep(&self, snapshot: Snapshot) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((Instant::now(), snapshot));
        while kept.len() > KEPT.0 || kept.front().is_some_and(|(since, _)| since.elapsed() > KEPT.1) {
            kept.pop_front();
        }
    }

    /// Lets go of all states, whose files are not right.
    fn forget(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.known.send_modify(|known| known.snapshot = None);
    }

    /// How it is.
    #[must_use]
    pub fn health(&self) -> IndexHealth {
        let known = self.known.borrow();
        IndexHealth { state: known.state, seq: known.seq(), detail: known.detail.clone() }
    }

    /// The line of the change log that searches are answered from; none while they cannot be answered.
    #[must_use]
    pub fn seq(&self) -> Option<i64> {
        self.known.borrow().seq()
    }

    /// Has the files checked, because an answer could not be had from them.
    pub fn suspect(&self) {
        self.is_suspect.store(true, Ordering::Relaxed);
    }

    /// Runs a search on a thread of its own, so that neither its time nor a fault in it is anybody else's; in its turn, where
    /// many are asked for at once.
    pub async fn search<T: Send + 'static>(
        &self,
        snapshot: &Snapshot,
        work: impl FnOnce(&Snapshot) -> Result<T, tantivy::TantivyError> + Send + 'static,
    ) -> Result<T> {
        let snapshot = snapshot.clone();
        match self.searchers.run(move || work(&snapshot)).await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                self.suspect();
                Err(Error::broken(error))
            }
            Err(error) => {
                self.suspect();
                Err(error)
            }
        }
    }
}
