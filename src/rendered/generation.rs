//! One generation of the rendered articles, open: a file of records, and a key-value file that says where each article's are,
//! which names changed, and of which line of the change log all of it is the state.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use redb::{Builder, Database, DatabaseError, Durability, ReadableDatabase, ReadableTable, TableDefinition};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::FORMAT;
use super::records::{Place, Records};
use super::snapshot::Snapshot;
use crate::store::change_log::Head;

/// The name of the key-value file in the folder of a generation.
const FILE: &str = "articles.redb";
/// The name of the file of records.
const RECORDS: &str = "articles.records";
/// Where the records of the articles are, by id.
const PLACES: TableDefinition<u128, Place> = TableDefinition::new("places");
/// Names that changed after the generation was begun, and the line of the change log that says so.
const NAMES: TableDefinition<u128, i64> = TableDefinition::new("names");
/// What the generation says of itself.
const STAMP: TableDefinition<(), &[u8]> = TableDefinition::new("stamp");

/// Memory for pages of the key-value file, in bytes: the places of a million articles. The operating system keeps the
/// others.
const PAGES: usize = 64 * 1024 * 1024;
/// How many articles are copied at once.
const COPIED: usize = 1_000;
/// How many bytes of records that nobody reads any more are left alone.
const LITTLE: u64 = 64 * 1024 * 1024;
/// How long what was written may be lost with the machine, and is then taken from the change log again.
const LASTING_AFTER: Duration = Duration::from_secs(5);

/// What a generation says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    /// How records are written.
    format: u32,
    /// What else the finished bodies depend on.
    fingerprint: String,
    /// The line of the change log that it is the state of, and when that was written.
    head: Head,
    /// Of the names that changed: how many there are, and a checksum.
    names: (usize, u32),
    /// Where the next record is written.
    #[serde(default)]
    end: u64,
    /// How many bytes the records take that are read.
    #[serde(default)]
    live: u64,
}

/// Why a generation cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It was made by another version of this program, or with other settings.
    #[error("they were made in another way")]
    Outdated,
    /// It was made from another database, or from a later state of this one.
    #[error("they were made from another database")]
    Foreign,
    /// Its file is not whole.
    #[error("their file is damaged: {0}")]
    Damaged(String),
    /// Another process has it open.
    #[error("another process has them open")]
    Elsewhere,
}

/// A fault of the engine.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Fault(#[from] redb::Error);

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self(error.into())
    }
}

/// Makes each of the engine's errors a [`Fault`].
macro_rules! faults {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for Fault {
            fn from(error: redb::$error) -> Self { Self(error.into()) }
        }
    )*};
}

faults!(CommitError, DatabaseError, SetDurabilityError, StorageError, TableError, TransactionError);

/// What is to be written at once.
#[derive(Debug, Default)]
pub struct Batch {
    /// Articles in their codings.
    pub articles: Vec<Written>,
    /// Articles that are not to be in it.
    pub gone: Vec<Uuid>,
    /// Names that changed, each with the line that says so.
    pub names: Vec<(Uuid, i64)>,
    /// The line up to which it has been told everything with this; none where that stays as it was.
    pub head: Option<Head>,
}

/// The records of an article.
#[derive(Debug)]
pub struct Written {
    /// The article.
    pub id: Uuid,
    /// Its record in plain.
    pub plain: Vec<u8>,
    /// Its record in Brotli; none where it is not worth coding.
    pub brotli: Option<Vec<u8>>,
}

/// An open generation.
pub struct Generation {
    path: PathBuf,
    file: Database,
    records: Records,
    stamp: Stamp,
    names: Arc<HashMap<Uuid, i64>>,
    /// Since when something has been written that would be lost with the machine.
    loose: Option<Instant>,
}

