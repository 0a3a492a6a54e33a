//! A bag as the engine takes it: document by document, or the best only.

use std::sync::Arc;

use tantivy::index::SegmentReader;
use tantivy::query::{EmptyScorer, Explanation, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, TERMINATED, TantivyError};

use super::ready::ReadyBag;
use super::windows::{Lists, Windows};

/// Below every score.
const NO_THRESHOLD: Score = -1.0;

/// A bag made ready, for all segments.
#[derive(Clone)]
pub(super) struct BagWeight(pub(super) Arc<ReadyBag>);

impl BagWeight {
    /// The documents of a segment.
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<BagScorer> {
        let lists = Lists::new(self.0.lists(reader)?);
        let size = lists.size().min(reader.max_doc());
        let mut scorer =
            BagScorer { bag: Arc::clone(&self.0), lists, boost, hits: Vec::new(), at: 0, next: Some(0), size };
        scorer.fill();
        Ok(scorer)
    }
}

impl Weight for BagWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scorer = self.open(reader, boost)?;
        Ok(if scorer.doc() == TERMINATED { Box::new(EmptyScorer) } else { Box::new(scorer) })
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut lists = Lists::new(self.0.lists(reader)?);
        let mut windows = Windows::new(&self.0, &mut lists);
        let mut next = Some(0);
        while let Some(from) = next {
            next = windows.next(from, &mut threshold, callback);
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.open(reader, 1.0)?;
        let at = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
        if at != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} is not found")));
        }
        Ok(Explanation::new("pairs and single words, times the share of features", scorer.score()))
    }
}

/// The documents of a segment that have enough, in order.
struct BagScorer {
    bag: Arc<ReadyBag>,
    lists: Lists,
    boost: Score,
    /// The documents of the window that are found.
    hits: Vec<(DocId, Score)>,
    at: usize,
    /// Where the next window begins.
    next: Option<DocId>,
    size: u32,
}

impl BagScorer {
    /// Finds the hits of the next window that has any.
    fn fill(&mut self) {
        let Self { bag, lists, boost, hits, at, next, .. } = self;
        hits.clear();
        *at = 0;
        while hits.is_empty() {
            let Some(from) = *next else { return };
            let mut threshold = NO_THRESHOLD;
            *next = Windows::new(bag, lists).next(from, &mut threshold, &mut |doc, score| {
                hits.push((doc, *boost * score));
                NO_THRESHOLD
            });
        }
    }
}

impl DocSet for BagScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.hits.len() {
            self.fill();
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target >= TERMINATED {
            self.hits.clear();
            self.next = None;
            return TERMINATED;
        }
        while self.doc() < target {
            let rest = self.hits.get(self.at..).unwrap_or_default();
            self.at += rest.partition_point(|(doc, _)| *doc < target);
            if self.at >= self.hits.len() {
                self.next = self.next.map(|next| next.max(target));
                self.fill();
            }
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.hits.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        self.size
    }
}

impl Scorer for BagScorer {
    fn score(&mut self) -> Score {
        self.hits.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}
