//! Words that belong together, as a query: which articles have enough of them, and how well each fits.
//!
//! What is asked for is taken as features: pairs of neighbouring characters within each word, or a single unit where a word
//! is no more than that. An article is found when it has at least a fifth of the features that any article has; so the rarer
//! ones lead to every candidate, and the most common ones are only looked up. Its score is BM25 over pairs, and over words of a
//! single unit, title and body each, times a little more than the square of the share of the features that it has, rarer ones
//! counting more.
//!
//! Where only the best are wanted, what cannot be among them is not looked at: of every list of documents it is known what it
//! adds at most, so those lists that together lead to nothing good enough are only looked up (`MaxScore`, Turtle and Flood
//! 1995). Scores are added up in whole numbers, so they are the same in whatever order that is done.
//!
//! Terms that each count something by themselves are gone through in the same way: [`Terms`].

mod lists;
mod rate;
mod ready;
mod scorer;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests;
mod windows;

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{EnableScoring, Query, Weight};

use self::ready::ReadyBag;
use self::scorer::BagWeight;
use super::super::analysis::{Units, Words};
use super::super::document::TextFields;

/// The numbers of the ranking, set by the evaluation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// How soon further occurrences stop to count (BM25's k1).
    pub saturation: f32,
    /// How much long texts are held back (BM25's b).
    pub length: f32,
    /// What a hit in the title counts, beside one in the body.
    pub title: f32,
    /// What an article keeps of its score however small its share of the features is.
    pub base: f32,
    /// The share of the features that an article must have.
    pub needed: f32,
}

impl Tuning {
    /// The numbers in use.
    pub const NOW: Self = Self { saturation: 0.5, length: 0.75, title: 1.0, base: 0.1, needed: 0.2 };
}

/// A text that is looked for, feature by feature.
#[derive(Clone, Debug)]
pub struct Bag {
    /// Where, and what a hit there counts.
    places: Vec<(TextFields, f32)>,
    features: Vec<Feature>,
    words: Vec<String>,
    tuning: Tuning,
}

/// What an article may have of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Feature {
    Pair(String),
    Single(String),
}

impl Feature {
    /// The term of it in one place.
    fn term(&self, fields: &TextFields) -> Term {
        match self {
            Self::Pair(pair) => Term::from_field_text(fields.pairs, pair),
            Self::Single(single) => Term::from_field_text(fields.chars, single),
        }
    }
}

impl Bag {
    /// A text as a query on these places; none where there is nothing in it to look for.
    #[must_use]
    pub fn of(text: &str, places: Vec<(TextFields, f32)>, words: &Words, tuning: Tuning) -> Option<Self> {
        let (mut features, mut distinct) = (Vec::new(), Vec::<String>::new());
        let mut add = |feature: Feature| {
            if !features.contains(&feature) {
                features.push(feature);
            }
        };
        for word in text.split_whitespace() {
            let units = Units::of(word);
            match units.len() {
                0 => {}
                1 => {
                    units.singles().for_each(|single| add(Feature::Single(single.to_owned())));
                    words.each(word, |word| {
                        if !distinct.iter().any(|known| known == word) {
                            distinct.push(word.to_owned());
                        }
                    });
                }
                _ => units.pairs().for_each(|pair| add(Feature::Pair(pair.to_owned()))),
            }
        }
        (!features.is_empty()).then_some(Self { places, features, words: distinct, tuning })
    }
}

impl Query for Bag {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(BagWeight(Arc::new(ReadyBag::of(self, scoring)?))))
    }
}

/// Terms of which any is enough, each with what it counts, however often it occurs: a document's score is the sum of those it
/// has. Of whole numbers, whose sums are below 2²⁴, the sums are exact.
#[derive(Clone, Debug)]
pub struct Terms(pub Vec<(Term, f32)>);

impl Query for Terms {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(BagWeight(Arc::new(ReadyBag::constant(&self.0, scoring)?))))
    }
}
