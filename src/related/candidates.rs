//! Which articles to compare at all: those that have the subject's most telling words, found in the index.
//!
//! Everything is counted in whole numbers and over published articles only, so that the same state of the change log gives
//! the same candidates however the index happens to be cut into segments.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use tantivy::index::SegmentReader;
use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Score, TERMINATED, TantivyDocument, Term};
use uuid::Uuid;

use super::rank::{Other, Shared, Subject, adds, rarity};
use crate::search::alike::{Trait, compared, count};
use crate::search::columns::{Columns, another_state};
use crate::search::query::bag::Terms;
use crate::search::sketch::{Mark, Sketch};
use crate::search::{Fields, Snapshot};

/// How many of its words candidates are looked for with at any rate.
const TELLING: usize = 12;
/// With further words, too, as long as no more places than these are looked at for them: where there are few articles, what
/// they share are not the rarest words.
const BESIDES: u64 = 4_000;
/// How many candidates are compared at least, and how many more than are to be shown: some may be reprints of others.
const CANDIDATES: (usize, usize) = (48, 15);
/// How many places in the index are looked at for them; what is too common to fit in is passed over.
const BUDGET: u64 = 400_000;
/// What one unit of weight is in whole numbers.
const UNIT: f32 = 16.0;
/// What a name that is shared weighs beside words, when nothing else stands under it.
const NAME: f32 = 8.0;

/// What others are looked for and compared by.
#[derive(Debug)]
pub struct Sought {
    /// What they are compared with.
    pub subject: Subject,
    /// The words behind the marks of the subject.
    pub words: HashMap<u32, String>,
    /// What finds them.
    terms: Terms,
    /// The names that may be shared.
    shared: Vec<Shared>,
}

/// An article that may be related.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The article.
    pub id: Uuid,
    /// What it is compared by.
    pub other: Other,
    /// The fingerprint of its text.
    pub fingerprint: Option<u64>,
}

/// The sketch of an article that the index has, and when it was published, in milliseconds since 1970.
pub fn known(snapshot: &Snapshot, id: Uuid) -> tantivy::Result<Option<(Sketch, Option<i64>)>> {
    let (searcher, fields) = (&snapshot.searcher, &snapshot.fields);
    let term = fields.id_term(id);
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        let postings = reader.inverted_index(fields.id)?.read_postings(&term, IndexRecordOption::Basic)?;
        let Some(mut postings) = postings else { continue };
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if !reader.is_deleted(doc) {
                let document: TantivyDocument = searcher.doc(DocAddress::new(ordinal, doc))?;
                let columns = snapshot.columns()?;
                let published_at = columns.get(ordinal as usize).and_then(|columns| columns.published_at(doc));
                return Ok(fields.kept_sketch(&document).map(|sketch| (sketch, published_at)));
            }
            postings.advance();
        }
    }
    Ok(None)
}

