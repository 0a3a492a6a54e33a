//! The first hits by relevance, put in order once more: those that are like the best one move up.
//!
//! The best hit is mostly what was meant; others that speak of the same thing in other words than those of the query are
//! told by its sketch. Only the first ones are looked at, so that the rest of the order, however long, costs nothing.

use tantivy::TantivyDocument;

use super::super::alike::{Subject, quotient};
use super::super::index::Snapshot;
use super::collect::{Hit, Rank};

/// How many hits are put in order once more.
pub const FIRST: usize = 64;
/// What being like the best hit counts, beside the score.
const LIKENESS: f32 = 0.5;
/// Set in the rank of every hit of the first ones, so that it stands before all others.
const LIFTED: u64 = 1 << 32;

/// Whether a rank is one of the first, as they were put in order once more.
#[must_use]
pub fn is_first(rank: Rank) -> bool {
    rank.key & LIFTED != 0
}

/// Puts the first hits, given in order of their scores, in order once more. Their ranks now stand before all others'.
pub fn reorder(snapshot: &Snapshot, first: &[Hit]) -> tantivy::Result<Vec<Hit>> {
    let Some(best) = first.first() else { return Ok(Vec::new()) };
    let document: TantivyDocument = snapshot.searcher.doc(best.address)?;
    let subject = Subject::in_language(&snapshot.fields.kept_sketch(&document).unwrap_or_default(), &snapshot.words);
    let columns = snapshot.columns()?;
    let likeness = |hit: &Hit| {
        let columns = columns.get(hit.address.segment_ord as usize);
        columns.map_or(0.0, |columns| subject.likeness(&columns.sketched(hit.address.doc_id)))
    };
    // What of a long text is compared leaves some of it out, so it is not wholly like itself.
    let itself = likeness(best);
    let mut hits: Vec<Hit> = first
        .iter()
        .map(|hit| {
            let likeness = quotient(likeness(hit), itself).min(1.0);
            let rank = Rank::of_score(hit.rank.score() + LIKENESS * likeness * best.rank.score(), hit.rank.id);
            Hit { rank: Rank { key: rank.key | LIFTED, ..rank }, ..*hit }
        })
        .collect();
    hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.rank));
    Ok(hits)
}
