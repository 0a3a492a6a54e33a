//! How alike two articles are, in numbers. Pure: everything it needs is handed in, and the same comes out every time.
//!
//! ```text
//! likeness = (words + title + 1.5 · pairs) / 3.5 + names
//! score    = likeness · (1 + n / (1 + days / 5)) / (1 + n)
//! ```
//!
//! - *words*: the cosine of both texts' most telling words; a word weighs its count, in the headline five times, times how
//!   rare it is among the articles (inverse document frequency);
//! - *title*: how much of the subject's headline the other text has, each word by its rarity and up to a bound, as in BM25;
//! - *pairs*: the cosine of the pairs of neighbouring characters of both titles, by their rarity;
//! - *names*: what the column, the tags and the people of both add;
//! - *n*: how much nearness in time counts, 2 unless a setting says otherwise. A subject without a date is compared without it.
//!
//! The numbers were set on judged articles of 263 stories, cross-validated by story; the names' were not, as those articles
//! have none, and are kept small.

use uuid::Uuid;

use crate::search::sketch::{HEADLINE_COUNTS, Mark};

/// How much the pairs of the title count beside the words and the headline.
const PAIRS: f32 = 1.5;
/// What the three add up to for two texts that are the same.
const WHOLE: f32 = 2.0 + PAIRS;
/// Half of what a word of the headline can count is reached by this many occurrences.
const SATURATION: f32 = 1.2;
/// After how many days nearness counts half.
const HALF_DAYS: f32 = 5.0;
/// What the same column adds at most.
pub const COLUMN: f32 = 0.05;
/// What a shared tag adds at most.
pub const TAG: f32 = 0.05;
/// What a shared person adds at most.
pub const PERSON: f32 = 0.03;
/// What all names add at most.
const NAMES: f32 = 0.15;
/// From which likeness on two articles of the same days tell of one event.
const SAME_EVENT: f32 = 0.25;
/// Within how many days two articles can tell of one event.
const EVENT_DAYS: f32 = 3.5;

/// A word or pair of the subject.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trait {
    /// The word or pair, and how often it stands where.
    pub mark: Mark,
    /// How rare it is among the articles: its inverse document frequency.
    pub rarity: f32,
    /// How rare it is in the language.
    pub language_rarity: f32,
}

/// A name that the subject stands under, and what sharing it adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// The column, tag or person.
    pub id: Uuid,
    /// What it adds, the less the more articles stand under it.
    pub adds: f32,
}

/// What others are compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    /// In the order of their marks.
    traits: Vec<Trait>,
    /// What a word's part of the cosine is multiplied with, but for the other's length.
    scale: f32,
    /// What the headline counts by itself.
    headline: f32,
    /// What a pair's part of the cosine is divided by, but for the number of the other's.
    pairs: f32,
    /// When it was published, in milliseconds since 1970, if that is to count.
    published_at: Option<i64>,
}

/// What another article is compared by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Other {
    /// The marks of its sketch, in their order.
    pub marks: Vec<Mark>,
    /// The length of its sketch's vector.
    pub length: f32,
    /// When it was published, in milliseconds since 1970.
    pub published_at: i64,
    /// What it shares with the subject.
    pub shared: Vec<Shared>,
}

/// How alike another article is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rating {
    /// How good it is beside the subject, from 0 to 1.
    pub score: f32,
    /// How alike both are, whenever they were published.
    pub likeness: f32,
    /// How far apart they were published, in days, where that counts.
    pub days: Option<f32>,
}

impl Subject {
    /// A subject of these words and pairs, published then.
    #[must_use]
    pub fn new(mut traits: Vec<Trait>, published_at: Option<i64>) -> Self {
        traits.sort_unstable_by_key(|one| one.mark.pack());
        let words = || traits.iter().filter(|one| !one.mark.is_pair);
        let among = words().map(|one| (count(one.mark) * one.rarity).powi(2)).sum::<f32>();
        let in_language = words().map(|one| (count(one.mark) * one.language_rarity).powi(2)).sum::<f32>().sqrt();
        let headline =
            words().map(|one| if one.mark.headline > 0 { one.rarity * bounded(one.mark) } else { 0.0 }).sum();
        let pairs = traits.iter().filter(|one| one.mark.is_pair);
        let squares = pairs.clone().map(|one| one.rarity.powi(2)).sum::<f32>();
        let number = pairs.count();
        #[expect(clippy::cast_precision_loss, reason = "a title has few pairs")]
        let number = (number as f32).sqrt();
        // The other's length is known by the language's rarities only; it is taken to differ from the one by the articles' as
        // much as the subject's does.
        let scale = quotient(in_language, among);
        Self { traits, scale, headline, pairs: quotient(squares, number), published_at }
    }