impl Sought {
    /// What a sketch is looked for by, with the names it stands under, each with what sharing it adds at most.
    pub fn new(
        snapshot: &Snapshot,
        sketch: &Sketch,
        published_at: Option<i64>,
        names: &[(Uuid, f32)],
    ) -> tantivy::Result<Self> {
        let fields = &snapshot.fields;
        let all = snapshot.searcher.num_docs();
        let mut traits = Vec::new();
        let mut words = HashMap::new();
        let mut telling: Vec<(f32, u64, &str)> = Vec::new();
        for word in compared(sketch) {
            let with = snapshot.published_with(&Term::from_field_text(fields.body.words, &word.text))?;
            let (mark, rarity) = (Mark::of_word(word), rarity(with, all));
            traits.push(Trait { mark, rarity, language_rarity: snapshot.words.rarity(&word.text) });
            words.insert(mark.hash, word.text.clone());
            telling.push((count(mark).sqrt() * rarity, with, &word.text));
        }
        for pair in &sketch.pairs {
            let with = snapshot.published_with(&Term::from_field_text(fields.title.pairs, pair))?;
            traits.push(Trait { mark: Mark::of_pair(pair), rarity: rarity(with, all), language_rarity: 0.0 });
        }
        telling.sort_unstable_by(|(a, _, one), (b, _, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
        let mut left = BUDGET;
        let mut besides = BESIDES;
        let mut terms: Vec<(Term, f32)> = Vec::new();
        for (at, (weight, with, word)) in telling.into_iter().enumerate() {
            let budget = if at < TELLING { &mut left } else { &mut besides };
            let Some(rest) = budget.checked_sub(with) else { continue };
            *budget = rest;
            let weight = (weight * UNIT).round();
            terms.push((Term::from_field_text(fields.body.words, word), weight));
            terms.push((Term::from_field_text(fields.title.words, word), 2.0 * weight));
        }
        let mut shared = Vec::new();
        for (id, most) in names {
            let term = Term::from_field_bytes(fields.key, id.as_bytes());
            let under = snapshot.published_with(&term)?;
            let adds = adds(*most, under, all);
            shared.push(Shared { id: *id, adds });
            if let Some(rest) = left.checked_sub(under) {
                left = rest;
                terms.push((term, (UNIT * NAME * adds / most).round()));
            }
        }
        Ok(Self { subject: Subject::new(traits, published_at), words, terms: Terms(terms), shared })
    }

    /// The articles most likely to be related, of those that meet all conditions and are none of `without`: enough to show so
    /// many of them.
    pub fn candidates(
        &self,
        snapshot: &Snapshot,
        conditions: &[Box<dyn Query>],
        without: &[Uuid],
        shown: usize,
    ) -> tantivy::Result<Vec<Candidate>> {
        let (least, beyond) = CANDIDATES;
        self.read_all(snapshot, &self.terms, conditions, without, least.max(shown + beyond))
    }

    /// Those of some articles that meet all conditions, in the order in which they were named.
    pub fn these(
        &self,
        snapshot: &Snapshot,
        conditions: &[Box<dyn Query>],
        ids: &[Uuid],
    ) -> tantivy::Result<Vec<Candidate>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let terms = ids.iter().map(|id| (snapshot.fields.id_term(*id), 1.0)).collect();
        let mut found = self.read_all(snapshot, &Terms(terms), conditions, &[], ids.len())?;
        found.sort_by_key(|candidate| ids.iter().position(|id| *id == candidate.id));
        Ok(found)
    }

    /// The best that terms find, so many at most, with what they are compared by, in the order of their ids.
    fn read_all(
        &self,
        snapshot: &Snapshot,
        terms: &Terms,
        conditions: &[Box<dyn Query>],
        without: &[Uuid],
        most: usize,
    ) -> tantivy::Result<Vec<Candidate>> {
        let (searcher, fields) = (&snapshot.searcher, &snapshot.fields);
        let mut found = best(snapshot, terms, conditions, without, most)?;
        found.sort_unstable_by_key(|hit| hit.address);
        let columns = snapshot.columns()?;
        let mut candidates = Vec::with_capacity(found.len());
        for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
            let hits: Vec<&Hit> = found.iter().filter(|hit| hit.address.segment_ord == ordinal).collect();
            if !hits.is_empty() {
                let columns = columns.get(ordinal as usize).ok_or_else(another_state)?;
                self.read(reader, fields, columns, &hits, &mut candidates)?;
            }
        }
        candidates.sort_unstable_by_key(|candidate| candidate.id);
        Ok(candidates)
    }

