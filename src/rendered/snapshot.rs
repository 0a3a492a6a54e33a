//! Reading one state of a generation.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use redb::{ReadOnlyTable, StorageError};
use uuid::Uuid;

use super::record::Record;
use super::records::{Place, Reader};
use crate::web::coding::Coding;

/// One state of a generation, which does not change any more.
pub struct Snapshot {
    pub(super) places: ReadOnlyTable<u128, Place>,
    pub(super) records: Reader,
    pub(super) seq: i64,
    pub(super) names: Arc<HashMap<Uuid, i64>>,
    /// The last line that changed a name.
    pub(super) last_name: i64,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Snapshot").field("seq", &self.seq).finish_non_exhaustive()
    }
}

/// What there is of an article.
#[derive(Debug)]
pub enum Looked<T> {
    /// It is not in it.
    Missing,
    /// It is, but a name in it has changed since it was made.
    Stale,
    /// It is.
    Found(T),
    /// What was read is not what was written.
    Damaged,
}

impl Snapshot {
    /// The line of the change log that it is the state of.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Reads the record of an article in Brotli, if that is wanted and there is one, or in plain, if the names in it still stand.
    /// What the record is in is given beside it, so that parts of it can be kept without a copy.
    pub fn read<T>(
        &self,
        article: Uuid,
        wanted: Coding,
        take: impl FnOnce(&Record, Coding, &Bytes) -> Option<T>,
    ) -> Result<Looked<T>, StorageError> {
        let Some(place) = self.places.get(article.as_u128())? else { return Ok(Looked::Missing) };
        let (coding, bytes) = self.records.read(place.value(), wanted)?;
        let Some(record) = Record::decode(&bytes, article, coding) else { return Ok(Looked::Damaged) };
        let has_changed = |name| self.names.get(&name).is_some_and(|seq| *seq > record.made);
        if record.made < self.last_name && record.names().any(has_changed) {
            return Ok(Looked::Stale);
        }
        Ok(take(&record, coding, &bytes).map_or(Looked::Damaged, Looked::Found))
    }
}