    /// Whether there is nothing to compare by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.traits.is_empty()
    }

    /// How alike another is, with nearness in time counting so much.
    #[must_use]
    pub fn rate(&self, other: &Other, nearness: f32) -> Rating {
        let (mut cosine, mut pairs, mut title) = (0.0_f32, 0.0_f32, 0.0_f32);
        for (one, mark) in self.common(other) {
            if mark.is_pair {
                pairs += one.rarity.powi(2);
            } else {
                let (in_cosine, in_title) = self.parts(one, mark, other);
                cosine += in_cosine;
                title += in_title;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a title has few pairs")]
        let their_pairs = (other.marks.iter().filter(|mark| mark.is_pair).count() as f32).sqrt();
        let pairs = quotient(pairs, self.pairs * their_pairs);
        let names = other.shared.iter().map(|shared| shared.adds).sum::<f32>().min(NAMES);
        let likeness = (cosine + title + PAIRS * pairs) / WHOLE + names;
        let days = self.published_at.map(|at| days_between(at, other.published_at));
        let near = days.map_or(1.0, |days| (1.0 + nearness / (1.0 + days / HALF_DAYS)) / (1.0 + nearness));
        Rating { score: (likeness * near).clamp(0.0, 1.0), likeness, days }
    }

    /// The words that both have, by their mark, each with its part of the likeness, the greatest first.
    #[must_use]
    pub fn words(&self, other: &Other) -> Vec<(Mark, f32)> {
        let words = self.common(other).filter(|(_, mark)| !mark.is_pair).map(|(one, mark)| {
            let (in_cosine, in_title) = self.parts(one, mark, other);
            (one.mark, (in_cosine + in_title) / WHOLE)
        });
        let mut words: Vec<(Mark, f32)> = words.collect();
        words.sort_unstable_by(|(one, a), (other, b)| b.total_cmp(a).then_with(|| one.pack().cmp(&other.pack())));
        words
    }

    /// What both have, with the other's mark of it.
    fn common<'a>(&'a self, other: &'a Other) -> impl Iterator<Item = (&'a Trait, Mark)> {
        let (mut mine, mut theirs) = (self.traits.iter().peekable(), other.marks.iter().peekable());
        std::iter::from_fn(move || {
            loop {
                let (one, mark) = (mine.peek()?, theirs.peek()?);
                match key(one.mark).cmp(&key(**mark)) {
                    std::cmp::Ordering::Less => _ = mine.next(),
                    std::cmp::Ordering::Greater => _ = theirs.next(),
                    std::cmp::Ordering::Equal => return mine.next().zip(theirs.next().copied()),
                }
            }
        })
    }

    /// What a word that both have counts in the cosine, and in the headline.
    fn parts(&self, one: &Trait, mark: Mark, other: &Other) -> (f32, f32) {
        let weight = count(one.mark) * count(mark) * one.rarity.powi(2);
        let in_cosine = quotient(weight * self.scale, other.length);
        let is_headline = one.mark.headline > 0;
        let in_title = if is_headline { quotient(one.rarity * bounded(mark), self.headline) } else { 0.0 };
        (in_cosine, in_title)
    }
}

impl Rating {
    /// Whether both seem to tell of one event.
    #[must_use]
    pub fn is_same_event(&self) -> bool {
        self.likeness >= SAME_EVENT && self.days.is_some_and(|days| days <= EVENT_DAYS)
    }
}

/// What a shared name adds of `most` when `under` of `all` articles stand under it: the rarer the more.
#[must_use]
pub fn adds(most: f32, under: u64, all: u64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of articles")]
    let (under, all) = (under.max(1) as f32, all.max(1) as f32);
    (most * quotient((all / under).ln(), all.ln())).clamp(0.0, most)
}

/// The inverse document frequency of what stands in `with` of `all` articles (Robertson and Spärck Jones, kept positive).
#[must_use]
pub fn rarity(with: u64, all: u64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of articles")]
    let (with, all) = (with as f32, all.max(with) as f32);
    ((all - with + 0.5) / (with + 0.5)).ln_1p()
}

/// What a mark is found by.
fn key(mark: Mark) -> (u32, bool) {
    (mark.hash, mark.is_pair)
}

/// How often a word counts.
fn count(mark: Mark) -> f32 {
    HEADLINE_COUNTS * f32::from(mark.headline) + f32::from(mark.body)
}

/// How often it stands there, up to a bound of 1.
fn bounded(mark: Mark) -> f32 {
    let count = f32::from(mark.headline) + f32::from(mark.body);
    count / (count + SATURATION)
}

/// A quotient, 0 where there is nothing to divide by.
fn quotient(of: f32, by: f32) -> f32 {
    if by > 0.0 { of / by } else { 0.0 }
}

