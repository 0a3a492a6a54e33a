//! What a search brings home in one pass: a page of hits in order, how many there are, and how they spread over names and
//! years.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::BytesColumn;
use tantivy::index::SegmentReader;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, TERMINATED};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::columns::{Columns, another_state};
use super::super::document::Fields;

/// What hits are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = SearchSort)]
pub enum Order {
    /// How well they fit, the best first.
    #[schema(rename = "relevance")]
    Relevance,
    /// Publication, the newest first.
    #[schema(rename = "-published_at")]
    NewestFirst,
    /// Publication, the oldest first.
    #[schema(rename = "published_at")]
    OldestFirst,
}

/// A name of things that hits are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ToSchema)]
#[schema(as = SearchFacet, rename_all = "snake_case")]
pub enum Facet {
    /// The channel they stand in.
    Channel,
    /// The column they belong to.
    Column,
    /// The edition or medium they came from.
    Source,
    /// Each person that had a part in them.
    Person,
    /// The year they were published in.
    Year,
}

/// Where a hit stands in the order: what it is sorted by, then its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// The score or the time, as a number that grows with it.
    pub key: u64,
    /// The article.
    pub id: Uuid,
}

impl Rank {
    /// The rank of a score.
    #[must_use]
    pub fn of_score(score: Score, id: Uuid) -> Self {
        Self { key: u64::from(score.max(0.0).to_bits()), id }
    }

    /// The rank of a time in milliseconds since 1970.
    #[must_use]
    pub fn of_time(at_ms: i64, id: Uuid) -> Self {
        Self { key: at_ms.cast_unsigned() ^ (1 << 63), id }
    }

    /// The score of a rank by relevance: the lower half of its number.
    #[must_use]
    pub fn score(&self) -> Score {
        Score::from_bits(u32::try_from(self.key & u64::from(u32::MAX)).unwrap_or(0))
    }

    /// The time of a rank by time, in milliseconds since 1970.
    #[must_use]
    pub fn at_ms(&self) -> i64 {
        (self.key ^ (1 << 63)).cast_signed()
    }

    /// The same rank in the opposite order.
    fn reversed(self) -> Self {
        Self { key: !self.key, id: Uuid::from_u128(!self.id.as_u128()) }
    }
}

/// A document that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Where it stands in the order.
    pub rank: Rank,
    /// Where it is in the index.
    pub address: DocAddress,
}

/// Which hits are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of them, so that they are counted.
    All,
    /// Those that may come first; they are not counted, as far as the order lets others be passed over.
    Best,
}

/// What to bring home.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The fields of the index.
    pub fields: Fields,
    /// What the index keeps by document, segment by segment.
    pub columns: Arc<[Columns]>,
    /// The order of the hits.
    pub order: Order,
    /// Whether the order is read backwards, towards its beginning.
    pub is_backwards: bool,
    /// The rank that the hits lie behind, in the direction of reading.
    pub behind: Option<Rank>,
    /// How many hits at most.
    pub limit: usize,
    /// Which are looked at; all, whatever is said here, where something is counted by.
    pub extent: Extent,
    /// What to count by.
    pub facets: Vec<Facet>,
    /// When each year begins, in milliseconds since 1970, in order.
    pub years: Vec<(i64, i32)>,
}

/// What was brought home.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The hits, in the direction of reading.
    pub hits: Vec<Hit>,
    /// How many there are in all, where all are looked at.
    pub count: u64,
    /// How many there are of each thing.
    pub by_thing: HashMap<(Facet, Uuid), u64>,
    /// How many there are of each year.
    pub by_year: BTreeMap<i32, u64>,
}

impl Wanted {
    /// Runs a query.
    pub fn collect(&self, searcher: &Searcher, query: &dyn Query) -> tantivy::Result<Found> {
        let passes_over = self.extent == Extent::Best && self.facets.is_empty();
        match passes_over && self.order == Order::Relevance && self.is_descending() {
            true => self.best(searcher, query),
            false => searcher.search(query, self),
        }
    }

