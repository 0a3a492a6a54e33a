//! The first hits by relevance, put in order once more: those that are like the best one move up.
//!
//! The best hit is mostly what was meant; others that speak of the same thing in other words than those of the query are
//! told by the words of its title. Only the first hundred are looked at, so that the rest of the order, however long, costs
//! nothing.

use tantivy::schema::Value;
use tantivy::{Searcher, TantivyDocument};

use super::super::analysis::Words;
use super::super::document::Fields;
use super::bag::{Bag, Tuning};
use super::collect::{Hit, Rank};

/// How many hits are put in order once more.
pub const FIRST: usize = 100;
/// Set in the rank of every hit of the first ones, so that it stands before all others.
const LIFTED: u64 = 1 << 32;

/// Whether a rank is one of the first, as they were put in order once more.
#[must_use]
pub fn is_first(rank: Rank) -> bool {
    rank.key & LIFTED != 0
}

/// Puts the first hits, given in order of their scores, in order once more. Their ranks now stand before all others'.
pub fn reorder(
    searcher: &Searcher,
    fields: &Fields,
    words: &Words,
    tuning: Tuning,
    first: &[Hit],
) -> tantivy::Result<Vec<Hit>> {
    let Some(best) = first.first() else { return Ok(Vec::new()) };
    let document: TantivyDocument = searcher.doc(best.address)?;
    let title = document.get_first(fields.shown_title).and_then(|title| title.as_str().map(str::to_owned));
    // A title is no query: its marks part words, whatever else they would mean.
    let title: String = title.unwrap_or_default().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let places = vec![(fields.title, tuning.title), (fields.body, 1.0)];
    let addresses: Vec<_> = first.iter().map(|hit| hit.address).collect();
    let likeness = match Bag::of(&title, places, words, tuning) {
        Some(bag) => bag.scores(searcher, &addresses)?,
        None => std::collections::HashMap::new(),
    };
    let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
    let most = likeness.values().copied().fold(0.0, f32::max);
    let mut hits: Vec<Hit> = first
        .iter()
        .map(|hit| {
            let likeness = likeness.get(&hit.address).copied().unwrap_or(0.0);
            let score = share(hit.rank.score(), best.rank.score()) + tuning.likeness * share(likeness, most);
            let rank = Rank::of_score(score * best.rank.score(), hit.rank.id);
            Hit { rank: Rank { key: rank.key | LIFTED, ..rank }, ..*hit }
        })
        .collect();
    hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.rank));
    Ok(hits)
}