    /// Reads what the hits of one segment, in its order, are compared by.
    fn read(
        &self,
        reader: &SegmentReader,
        fields: &Fields,
        columns: &Columns,
        hits: &[&Hit],
        candidates: &mut Vec<Candidate>,
    ) -> tantivy::Result<()> {
        let first = candidates.len();
        candidates.extend(hits.iter().map(|hit| {
            let doc = hit.address.doc_id;
            let published_at = columns.published_at(doc).unwrap_or_default();
            let other = Other { text: columns.sketched(doc), published_at, shared: Vec::new() };
            Candidate { id: hit.id, other, fingerprint: columns.fingerprint(doc) }
        }));
        let names = reader.inverted_index(fields.key)?;
        for shared in &self.shared {
            let term = Term::from_field_bytes(fields.key, shared.id.as_bytes());
            let Some(mut postings) = names.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            for (hit, candidate) in hits.iter().zip(candidates.iter_mut().skip(first)) {
                let doc = hit.address.doc_id;
                let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
                if at == doc {
                    candidate.other.shared.push(*shared);
                }
            }
        }
        Ok(())
    }
}

/// A document that was found.
#[derive(Clone, Copy, Debug)]
struct Hit {
    weight: u32,
    id: Uuid,
    address: DocAddress,
}

/// The documents of the greatest weight that meet all conditions, so many at most; of those that weigh the same, the ones with
/// the smaller id.
fn best(
    snapshot: &Snapshot,
    terms: &Terms,
    conditions: &[Box<dyn Query>],
    without: &[Uuid],
    most: usize,
) -> tantivy::Result<Vec<Hit>> {
    let searcher = &snapshot.searcher;
    let weight = terms.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let disabled = EnableScoring::disabled_from_searcher(searcher);
    let conditions: Vec<Box<dyn Weight>> =
        conditions.iter().map(|condition| condition.weight(disabled)).collect::<tantivy::Result<_>>()?;
    let mut found: Vec<(u32, DocAddress)> = Vec::new();
    // The greatest weights, the smallest of them on top: what weighs less than that is no longer looked at. All that weigh as
    // much are, so that ids decide among them.
    let wanted = most + without.len();
    let mut greatest: BinaryHeap<Reverse<u32>> = BinaryHeap::with_capacity(wanted + 1);
    let threshold = |greatest: &BinaryHeap<Reverse<u32>>| match greatest.peek() {
        #[expect(clippy::cast_precision_loss, reason = "weights are small whole numbers")]
        Some(Reverse(last)) if greatest.len() >= wanted => *last as Score - 1.0,
        _ => Score::NEG_INFINITY,
    };
    for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
        let mut scorers: Vec<Box<dyn Scorer>> =
            conditions.iter().map(|condition| condition.scorer(reader, 1.0)).collect::<tantivy::Result<_>>()?;
        weight.for_each_pruning(threshold(&greatest), reader, &mut |doc, score| {
            let mut meets = |scorer: &mut Box<dyn Scorer>| {
                let at = scorer.doc();
                doc == if at < doc { scorer.seek(doc) } else { at }
            };
            if !reader.is_deleted(doc) && scorers.iter_mut().all(&mut meets) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "weights are small whole numbers"
                )]
                let weight = score as u32;
                found.push((weight, DocAddress::new(ordinal, doc)));
                greatest.push(Reverse(weight));
                if greatest.len() > wanted {
                    greatest.pop();
                }
            }
            threshold(&greatest)
        })?;
    }
    let least = greatest.peek().map_or(0, |Reverse(least)| *least);
    found.retain(|(weight, _)| *weight >= least);
    let mut found = with_ids(&snapshot.columns()?, &found)?;
    found.retain(|hit| !without.contains(&hit.id));
    found.sort_unstable_by_key(|hit| (Reverse(hit.weight), hit.id));
    found.truncate(most);
    Ok(found)
}

/// Documents with their ids.
fn with_ids(columns: &[Columns], found: &[(u32, DocAddress)]) -> tantivy::Result<Vec<Hit>> {
    let hit = |(weight, address): &(u32, DocAddress)| {
        let columns = columns.get(address.segment_ord as usize).ok_or_else(another_state)?;
        Ok(Hit { weight: *weight, id: columns.id(address.doc_id), address: *address })
    };
    found.iter().map(hit).collect()
}