/// The days between two times in milliseconds.
fn days_between(one: i64, other: i64) -> f32 {
    const DAY_MS: f64 = 86_400_000.0;
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "days need no more")]
    let days = (one.abs_diff(other) as f64 / DAY_MS) as f32;
    days
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(hash: u32, headline: u8, body: u16) -> Mark {
        Mark { hash, is_pair: false, headline, body }
    }

    fn traits(marks: &[Mark]) -> Vec<Trait> {
        marks.iter().map(|mark| Trait { mark: *mark, rarity: 5.0, language_rarity: 10.0 }).collect()
    }

    fn other(marks: &[Mark], published_at: i64) -> Other {
        let mut marks = marks.to_vec();
        marks.sort_unstable_by_key(|mark| mark.pack());
        let length = marks.iter().filter(|mark| !mark.is_pair).map(|mark| (count(*mark) * 10.0).powi(2)).sum::<f32>();
        Other { marks, length: length.sqrt(), published_at, shared: Vec::new() }
    }

    const DAY: i64 = 86_400_000;

    #[test]
    fn a_text_is_wholly_like_itself_and_less_so_with_time() {
        let marks = [word(1, 1, 3), word(2, 0, 2), Mark { hash: 9, is_pair: true, headline: 1, body: 0 }];
        let subject = Subject::new(traits(&marks), Some(0));
        let now = subject.rate(&other(&marks, 0), 2.0);
        assert!((now.likeness - 1.0).abs() < 1e-5 && (now.score - 1.0).abs() < 1e-5, "{now:?}");
        let later = subject.rate(&other(&marks, 5 * DAY), 2.0);
        assert!((later.score - 2.0 / 3.0).abs() < 1e-5, "half of what nearness counts is left: {later:?}");
        assert!(now.is_same_event() && !later.is_same_event());
        assert!((subject.rate(&other(&marks, 500 * DAY), 0.0).score - 1.0).abs() < 1e-5, "time may be left out");
        let undated = Subject::new(traits(&marks), None);
        assert!((undated.rate(&other(&marks, 500 * DAY), 2.0).score - 1.0).abs() < 1e-5);
    }

    #[test]
    fn rare_words_and_the_headline_weigh_more() {
        let marks = [word(1, 1, 1), word(2, 0, 1), word(3, 0, 1)];
        let mut mine = traits(&marks);
        mine.iter_mut().skip(2).for_each(|one| one.rarity = 1.0);
        let subject = Subject::new(mine, None);
        let score = |mark: Mark| subject.rate(&other(&[mark, word(70, 0, 1)], 0), 2.0).score;
        assert!(score(word(1, 0, 1)) > score(word(2, 0, 1)) && score(word(2, 0, 1)) > score(word(3, 0, 1)));
        assert!(score(word(4, 0, 1)) < f32::EPSILON);
    }

    #[test]
    fn shared_names_add_little_and_common_ones_nothing() {
        assert!(adds(TAG, 1_000, 1_000) < f32::EPSILON);
        assert!(adds(TAG, 3, 1_000) > adds(TAG, 300, 1_000) && adds(TAG, 0, 0) <= TAG);
        let subject = Subject::new(traits(&[word(1, 1, 1)]), None);
        let mut unlike = other(&[word(2, 1, 1)], 0);
        unlike.shared = (0..9).map(|_| Shared { id: Uuid::nil(), adds: TAG }).collect();
        assert!((subject.rate(&unlike, 2.0).score - NAMES).abs() < 1e-6);
    }

    fn any_mark() -> impl Strategy<Value = Mark> {
        (0u32..60, any::<bool>(), 0u8..16, 0u16..2_048).prop_map(|(hash, is_pair, headline, body)| Mark {
            hash,
            is_pair,
            headline,
            body,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(20_250_101), ..ProptestConfig::default() })]

        #[test]
        fn scores_are_finite_and_the_order_of_what_comes_in_is_nothing(
            mine in proptest::collection::vec((any_mark(), 0.0f32..16.0, 0.0f32..16.0), 0..40),
            theirs in proptest::collection::vec(any_mark(), 0..40),
            length in 0.0f32..1e6, at: i64, published_at: Option<i64>, nearness in 0.0f32..10.0,
        ) {
            let mine: Vec<Trait> = mine.into_iter()
                .map(|(mark, rarity, language_rarity)| Trait { mark, rarity, language_rarity }).collect();
            let mut theirs = Other { marks: theirs, length, published_at: at, shared: Vec::new() };
            theirs.marks.sort_unstable_by_key(|mark| mark.pack());
            let mut distinct = mine;
            distinct.sort_unstable_by_key(|one| one.mark.pack());
            distinct.dedup_by_key(|one| key(one.mark));
            let backwards: Vec<Trait> = distinct.iter().rev().copied().collect();
            let (subject, backwards) = (Subject::new(distinct, published_at), Subject::new(backwards, published_at));
            let (rating, words) = (subject.rate(&theirs, nearness), subject.words(&theirs));
            prop_assert!(rating.score.is_finite() && (0.0..=1.0).contains(&rating.score), "{:?}", rating);
            prop_assert!(words.iter().all(|(_, part)| part.is_finite()));
            prop_assert!(words.is_sorted_by(|(_, one), (_, next)| one >= next));
            prop_assert_eq!(rating, backwards.rate(&theirs, nearness));
            prop_assert_eq!(words, backwards.words(&theirs));
        }
    }
}