    /// The hits only. What is known of the best so far goes from segment to segment.
    fn best(&self, searcher: &Searcher, query: &dyn Query) -> tantivy::Result<Found> {
        let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
        let mut best = BinaryHeap::with_capacity(self.limit + 1);
        for (number, reader) in (0..).zip(searcher.segment_readers()) {
            let mut segment = Segment { best, ..self.for_segment(number, reader)? };
            let alive = reader.alive_bitset();
            weight.for_each_pruning(segment.threshold(), reader, &mut |doc, score| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    segment.keep(doc, score);
                }
                segment.threshold()
            })?;
            best = segment.best;
        }
        let hits = best.into_sorted_vec().into_iter().map(|Reverse(hit)| hit).collect();
        Ok(Found { hits, ..Found::default() })
    }

    /// Whether the greatest rank comes first in the direction of reading.
    fn is_descending(&self) -> bool {
        (self.order == Order::OldestFirst) == self.is_backwards
    }

    /// A rank as a number of which the greatest comes first; and back.
    fn sortable(&self, rank: Rank) -> Rank {
        if self.is_descending() { rank } else { rank.reversed() }
    }
}

impl Collector for Wanted {
    type Fruit = Found;
    type Child = Segment;

    fn for_segment(&self, number: u32, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let bytes = |field| reader.fast_fields().bytes(reader.schema().get_field_name(field));
        let mut things = Vec::new();
        for facet in &self.facets {
            let field = match facet {
                Facet::Channel => self.fields.channel,
                Facet::Column => self.fields.column,
                Facet::Source => self.fields.source,
                Facet::Person => self.fields.person,
                Facet::Year => continue,
            };
            things.extend(bytes(field)?.map(|column| Things {
                facet: *facet,
                counts: vec![0; column.num_terms()],
                column,
            }));
        }
        let year = self.facets.contains(&Facet::Year);
        Ok(Segment {
            number,
            wanted: self.clone(),
            bound: self.behind.map(|rank| self.sortable(rank)),
            columns: self.columns.get(number as usize).cloned().ok_or_else(another_state)?,
            best: BinaryHeap::with_capacity(self.limit + 1),
            count: 0,
            things,
            by_year: year.then(|| vec![0; self.years.len() + 1]),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == Order::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Found>>) -> tantivy::Result<Found> {
        let mut all = Found::default();
        for fruit in fruits {
            let Found { hits, count, by_thing, by_year } = fruit?;
            all.hits.extend(hits);
            all.count += count;
            by_thing.into_iter().for_each(|(thing, count)| *all.by_thing.entry(thing).or_default() += count);
            by_year.into_iter().for_each(|(year, count)| *all.by_year.entry(year).or_default() += count);
        }
        all.hits.sort_unstable_by_key(|hit| Reverse(self.sortable(hit.rank)));
        all.hits.truncate(self.limit);
        Ok(all)
    }
}

/// The counts of one facet in a segment.
struct Things {
    facet: Facet,
    column: BytesColumn,
    /// By the number of the thing in the segment.
    counts: Vec<u64>,
}

/// What is collected in one segment.
pub struct Segment {
    number: u32,
    wanted: Wanted,
    bound: Option<Rank>,
    columns: Columns,
    /// The best so far, the worst of them on top.
    best: BinaryHeap<Reverse<Hit>>,
    count: u64,
    things: Vec<Things>,
    by_year: Option<Vec<u64>>,
}

impl Segment {
    /// The greatest score that no longer counts. One as good as the last that has a place may have the greater id.
    fn threshold(&self) -> Score {
        let last = self.best.peek().filter(|_| self.best.len() >= self.wanted.limit);
        last.map_or(Score::NEG_INFINITY, |last| last.0.rank.score().next_down())
    }

    /// Keeps a document if it is among the best.
    fn keep(&mut self, doc: DocId, score: Score) {
        let key = match self.wanted.order {
            Order::Relevance => Rank::of_score(score, Uuid::nil()).key,
            _ => Rank::of_time(self.columns.published_at(doc).unwrap_or_default(), Uuid::nil()).key,
        };
        let is_full = self.best.len() >= self.wanted.limit;
        // The id is read only where it may matter.
        let key = if self.wanted.is_descending() { key } else { !key };
        let worse = |than: Rank| key < than.key;
        if is_full && self.best.peek().is_none_or(|worst| worse(worst.0.rank)) {
            return;
        }
        if self.bound.is_some_and(|bound| key > bound.key) {
            return;
        }
        let id = self.columns.id(doc);
        let id = if self.wanted.is_descending() { id } else { Uuid::from_u128(!id.as_u128()) };
        let rank = Rank { key, id };
        if self.bound.is_some_and(|bound| rank >= bound) {
            return;
        }
        self.best.push(Reverse(Hit { rank, address: DocAddress::new(self.number, doc) }));
        if self.best.len() > self.wanted.limit {
            self.best.pop();
        }
    }

    /// Counts a document for every facet.
    fn count(&mut self, doc: DocId) {
        self.count += 1;
        for Things { column, counts, .. } in &mut self.things {
            for number in column.term_ords(doc) {
                if let Some(count) = usize::try_from(number).ok().and_then(|number| counts.get_mut(number)) {
                    *count += 1;
                }
            }
        }
        if let Some(by_year) = &mut self.by_year {
            let at = self.columns.published_at(doc).unwrap_or_default();
            let slot = self.wanted.years.partition_point(|(begins, _)| *begins <= at);
            if let Some(count) = by_year.get_mut(slot) {
                *count += 1;
            }
        }
    }
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Found>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.count(doc);
        self.keep(doc, score);
    }

    fn harvest(self) -> tantivy::Result<Found> {
        let mut by_thing = HashMap::new();
        for Things { facet, column, counts } in self.things {
            let present = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            let numbers: Vec<u64> = present.clone().map(|(number, _)| number as u64).collect();
            let mut counts = present.map(|(_, count)| *count);
            column.dictionary().sorted_ords_to_term_cb(&numbers, |bytes| {
                let count = counts.next().unwrap_or_default();
                if let Ok(id) = Uuid::from_slice(bytes) {
                    by_thing.insert((facet, id), count);
                }
            })?;
        }
        let mut by_year = BTreeMap::new();
        for (slot, count) in self.by_year.into_iter().flatten().enumerate().filter(|(_, count)| *count > 0) {
            let year = slot.checked_sub(1).and_then(|slot| self.wanted.years.get(slot));
            if let Some((_, year)) = year {
                by_year.insert(*year, count);
            }
        }
        let hits = self.best.into_iter().map(|Reverse(hit)| Hit { rank: self.wanted.sortable(hit.rank), ..hit });
        let hits = hits.collect();
        Ok(Found { hits, count: self.count, by_thing, by_year })
    }
}

/// The score that a query gives an article now; none where it does not find it.
pub fn score_of(searcher: &Searcher, fields: &Fields, query: &dyn Query, id: Uuid) -> tantivy::Result<Option<Score>> {
    let term = fields.id_term(id);
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    for reader in searcher.segment_readers() {
        let postings =
            reader.inverted_index(fields.id)?.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?;
        let Some(mut postings) = postings else { continue };
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if !reader.is_deleted(doc) {
                let mut scorer = weight.scorer(reader, 1.0)?;
                let at = if scorer.doc() < doc { scorer.seek(doc) } else { scorer.doc() };
                return Ok((at == doc).then(|| scorer.score()));
            }
            postings.advance();
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranks_are_ordered_like_what_they_stand_for(a: i64, b: i64, x in 0.0f32..1e9, y in 0.0f32..1e9, id: u128) {
            let id = Uuid::from_u128(id);
            prop_assert_eq!(Rank::of_time(a, id).cmp(&Rank::of_time(b, id)), a.cmp(&b));
            prop_assert_eq!(Rank::of_time(a, id).at_ms(), a);
            prop_assert_eq!(Rank::of_score(x, id).cmp(&Rank::of_score(y, id)), x.total_cmp(&y));
            prop_assert_eq!(Rank::of_score(x, id).score().to_bits(), x.to_bits());
            prop_assert_eq!(Rank::of_time(a, id).reversed().reversed(), Rank::of_time(a, id));
        }
    }
}
