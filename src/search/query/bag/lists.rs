//! The documents that have a term, and what each has from it.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::Field;
use tantivy::{DocId, Searcher};

use super::Tuning;
use super::rate::points;

/// What the length of a text does to its score, by field and by the length as it is stored.
#[derive(Clone, Debug, Default)]
pub(super) struct Lengths(Vec<(Field, Arc<[f32; 256]>)>);

impl Lengths {
    /// The lengths of some fields against their averages.
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
    pub(super) fn of(searcher: &Searcher, fields: &[Field], tuning: Tuning) -> tantivy::Result<Self> {
        let documents: u64 = searcher.segment_readers().iter().map(|reader| u64::from(reader.max_doc())).sum();
        let mut lengths = Vec::new();
        for field in fields {
            let mut tokens = 0;
            for reader in searcher.segment_readers() {
                tokens += reader.inverted_index(*field)?.total_num_tokens();
            }
            let average = (tokens as f32 / documents.max(1) as f32).max(1.0);
            let mut table = [0.0; 256];
            for (id, slot) in (0..=u8::MAX).zip(table.iter_mut()) {
                let length = FieldNormReader::id_to_fieldnorm(id) as f32;
                *slot = tuning.saturation * (1.0 - tuning.length + tuning.length * length / average);
            }
            lengths.push((*field, Arc::new(table)));
        }
        Ok(Self(lengths))
    }

    /// The table of a field; one in which length does not matter where it has none.
    pub(super) fn table(&self, field: Field, tuning: Tuning) -> Arc<[f32; 256]> {
        let found = self.0.iter().find(|(known, _)| *known == field).map(|(_, table)| Arc::clone(table));
        found.unwrap_or_else(|| Arc::new([tuning.saturation; 256]))
    }
}

/// The documents that have a term, in their order.
pub(super) struct List {
    /// The bit of the feature that the term stands for; none of a word.
    pub(super) feature: u64,
    /// What a document has from it at most, in points.
    pub(super) most: u64,
    /// The block of documents that it is in.
    block: BlockSegmentPostings,
    /// Which of the block it is at.
    at: usize,
    counting: Counting,
}

/// What a document has from a term.
pub(super) enum Counting {
    /// The same, however often it occurs, in points.
    Same(u64),
    /// The more the more often it occurs, and the shorter the text: BM25.
    Often { weight: f32, norms: Option<FieldNormReader>, table: Arc<[f32; 256]> },
}

impl List {
    /// The list of a term.
    pub(super) fn new(block: BlockSegmentPostings, feature: u64, counting: Counting) -> Self {
        let most = match counting {
            Counting::Same(points) => points,
            // However often it occurs, and however short the text: a little more, for the rounding.
            Counting::Often { weight, .. } => points(weight * 1.000_1) + 1,
        };
        Self { feature, most, block, at: 0, counting }
    }

    /// How many documents it has at most.
    pub(super) fn size(&self) -> u32 {
        self.block.doc_freq()
    }

    /// The document it is at; [`tantivy::TERMINATED`] at its end.
    fn doc(&self) -> DocId {
        self.block.doc(self.at)
    }

    /// What the document it is at has from the term.
    pub(super) fn points(&self) -> u64 {
        match &self.counting {
            Counting::Same(points) => *points,
            Counting::Often { weight, norms, table } => {
                often(self.block.freq(self.at), self.doc(), *weight, norms.as_ref(), table)
            }
        }
    }

    /// Goes on from the document it is at to the first one from `end` on; takes each before that, and what it has from the term.
    pub(super) fn go_on(&mut self, end: DocId, mut take: impl FnMut(DocId, u64)) {
        loop {
            let docs = self.block.docs();
            let before_end = docs.iter().enumerate().skip(self.at).take_while(|(_, doc)| **doc < end);
            let mut next = self.at;
            match &self.counting {
                Counting::Same(points) => before_end.for_each(|(at, doc)| {
                    take(*doc, *points);
                    next = at + 1;
                }),
                Counting::Often { weight, norms, table } => before_end.for_each(|(at, doc)| {
                    take(*doc, often(self.block.freq(at), *doc, *weight, norms.as_ref(), table));
                    next = at + 1;
                }),
            }
            let (has_more, is_past_all) = (next < docs.len(), docs.is_empty());
            self.at = next;
            if has_more || is_past_all {
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }

    /// Goes forward to a document, or to the next one it has; where it is then.
    pub(super) fn forward(&mut self, doc: DocId) -> DocId {
        if self.doc() < doc {
            self.at = self.block.seek(doc);
        }
        self.doc()
    }
}

/// What a document has from a term that counts the more the more often it occurs.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
fn often(count: u32, doc: DocId, weight: f32, norms: Option<&FieldNormReader>, table: &[f32; 256]) -> u64 {
    let count = count as f32;
    let id = norms.map_or(0, |norms| norms.fieldnorm_id(doc));
    let held_back = table.get(usize::from(id)).copied().unwrap_or(1.0);
    points(weight * count / (count + held_back))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{IndexRecordOption, Schema, TEXT};
    use tantivy::{Index, TERMINATED, TantivyDocument, Term};

    use super::*;

    /// How often the term occurs in a document that has it.
    const fn occurrences(doc: DocId) -> u32 {
        doc % 3 + 1
    }

    /// The list of a term that these documents have.
    fn list(docs: &[DocId], counting: Counting) -> List {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
        for doc in 0..=docs.last().copied().unwrap() {
            let mut document = TantivyDocument::default();
            let text = if docs.contains(&doc) { "here ".repeat(occurrences(doc) as usize) } else { "not".to_owned() };
            document.add_text(field, text);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let reader = searcher.segment_reader(0).inverted_index(field).unwrap();
        let postings = reader.read_block_postings(&Term::from_field_text(field, "here"), IndexRecordOption::WithFreqs);
        List::new(postings.unwrap().unwrap(), 0, counting)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_list_is_gone_through_across_its_blocks(
            size in prop_oneof![Just(1usize), 120usize..136, 250usize..262, 300usize..500],
            gaps in proptest::collection::vec(1u32..4, 500),
            steps in proptest::collection::vec((any::<bool>(), 0u32..200), 1..40),
            is_counted in any::<bool>(),
        ) {
            let docs: Vec<DocId> = gaps.iter().take(size).scan(0, |doc, gap| { *doc += gap; Some(*doc) }).collect();
            let table = Arc::new([1.0; 256]);
            let counting = if is_counted { Counting::Often { weight: 1.0, norms: None, table } } else { Counting::Same(7) };
            let has = |doc: DocId| if is_counted { often(occurrences(doc), doc, 1.0, None, &[1.0; 256]) } else { 7 };
            let mut list = list(&docs, counting);
            prop_assert_eq!(list.size() as usize, docs.len());
            let (mut at, mut from) = (0, 0);
            for (goes_on, step) in steps {
                from += step;
                let next = at + docs.iter().skip(at).take_while(|doc| **doc < from).count();
                if goes_on {
                    let mut taken = Vec::new();
                    list.go_on(from, |doc, points| taken.push((doc, points)));
                    let expected: Vec<_> = docs.iter().take(next).skip(at).map(|doc| (*doc, has(*doc))).collect();
                    prop_assert_eq!(taken, expected);
                } else {
                    list.forward(from);
                }
                at = next;
                let doc = docs.get(at).copied().unwrap_or(TERMINATED);
                prop_assert_eq!(list.forward(from), doc);
                prop_assert!(doc == TERMINATED || list.points() == has(doc));
            }
        }
    }
}
