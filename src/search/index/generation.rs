//! One generation of the index, open: what it was made with, how far it has followed the log, and the one writer it may have.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::index::{Index as Engine, SegmentId};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError};
use uuid::Uuid;

use crate::articles::Stored;
use crate::search::analysis::{Words, register};
use crate::search::document::{FORMAT, Fields};
use crate::store::change_log::Head;

/// Memory for documents that are not yet written, in bytes a thread, beside other work; the engine wants no less.
const LITTLE: usize = 20 * 1024 * 1024;
/// The same to build a whole generation: fewer segments, so that less is merged.
const MUCH: usize = 96 * 1024 * 1024;
/// Up to how many articles segments count as of one size.
const SMALL: u32 = 100;
/// The binary logarithm of how much larger a segment of the next size is.
const FOURFOLD: f64 = 2.0;
/// The share of articles in a segment that may be gone before it is written anew.
const GONE: f32 = 0.3;
/// Up to how many articles are put into one segment when a whole generation has been written: the fewer segments, the less
/// often each term of a search is looked up, and one of this size is soon written anew when that is due.
const LARGEST: u32 = 250_000;

/// What a commit says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    /// How documents are made.
    format: u32,
    /// What cuts texts into words.
    dictionary: String,
    /// The line of the change log that it is the state of, and when that was written.
    head: Head,
}

/// Why a generation cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It was made by another version of this program, or with another dictionary.
    #[error("it was made in another way ({found}; now {wanted})")]
    Outdated {
        /// How it was made.
        found: String,
        /// How one would be made now.
        wanted: String,
    },
    /// It was made from another database, or from a later state of this one.
    #[error("it was made from another database")]
    Foreign,
    /// Its files are not whole.
    #[error("its files are damaged: {0}")]
    Damaged(String),
}

/// How hard a writer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// One thread and little memory, beside all else that the service does.
    Beside,
    /// Every core, to build a whole generation.
    Full,
}

/// An open generation.
pub struct Generation {
    path: PathBuf,
    engine: Engine,
    fields: Fields,
    words: Words,
    reader: IndexReader,
    writer: Option<IndexWriter>,
    head: Head,
    /// Whether anything has been written since the last commit, and when that was.
    is_dirty: bool,
    committed: Instant,
    /// The state of the files that the reader has read.
    opstamp: u64,
}

impl Generation {
    /// Makes an empty one in a folder that is there and empty.
    pub fn create(path: &Path, words: &Words) -> Result<Self, TantivyError> {
        let (schema, fields) = Fields::schema();
        let directory = MmapDirectory::open(path)?;
        let engine = Engine::builder().schema(schema).open_or_create(directory)?;
        Self::with(path, engine, fields, words, Head::default())
    }

    /// Opens one that is there, if it was made the way one would be made now.
    pub fn open(path: &Path, words: &Words) -> Result<Self, Unusable> {
        let damaged = |error: TantivyError| Unusable::Damaged(error.to_string());
        let (schema, fields) = Fields::schema();
        let engine = Engine::open_in_dir(path).map_err(damaged)?;
        let metas = engine.load_metas().map_err(damaged)?;
        let found: Stamp =
            metas.payload.as_deref().and_then(|payload| serde_json::from_str(payload).ok()).unwrap_or_default();
        let wanted = Stamp { format: FORMAT, dictionary: words.stamp().to_owned(), head: found.head };
        if found != wanted || engine.schema() != schema {
            let shown = |stamp: &Stamp| format!("format {}, dictionary {}", stamp.format, stamp.dictionary);
            return Err(Unusable::Outdated { found: shown(&found), wanted: shown(&wanted) });
        }
        let mut opened = Self::with(path, engine, fields, words, found.head).map_err(damaged)?;
        opened.opstamp = metas.opstamp;
        Ok(opened)
    }

