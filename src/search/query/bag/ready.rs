//! A bag made ready for one state of the index: every term looked up once, weighed by how rare it is.

use tantivy::index::{SegmentId, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::query::EnableScoring;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};

use super::lists::{Counting, Lengths, List};
use super::rate::{Rate, points};
use super::{Bag, Tuning};
use crate::search::columns::another_state;

/// Most features that are looked at, the rarest ones of more: one bit each.
const MAX_FEATURES: usize = 64;

/// A bag made ready for one state of the index.
pub(super) struct ReadyBag {
    /// How many features a document must have.
    pub(super) needed: u32,
    /// What its points come to.
    pub(super) rate: Rate,
    /// Whether scores are wanted.
    pub(super) is_scoring: bool,
    terms: Vec<Weighted>,
    segments: Vec<SegmentId>,
    lengths: Lengths,
    tuning: Tuning,
    /// What is read of the lists: how often a term occurs, where that matters.
    reading: IndexRecordOption,
}

/// A term, what it counts, and where each segment has it.
struct Weighted {
    field: Field,
    feature: u64,
    weight: f32,
    places: Vec<Option<TermInfo>>,
}

impl ReadyBag {
    /// Looks all terms up.
    pub(super) fn of(bag: &Bag, scoring: EnableScoring<'_>) -> tantivy::Result<Self> {
        let searcher = scoring.searcher().ok_or_else(|| TantivyError::InvalidArgument("no searcher".to_owned()))?;
        let documents = searcher.num_docs();
        let mut features = Vec::new();
        let mut whole = 0;
        for feature in &bag.features {
            let mut terms = Vec::new();
            let mut frequency = 0;
            for (fields, weight) in &bag.places {
                let (found, term) = look_up(searcher, &feature.term(fields), *weight)?;
                frequency += found;
                terms.extend(term);
            }
            let share = points(rarity(frequency, documents.saturating_mul(2)));
            whole += share;
            if frequency > 0 {
                features.push((frequency, share, terms));
            }
        }
        features.sort_by_key(|(frequency, ..)| *frequency);
        features.truncate(MAX_FEATURES);
        let shares: Vec<u64> = features.iter().map(|(_, share, _)| *share).collect();
        let mut terms = Vec::new();
        for (bit, (_, _, found)) in features.into_iter().enumerate() {
            terms.extend(found.into_iter().map(|term| Weighted { feature: 1 << bit, ..term }));
        }
        for word in bag.words.iter().filter(|_| scoring.is_scoring_enabled()) {
            for (fields, weight) in &bag.places {
                let (_, term) = look_up(searcher, &Term::from_field_text(fields.words, word), *weight)?;
                terms.extend(term);
            }
        }
        let fields: Vec<Field> = bag.places.iter().flat_map(|(fields, _)| [fields.words, fields.pairs]).collect();
        Ok(Self {
            needed: needed(bag.tuning.needed, shares.len()),
            rate: Rate::new(bag.tuning.base, shares, whole),
            is_scoring: scoring.is_scoring_enabled(),
            terms,
            segments: searcher.segment_readers().iter().map(SegmentReader::segment_id).collect(),
            lengths: Lengths::of(searcher, &fields, bag.tuning)?,
            tuning: bag.tuning,
            reading: if scoring.is_scoring_enabled() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic },
        })
    }

    /// Looks up terms that each count the same wherever and however often they occur; any of them is enough.
    pub(super) fn constant(terms: &[(Term, f32)], scoring: EnableScoring<'_>) -> tantivy::Result<Self> {
        let searcher = scoring.searcher().ok_or_else(|| TantivyError::InvalidArgument("no searcher".to_owned()))?;
        let mut weighted = Vec::new();
        for (term, weight) in terms {
            weighted.push(Weighted {
                field: term.field(),
                feature: 0,
                weight: *weight,
                places: places(searcher, term)?,
            });
        }
        Ok(Self {
            needed: 0,
            rate: Rate::new(1.0, Vec::new(), 0),
            is_scoring: scoring.is_scoring_enabled(),
            terms: weighted,
            segments: searcher.segment_readers().iter().map(SegmentReader::segment_id).collect(),
            lengths: Lengths::default(),
            tuning: Tuning::NOW,
            reading: IndexRecordOption::Basic,
        })
    }

    /// The lists of a segment, the longest first.
    pub(super) fn lists(&self, reader: &SegmentReader) -> tantivy::Result<Vec<List>> {
        let segment = self.segments.iter().position(|id| *id == reader.segment_id());
        let segment = segment.ok_or_else(another_state)?;
        let places = |term: &'_ Weighted| term.places.get(segment).cloned().flatten();
        let mut terms: Vec<_> = self.terms.iter().filter_map(|term| Some((term, places(term)?))).collect();
        terms.sort_by_key(|(_, place)| std::cmp::Reverse(place.doc_freq));
        let mut lists = Vec::with_capacity(terms.len());
        for (Weighted { field, feature, weight, .. }, place) in terms {
            let postings = reader.inverted_index(*field)?.read_block_postings_from_terminfo(&place, self.reading)?;
            let counting = match self.reading {
                IndexRecordOption::Basic => Counting::Same(points(*weight)),
                _ => Counting::Often {
                    weight: weight * (self.tuning.saturation + 1.0),
                    norms: reader.fieldnorms_readers().get_field(*field)?,
                    table: self.lengths.table(*field, self.tuning),
                },
            };
            lists.push(List::new(postings, *feature, counting));
        }
        Ok(lists)
    }
}

/// How many documents have a term, and the term with its weight, where any has it.
fn look_up(searcher: &Searcher, term: &Term, weight: f32) -> tantivy::Result<(u64, Option<Weighted>)> {
    let places = places(searcher, term)?;
    let found = places.iter().flatten().map(|place| u64::from(place.doc_freq)).sum();
    let weight = weight * rarity(found, searcher.num_docs());
    Ok((found, (found > 0).then(|| Weighted { field: term.field(), feature: 0, weight, places })))
}

/// Where each segment has a term.
fn places(searcher: &Searcher, term: &Term) -> tantivy::Result<Vec<Option<TermInfo>>> {
    searcher
        .segment_readers()
        .iter()
        .map(|reader| Ok(reader.inverted_index(term.field())?.get_term_info(term)?))
        .collect()
}

/// How many of so many features an article must have.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "at most 64")]
fn needed(share: f32, features: usize) -> u32 {
    ((share * features as f32).ceil() as u32).clamp(1, features.max(1) as u32)
}

/// The weight of a term that so many of all documents have (BM25's idf).
#[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
fn rarity(having: u64, documents: u64) -> f32 {
    let (having, documents) = (having as f32, documents.max(having) as f32);
    (1.0 + (documents - having + 0.5) / (having + 0.5)).ln()
}
