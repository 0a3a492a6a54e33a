//! What an article is about, in few numbers: its most telling words, how often they stand in its headline and its body, the
//! pairs of characters of its title, and a fingerprint by which reprints of one text are known.
//!
//! A sketch depends on nothing but the text and the dictionary, so it is made once, when an article is indexed.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use super::analysis::{Units, Words};

/// How many words a sketch keeps.
const WORDS: usize = 128;
/// How many words of the headline it keeps at most.
const HEADLINE_WORDS: usize = 48;
/// How many pairs of the title it keeps at most.
const PAIRS: usize = 64;
/// How much of a body is read, in characters: what a longer one is about has been said by then.
const BODY: usize = 20_000;
/// How many occurrences in the body one in the headline counts for.
pub const HEADLINE_COUNTS: f32 = 5.0;
/// How many runs of words a text needs for a fingerprint: shorter ones are alike by chance.
const RUNS: usize = 24;
/// How many words a run has.
const RUN: usize = 2;

/// A word of a sketch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The word, simplified and in lower case.
    pub text: String,
    /// How often it stands in the headline.
    pub headline: u16,
    /// How often it stands in the body.
    pub body: u16,
}

/// What a text is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// The most telling words, the most telling first.
    pub words: Vec<Word>,
    /// The pairs of neighbouring characters of the title, each once.
    pub pairs: Vec<String>,
    /// Alike for texts that are alike; none for a text too short to have one.
    pub fingerprint: Option<u64>,
    /// The length of the text's vector by the dictionary's frequencies, as the bits of an `f32`.
    length: u32,
}

/// One word or pair of an article as the index keeps it by document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Stands for the word or pair.
    pub hash: u32,
    /// Whether it is a pair of the title.
    pub is_pair: bool,
    /// How often it stands in the headline, up to 15.
    pub headline: u8,
    /// How often it stands in the body, up to 2,047.
    pub body: u16,
}

impl Mark {
    /// The mark of a word.
    #[must_use]
    pub fn of_word(word: &Word) -> Self {
        let headline = u8::try_from(word.headline.min(15)).unwrap_or(15);
        Self { hash: hash_32(&word.text), is_pair: false, headline, body: word.body.min(2_047) }
    }

    /// The mark of a pair of the title.
    #[must_use]
    pub fn of_pair(pair: &str) -> Self {
        Self { hash: hash_32(pair), is_pair: true, headline: 1, body: 0 }
    }

    /// The mark as a number of 48 bits.
    #[must_use]
    pub fn pack(self) -> u64 {
        let Self { hash, is_pair, headline, body } = self;
        u64::from(hash) << 16 | u64::from(is_pair) << 15 | u64::from(headline & 15) << 11 | u64::from(body & 2_047)
    }

    /// What it is found by: the word or pair, wherever and however often it stands.
    #[must_use]
    pub fn key(self) -> u64 {
        Self::packed_key(self.pack())
    }

    /// The same of a mark as a number.
    #[must_use]
    pub const fn packed_key(packed: u64) -> u64 {
        packed >> 15
    }

    /// Whether a mark as a number is that of a pair.
    #[must_use]
    pub const fn is_packed_pair(packed: u64) -> bool {
        packed & 1 << 15 != 0
    }

    /// The mark that a number stands for.
    #[must_use]
    pub fn unpack(packed: u64) -> Self {
        let part = |shift: u32, mask: u64| u16::try_from((packed >> shift) & mask).unwrap_or_default();
        Self {
            hash: u32::try_from((packed >> 16) & u64::from(u32::MAX)).unwrap_or_default(),
            is_pair: part(15, 1) == 1,
            headline: u8::try_from(part(11, 15)).unwrap_or_default(),
            body: part(0, 2_047),
        }
    }
}

impl Sketch {
    /// The sketch of a text: the title, what else belongs to the headline, and the paragraphs of the body.
    #[must_use]
    pub fn of<'a>(words: &Words, title: &str, headline: &[&str], body: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counted: HashMap<String, (u16, u16)> = HashMap::new();
        for part in std::iter::once(title).chain(headline.iter().copied()) {
            words.each_once(part, |word| {
                let (headline, _) = counted.entry(word.to_owned()).or_default();
                *headline = headline.saturating_add(1);
            });
        }
        let mut print = Fingerprint::default();
        let mut left = BODY;
        for paragraph in body {
            let end = paragraph.char_indices().nth(left).map_or(paragraph.len(), |(at, _)| at);
            let read = paragraph.get(..end).unwrap_or_default();
            left -= read.chars().count().min(left);
            words.each_once(read, |word| {
                print.read(word);
                match counted.get_mut(word) {
                    Some((_, body)) => *body = body.saturating_add(1),
                    None => {
                        counted.insert(word.to_owned(), (0, 1));
                    }
                }
            });
            if left == 0 {
                break;
            }
        }
        let mut weighed: Vec<(f32, Word)> = counted
            .into_iter()
            .map(|(text, (headline, body))| {
                let count = f32::from(body) + HEADLINE_COUNTS * f32::from(headline);
                (count * words.rarity(&text), Word { text, headline, body })
            })
            .collect();
        weighed.sort_unstable_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.text.cmp(&y.text)));
        let mut of_headline = 0;
        let mut of_body = weighed.iter().filter(|(_, word)| word.headline > 0).count().min(HEADLINE_WORDS);
        // The headline's words always have their place.
        weighed.retain(|(_, word)| {
            let (taken, most) = match word.headline > 0 {
                true => (&mut of_headline, HEADLINE_WORDS),
                false => (&mut of_body, WORDS),
            };
            *taken += 1;
            *taken <= most
        });
        let length = weighed.iter().map(|(weight, _)| weight * weight).sum::<f32>().sqrt();
        let mut pairs: Vec<String> = Units::of(title).pairs().map(str::to_owned).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs.truncate(PAIRS);
        Self {
            words: weighed.into_iter().map(|(_, word)| word).collect(),
            pairs,
            fingerprint: print.finish(),
            length: length.to_bits(),
        }
    }

    /// The length of the text's vector, each word weighed by how rare it is in the language.
    #[must_use]
    pub fn length(&self) -> f32 {
        f32::from_bits(self.length)
    }

    /// The words and pairs as the index keeps them by document, in the order of their numbers.
    #[must_use]
    pub fn marks(&self) -> Vec<Mark> {
        let words = self.words.iter().map(Mark::of_word);
        let mut marks: Vec<Mark> = words.chain(self.pairs.iter().map(|pair| Mark::of_pair(pair))).collect();
        marks.sort_unstable_by_key(|mark| mark.pack());
        marks
    }
}