    /// Opens the reader of an engine.
    fn with(path: &Path, engine: Engine, fields: Fields, words: &Words, head: Head) -> Result<Self, TantivyError> {
        register(engine.tokenizers(), words);
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self {
            path: path.to_owned(),
            engine,
            fields,
            words: words.clone(),
            reader,
            writer: None,
            head,
            is_dirty: false,
            committed: Instant::now(),
            opstamp: 0,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The fields of its documents.
    #[must_use]
    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// The line of the log up to which it has been told everything, committed or not.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// Whether anything waits to be committed, and for how long it has.
    #[must_use]
    pub fn waiting(&self) -> Option<std::time::Duration> {
        self.is_dirty.then(|| self.committed.elapsed())
    }

    /// What readers see.
    #[must_use]
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Whether this process is the one that writes.
    #[must_use]
    pub fn is_writer(&self) -> bool {
        self.writer.is_some()
    }

    /// Becomes the one that writes; false while another process is.
    pub fn take_writer(&mut self, effort: Effort) -> Result<bool, TantivyError> {
        if self.writer.is_some() {
            return Ok(true);
        }
        let (workers, mergers, memory, policy): (_, _, _, Box<dyn MergePolicy>) = match effort {
            Effort::Beside => (1, 1, LITTLE, Box::new(merging())),
            // They are put together once, when all are there.
            Effort::Full => {
                let cores = std::thread::available_parallelism().map_or(1, usize::from);
                (cores.min(8), cores.min(4), MUCH, Box::new(NoMergePolicy))
            }
        };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(workers)
            .num_merge_threads(mergers)
            .memory_budget_per_thread(memory)
            .build();
        match self.engine.writer_with_options(options) {
            Ok(writer) => {
                writer.set_merge_policy(policy);
                self.writer = Some(writer);
                // What the former writer did in the meantime is where this one goes on.
                self.refresh()?;
                Ok(true)
            }
            Err(TantivyError::LockFailure(tantivy::directory::error::LockError::LockBusy, _)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads what another process has committed; whether that was anything.
    pub fn refresh(&mut self) -> Result<bool, TantivyError> {
        let metas = self.engine.load_metas()?;
        if metas.opstamp == self.opstamp {
            return Ok(false);
        }
        let stamp: Option<Stamp> = metas.payload.as_deref().and_then(|payload| serde_json::from_str(payload).ok());
        self.reader.reload()?;
        self.opstamp = metas.opstamp;
        self.head = stamp.map_or(self.head, |stamp| stamp.head);
        Ok(true)
    }

    /// Puts the present state of articles in the place of their former one: of these, `articles` are published and all
    /// others are not. Not visible before the next commit.
    pub fn replace(&mut self, ids: &[Uuid], articles: &[Stored]) -> Result<(), TantivyError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        for id in ids {
            writer.delete_term(self.fields.id_term(*id));
        }
        for article in articles {
            writer.add_document(self.fields.document(article, &self.words))?;
        }
        self.is_dirty |= !ids.is_empty();
        Ok(())
    }

    /// Adds articles that are not in it yet. Not visible before the next commit.
    pub fn add(&mut self, articles: &[Stored]) -> Result<(), TantivyError> {
        let Some(writer) = &self.writer else { return Ok(()) };
        for article in articles {
            writer.add_document(self.fields.document(article, &self.words))?;
        }
        self.is_dirty = true;
        Ok(())
    }

    /// Notes that it has been told of everything up to a line of the log.
    pub fn followed(&mut self, head: Head) {
        // Others who read the files know only what is committed with them.
        self.is_dirty |= head.seq > self.head.seq;
        self.head = head;
    }

    /// Makes what was written durable and visible, with the line it is the state of.
    pub fn commit(&mut self) -> Result<(), TantivyError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let stamp = Stamp { format: FORMAT, dictionary: self.words.stamp().to_owned(), head: self.head };
        let payload = serde_json::to_string(&stamp).map_err(|error| TantivyError::SystemError(error.to_string()))?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&payload);
        self.opstamp = commit.commit()?;
        self.reader.reload()?;
        self.is_dirty = false;
        self.committed = Instant::now();
        Ok(())
    }

    /// Puts what has been committed into as few segments as there may be.
    pub fn gather(&mut self) -> Result<(), TantivyError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let mut groups: Vec<(u32, Vec<SegmentId>)> = Vec::new();
        for segment in self.engine.searchable_segment_metas()? {
            match groups.last_mut().filter(|(count, _)| count.saturating_add(segment.max_doc()) <= LARGEST) {
                Some((count, ids)) => {
                    *count += segment.max_doc();
                    ids.push(segment.id());
                }
                None => groups.push((segment.max_doc(), vec![segment.id()])),
            }
        }
        let merges: Vec<_> =
            groups.into_iter().filter(|(_, ids)| ids.len() > 1).map(|(_, ids)| writer.merge(&ids)).collect();
        for merge in merges {
            merge.wait()?;
        }
        self.reader.reload()
    }

    /// Checks every byte of the files; what is damaged, if anything is.
    pub fn verify(&self) -> Result<(), Unusable> {
        match self.engine.validate_checksum() {
            Ok(damaged) if damaged.is_empty() => Ok(()),
            Ok(damaged) => {
                let mut names: Vec<String> = damaged.iter().map(|path| path.display().to_string()).collect();
                names.sort();
                Err(Unusable::Damaged(names.join(", ")))
            }
            Err(error) => Err(Unusable::Damaged(error.to_string())),
        }
    }

    /// Ends the writing, after merges that are under way.
    pub fn finish(mut self) -> Result<(), TantivyError> {
        match self.writer.take() {
            Some(writer) => writer.wait_merging_threads(),
            None => Ok(()),
        }
    }
}

/// How segments become fewer: eight of about one size become one. The engine's own way takes all below 10,000 articles for one
/// size, so that it writes thousands of articles anew for each few that are published.
fn merging() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_layer_size(SMALL);
    policy.set_level_log_size(FOURFOLD);
    policy.set_del_docs_ratio_before_merge(GONE);
    policy
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use tantivy::schema::{INDEXED, Schema};
    use tantivy::{IndexWriter, doc};

