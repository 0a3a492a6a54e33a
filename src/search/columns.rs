//! What the index keeps by document, to be read without looking anything up.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::index::SegmentReader;
use tantivy::{DocId, Searcher, TantivyError};
use uuid::Uuid;

use super::alike::Sketched;
use super::document::Fields;

/// The columns of one segment that searches and comparisons read, open. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Columns {
    id_high: Column<u64>,
    id_low: Column<u64>,
    published_at: Column<i64>,
    marks: Column<u64>,
    lengths: Column<f64>,
    fingerprint: Column<u64>,
}

impl Columns {
    /// Those of all segments, in their order.
    pub fn all(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Arc<[Self]>> {
        searcher.segment_readers().iter().map(|reader| Self::open(reader, fields)).collect()
    }

    /// Those of a segment.
    fn open(reader: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        let (columns, schema) = (reader.fast_fields(), reader.schema());
        Ok(Self {
            id_high: columns.u64(schema.get_field_name(fields.id_high))?,
            id_low: columns.u64(schema.get_field_name(fields.id_low))?,
            published_at: columns.i64(schema.get_field_name(fields.published_at))?,
            marks: columns.u64(schema.get_field_name(fields.marks))?,
            lengths: columns.f64(schema.get_field_name(fields.sketch_length))?,
            fingerprint: columns.u64(schema.get_field_name(fields.fingerprint))?,
        })
    }

    /// The article that a document is of.
    #[must_use]
    pub fn id(&self, doc: DocId) -> Uuid {
        let (high, low) = (self.id_high.first(doc).unwrap_or_default(), self.id_low.first(doc).unwrap_or_default());
        Uuid::from_u64_pair(high, low)
    }

    /// When it was published, in milliseconds since 1970; none where that is not known.
    #[must_use]
    pub fn published_at(&self, doc: DocId) -> Option<i64> {
        self.published_at.first(doc)
    }

    /// The fingerprint of its text; none where it is too short for one.
    #[must_use]
    pub fn fingerprint(&self, doc: DocId) -> Option<u64> {
        self.fingerprint.first(doc)
    }

    /// What it is compared by.
    #[must_use]
    pub fn sketched(&self, doc: DocId) -> Sketched {
        let places = self.marks.index.value_row_ids(doc);
        let mut marks = vec![0; places.len()];
        self.marks.values.get_range(u64::from(places.start), &mut marks);
        #[expect(clippy::cast_possible_truncation, reason = "it was an f32 when it was written")]
        let length = self.lengths.first(doc).unwrap_or_default() as f32;
        Sketched::new(marks, length)
    }
}

/// The fault of whoever reads columns that are not those of what was searched.
#[must_use]
pub fn another_state() -> TantivyError {
    TantivyError::InvalidArgument("another state of the index".to_owned())
}