/// A `SimHash` (Charikar 2002) of 64 bits over runs of words, while a text is being read.
struct Fingerprint {
    before: [String; RUN - 1],
    votes: [i32; 64],
    runs: usize,
}

impl Default for Fingerprint {
    fn default() -> Self {
        Self { before: Default::default(), votes: [0; 64], runs: 0 }
    }
}

impl Fingerprint {
    /// Takes the next word.
    fn read(&mut self, word: &str) {
        let [before] = &mut self.before;
        if !before.is_empty() {
            let hash = hash_64(&format!("{before} {word}"));
            for (bit, vote) in self.votes.iter_mut().enumerate() {
                *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
            }
            self.runs += 1;
        }
        word.clone_into(before);
    }

    /// The fingerprint of what was read.
    fn finish(self) -> Option<u64> {
        let bits = self.votes.iter().enumerate().filter(|(_, vote)| **vote > 0);
        (self.runs >= RUNS).then(|| bits.fold(0, |all, (bit, _)| all | 1 << bit))
    }
}

/// A number that stands for a text, the same in every version and on every machine.
fn hash_64(text: &str) -> u64 {
    SipHasher13::new().hash(text.as_bytes())
}

/// Its upper half.
fn hash_32(text: &str) -> u32 {
    u32::try_from(hash_64(text) >> 32).unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "清河大桥昨日正式通车，两岸居民出行时间由四十分钟缩短到十分钟。大桥全长一千二百米，双向六车道，\
        历时三年建成，是全市首座跨清河的斜拉桥。通车仪式上，建设者代表讲述了在汛期抢工的经历，沿线学校组织学生参观。";

    proptest! {
        #[test]
        fn a_mark_comes_back_as_it_was_packed(hash: u32, is_pair: bool, headline in 0u8..16, body in 0u16..2_048) {
            let mark = Mark { hash, is_pair, headline, body };
            prop_assert_eq!(Mark::unpack(mark.pack()), mark);
            prop_assert!(mark.pack() < 1 << 48);
            prop_assert_eq!(Mark::is_packed_pair(mark.pack()), is_pair);
            prop_assert_eq!(mark.key(), Mark { headline: 0, body: 0, ..mark }.key());
            prop_assert_ne!(mark.key(), Mark { is_pair: !is_pair, ..mark }.key());
        }

        #[test]
        fn any_text_has_a_sketch_within_bounds(title in "\\PC{0,200}", body in "\\PC{0,2000}") {
            let sketch = Sketch::of(&Words::load(None).unwrap(), &title, &[], [body.as_str()]);
            prop_assert!(sketch.words.len() <= WORDS && sketch.pairs.len() <= PAIRS && sketch.length().is_finite());
        }
    }

    #[test]
    fn the_headline_is_kept_whatever_the_body_says() {
        let words = Words::load(None).unwrap();
        let body: String = ('一'..'龥').step_by(7).flat_map(|c| [c, '，']).collect();
        let sketch = Sketch::of(&words, "清河大桥通车", &["两岸同庆"], [body.as_str()]);
        let kept: Vec<&str> =
            sketch.words.iter().filter(|word| word.headline > 0).map(|word| word.text.as_str()).collect();
        assert!(kept.contains(&"清河") && kept.contains(&"通车"), "{kept:?}");
        assert_eq!(sketch.words.len(), WORDS);
        assert!(sketch.pairs.contains(&"清河".to_owned()));
    }

    #[test]
    fn reprints_have_near_fingerprints_and_other_texts_have_not() {
        let words = Words::load(None).unwrap();
        let print = |text: &str| Sketch::of(&words, "", &[], [text]).fingerprint.unwrap();
        let reprint = format!("本报讯 {TEXT}（记者 李明）");
        assert!((print(TEXT) ^ print(&reprint)).count_ones() <= 12);
        let other = "全市中小学今天开学。教育部门要求各校上好开学第一课，检查校车和食堂，安排心理辅导，并在第一周公布课表。\
            家长可以在学校网站查看作息时间，低年级学生下午四点放学，课后服务到五点半结束，自愿参加。";
        assert!((print(TEXT) ^ print(other)).count_ones() > 16);
        assert_eq!(Sketch::of(&words, "通知", &[], ["今日停水。"]).fingerprint, None);
    }
}