    use super::*;
    use crate::search::Snapshot;

    #[test]
    fn a_few_articles_do_not_make_many_be_written_anew() {
        let mut schema = Schema::builder();
        let number = schema.add_u64_field("number", INDEXED);
        let engine = Engine::create_in_ram(schema.build());
        let mut writer: IndexWriter = engine.writer_with_num_threads(1, LITTLE).unwrap();
        writer.set_merge_policy(Box::new(merging()));
        let mut commit = |count: u32| {
            for n in 0..count {
                writer.add_document(doc!(number => u64::from(n))).unwrap();
            }
            writer.commit().unwrap();
        };
        commit(8 * SMALL);
        let many = engine.searchable_segment_ids().unwrap();
        (0..100).for_each(|_| commit(1));
        writer.wait_merging_threads().unwrap();
        let segments = engine.searchable_segment_ids().unwrap();
        assert!(segments.contains(&many[0]) && segments.len() < 20, "{segments:?}");
    }

    #[test]
    fn what_is_deleted_is_not_counted_before_it_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::load(None).unwrap();
        let mut generation = Generation::create(folder.path(), &words).unwrap();
        assert!(generation.take_writer(Effort::Full).unwrap());
        let fields = generation.fields;
        let term = |key: u128| tantivy::Term::from_field_bytes(fields.key, Uuid::from_u128(key).as_bytes());
        for number in 0..600_u128 {
            let mut document = tantivy::TantivyDocument::default();
            document.add_bytes(fields.id, Uuid::from_u128(number).as_bytes());
            for key in [1_000, 1_000 + number % 7 + 1] {
                document.add_bytes(fields.key, Uuid::from_u128(key).as_bytes());
            }
            generation.writer.as_ref().unwrap().add_document(document).unwrap();
        }
        generation.is_dirty = true;
        generation.commit().unwrap();
        let count = |generation: &Generation, key: u128| {
            let snapshot = Snapshot::of(generation.searcher(), fields, words.clone(), 0);
            snapshot.published_with(&term(key)).unwrap()
        };
        assert_eq!((count(&generation, 1_000), count(&generation, 1_001), count(&generation, 7)), (600, 86, 0));
        let gone: Vec<Uuid> = (0..600).step_by(35).chain([1, 599]).map(Uuid::from_u128).collect();
        generation.replace(&gone, &[]).unwrap();
        generation.commit().unwrap();
        // 18 of those gone have the first of the seven keys, and two have others.
        assert_eq!((count(&generation, 1_000), count(&generation, 1_001), count(&generation, 7)), (580, 68, 0));
    }

    #[test]
    fn a_whole_generation_stands_in_one_segment_and_keeps_its_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::load(None).unwrap();
        let mut generation = Generation::create(folder.path(), &words).unwrap();
        assert!(generation.take_writer(Effort::Full).unwrap());
        let head = Head { seq: 7, ..Head::default() };
        for number in 1..=30_u64 {
            let mut document = tantivy::TantivyDocument::default();
            document.add_u64(generation.fields.id_low, number);
            generation.writer.as_ref().unwrap().add_document(document).unwrap();
            generation.followed(head);
            generation.commit().unwrap();
        }
        assert_eq!(generation.searcher().segment_readers().len(), 30);
        generation.gather().unwrap();
        assert_eq!((generation.searcher().segment_readers().len(), generation.searcher().num_docs()), (1, 30));
        generation.finish().unwrap();
        let opened = Generation::open(folder.path(), &words).unwrap();
        assert_eq!((opened.head().seq, opened.searcher().num_docs()), (7, 30));
    }
}