impl Generation {
    /// Makes an empty one in a folder that is there and empty.
    pub fn create(path: &Path, fingerprint: &str, head: Head) -> Result<Self, Fault> {
        let (fingerprint, names) = (fingerprint.to_owned(), sum(&HashMap::new()));
        let mut made = Self {
            path: path.to_owned(),
            file: Builder::new().set_cache_size(PAGES).create(path.join(FILE))?,
            records: Records::create(&path.join(RECORDS))?,
            stamp: Stamp { format: FORMAT, fingerprint, head, names, end: 0, live: 0 },
            names: Arc::default(),
            loose: None,
        };
        made.write(Batch { head: Some(head), ..Batch::default() })?;
        Ok(made)
    }

    /// Opens one that is there, if it was made the way one would be made now.
    pub fn open(path: &Path, fingerprint: &str) -> Result<Self, Unusable> {
        let damaged = |fault: Fault| Unusable::Damaged(fault.to_string());
        let file = match Builder::new().set_cache_size(PAGES).open(path.join(FILE)) {
            Ok(file) => file,
            Err(DatabaseError::DatabaseAlreadyOpen) => return Err(Unusable::Elsewhere),
            Err(error) => return Err(damaged(error.into())),
        };
        let (stamp, names) = told(&file).map_err(damaged)?;
        let stamp: Stamp = serde_json::from_slice(&stamp).map_err(|error| Unusable::Damaged(error.to_string()))?;
        if stamp.names != sum(&names) {
            return Err(Unusable::Damaged("the names that changed".to_owned()));
        }
        if (stamp.format, stamp.fingerprint.as_str()) != (FORMAT, fingerprint) {
            return Err(Unusable::Outdated);
        }
        let records = Records::open(&path.join(RECORDS), stamp.end).map_err(|error| damaged(error.into()))?;
        let opened = Self { path: path.to_owned(), file, records, stamp, names: Arc::new(names), loose: None };
        opened.snapshot().map_err(damaged)?;
        Ok(opened)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line of the log up to which it has been told everything.
    #[must_use]
    pub fn head(&self) -> Head {
        self.stamp.head
    }

    /// Writes all of a batch or nothing. It is seen at once, and lasts from the next [`Self::settle`] on.
    pub fn write(&mut self, batch: Batch) -> Result<(), Fault> {
        let Batch { articles, gone, names, head } = batch;
        let mut stamp = Stamp { head: head.unwrap_or(self.stamp.head), ..self.stamp.clone() };
        let mut changed = Arc::clone(&self.names);
        if !names.is_empty() {
            Arc::make_mut(&mut changed).extend(names.iter().copied());
            stamp.names = sum(&changed);
        }
        let mut transaction = self.file.begin_write()?;
        transaction.set_durability(Durability::None)?;
        {
            let mut places = transaction.open_table(PLACES)?;
            let (mut added, mut freed) = (0, 0);
            for id in gone {
                freed += places.remove(id.as_u128())?.map_or(0, |former| bytes(former.value()));
            }
            for article in &articles {
                let place = self.records.append(&mut stamp.end, &article.plain, article.brotli.as_deref())?;
                freed += places.insert(article.id.as_u128(), place)?.map_or(0, |former| bytes(former.value()));
                added += bytes(place);
            }
            stamp.live = stamp.live.saturating_add(added).saturating_sub(freed);
            let mut table = transaction.open_table(NAMES)?;
            for (name, seq) in &names {
                table.insert(name.as_u128(), seq)?;
            }
            let text = serde_json::to_vec(&stamp).unwrap_or_default();
            transaction.open_table(STAMP)?.insert((), text.as_slice())?;
        }
        transaction.commit()?;
        (self.stamp, self.names) = (stamp, changed);
        self.loose.get_or_insert_with(Instant::now);
        Ok(())
    }

    /// Whether something has been written for a while that does not last yet.
    #[must_use]
    pub fn is_loose(&self) -> bool {
        self.loose.is_some_and(|since| since.elapsed() >= LASTING_AFTER)
    }

    /// Lets what was written last, whatever happens to the machine, and be opened at once after that.
    pub fn settle(&mut self) -> Result<(), Fault> {
        // What is known to be somewhere must be there.
        self.records.sync()?;
        let mut transaction = self.file.begin_write()?;
        transaction.set_quick_repair(true);
        transaction.commit()?;
        self.loose = None;
        Ok(())
    }

    /// Whether more of it is read by nobody than by somebody.
    #[must_use]
    pub fn is_wasteful(&self) -> bool {
        let Stamp { end, live, .. } = self.stamp;
        end.saturating_sub(live) > live.max(LITTLE)
    }

    /// Copies all that is read into a generation in a folder that is there and empty. It lasts.
    pub fn copy(&self, path: &Path) -> Result<(), Fault> {
        let mut made = Self::create(path, &self.stamp.fingerprint, self.stamp.head)?;
        let Snapshot { places, records, .. } = self.snapshot()?;
        let mut batch =
            Batch { names: self.names.iter().map(|(name, seq)| (*name, *seq)).collect(), ..Batch::default() };
        for entry in places.iter()? {
            let (id, place) = entry?;
            let (plain, brotli) = records.both(place.value())?;
            batch.articles.push(Written { id: Uuid::from_u128(id.value()), plain, brotli });
            if batch.articles.len() == COPIED {
                made.write(std::mem::take(&mut batch))?;
            }
        }
        made.write(batch)?;
        made.settle()
    }

    /// What it holds now, for those who read.
    pub fn snapshot(&self) -> Result<Snapshot, Fault> {
        let reading = self.file.begin_read()?;
        Ok(Snapshot {
            places: reading.open_table(PLACES)?,
            records: self.records.until(self.stamp.end),
            seq: self.stamp.head.seq,
            last_name: self.names.values().copied().max().unwrap_or_default(),
            names: Arc::clone(&self.names),
        })
    }
}

/// How many bytes the records in a place take.
fn bytes((_, plain, brotli): Place) -> u64 {
    u64::from(plain) + u64::from(brotli)
}

/// What a file says of itself, and the names that changed.
fn told(file: &Database) -> Result<(Vec<u8>, HashMap<Uuid, i64>), Fault> {
    let reading = file.begin_read()?;
    let stamp = reading.open_table(STAMP)?.get(())?.map(|stamp| stamp.value().to_vec());
    let mut names = HashMap::new();
    for entry in reading.open_table(NAMES)?.iter()? {
        let (name, seq) = entry?;
        names.insert(Uuid::from_u128(name.value()), seq.value());
    }
    Ok((stamp.unwrap_or_default(), names))
}

/// How many names changed, and a checksum of all of them in any order.
fn sum(names: &HashMap<Uuid, i64>) -> (usize, u32) {
    let one = |(name, seq): (&Uuid, &i64)| {
        let mut sum = crc32fast::Hasher::new();
        sum.update(name.as_bytes());
        sum.update(&seq.to_le_bytes());
        sum.finalize()
    };
    (names.len(), names.iter().map(one).fold(0, |all, one| all ^ one))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use bytes::Bytes;

    use super::super::record::Record;
    use super::super::snapshot::Looked;
    use super::*;
    use crate::articles::Parts;
    use crate::web::coding::Coding;

    const ONE: Uuid = Uuid::from_u128(1);
    const NAME: Uuid = Uuid::from_u128(9);

    /// An article made at a line, with one name in it.
    fn article(made: i64, body: &str) -> Written {
        let names = *NAME.as_bytes();
        let record = Record {
            made,
            hash: [1; 16],
            length: 3,
            parts: Parts::default(),
            lines: &[],
            has_choices: false,
            last_modified: b"then",
            names: &names,
            body: body.as_bytes(),
        };
        let (plain, brotli) = (record.encode(ONE, Coding::Identity), record.encode(ONE, Coding::Brotli));
        Written { id: ONE, plain: plain.unwrap(), brotli }
    }

    /// What a generation has of the article.
    fn looked(generation: &Generation, coding: Coding) -> String {
        let body = |record: &Record, _, _: &Bytes| String::from_utf8(record.body.to_vec()).ok();
        match generation.snapshot().unwrap().read(ONE, coding, body).unwrap() {
            Looked::Found(body) => body,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_was_written_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let head = Head { seq: 7, at: 70 };
        let mut made = Generation::create(folder.path(), "f", Head::default()).unwrap();
        assert_eq!(looked(&made, Coding::Identity), "Missing");
        made.write(Batch { articles: vec![article(7, "eins")], head: Some(head), ..Batch::default() }).unwrap();
        assert_eq!((looked(&made, Coding::Identity).as_str(), made.head()), ("eins", head));
        assert!(matches!(Generation::open(folder.path(), "f"), Err(Unusable::Elsewhere)));
        made.settle().unwrap();
        drop(made);
        assert!(matches!(Generation::open(folder.path(), "g"), Err(Unusable::Outdated)));
        let mut again = Generation::open(folder.path(), "f").unwrap();
        assert_eq!((looked(&again, Coding::Brotli).as_str(), again.head()), ("eins", head));
        again.write(Batch { gone: vec![ONE], ..Batch::default() }).unwrap();
        assert_eq!((looked(&again, Coding::Identity).as_str(), again.head()), ("Missing", head));
    }

    #[test]
    fn what_is_read_by_nobody_is_left_behind_by_a_copy() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let head = Head { seq: 9, at: 90 };
        let mut made = Generation::create(folder.path(), "f", Head::default()).unwrap();
        let long = "x".repeat(usize::try_from(LITTLE).unwrap() / 5);
        for round in 0..3 {
            assert!(!made.is_wasteful(), "after {round}");
            made.write(Batch { articles: vec![article(5, &long)], ..Batch::default() }).unwrap();
        }
        made.write(Batch { articles: vec![article(5, "eins")], names: vec![(NAME, 5)], ..Batch::default() }).unwrap();
        made.write(Batch { head: Some(head), ..Batch::default() }).unwrap();
        assert!(made.is_wasteful());
        made.copy(other.path()).unwrap();
        let mut copied = Generation::open(other.path(), "f").unwrap();
        assert!(!copied.is_wasteful());
        assert!(std::fs::metadata(other.path().join(RECORDS)).unwrap().len() < 500);
        assert_eq!((looked(&copied, Coding::Brotli).as_str(), copied.head()), ("eins", head));
        copied.write(Batch { names: vec![(NAME, 6)], ..Batch::default() }).unwrap();
        assert_eq!(looked(&copied, Coding::Identity), "Stale");
        made.write(Batch { gone: vec![ONE], ..Batch::default() }).unwrap();
        assert_eq!((looked(&made, Coding::Identity).as_str(), made.stamp.live), ("Missing", 0));
    }

    #[test]
    fn a_name_that_changed_makes_what_was_made_before_stale() {
        let folder = tempfile::tempdir().unwrap();
        let mut made = Generation::create(folder.path(), "f", Head::default()).unwrap();
        made.write(Batch { articles: vec![article(5, "eins")], ..Batch::default() }).unwrap();
        made.write(Batch { names: vec![(Uuid::from_u128(8), 6), (NAME, 5)], ..Batch::default() }).unwrap();
        assert_eq!(looked(&made, Coding::Identity), "eins", "another name, and this one not later");
        made.write(Batch { names: vec![(NAME, 6)], ..Batch::default() }).unwrap();
        assert_eq!(looked(&made, Coding::Identity), "Stale");
        drop(made);
        let mut again = Generation::open(folder.path(), "f").unwrap();
        assert_eq!(looked(&again, Coding::Brotli), "Stale", "it is known after it was opened again");
        again.write(Batch { articles: vec![article(6, "zwei")], ..Batch::default() }).unwrap();
        assert_eq!(looked(&again, Coding::Brotli), "zwei");
    }
}
