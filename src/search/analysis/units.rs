//! A text as what recall searches for: single Han characters and whole words of other scripts, each with its place in the
//! text. Neighbours make pairs; a phrase is a chain of pairs.

use super::fold::{Class, class, fold, known};

/// Longest word of letters and digits that stays in one piece, in characters; longer ones are cut.
const MAX_WORD: u32 = 64;

/// One unit of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it begins in the folded text, in bytes.
    from: usize,
    /// Where it ends there.
    to: usize,
    /// Where it begins in the text as written, in characters (code points).
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
}

/// The units of a text, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    folded: String,
    units: Vec<Unit>,
}

impl Units {
    /// Takes a text apart. What is neither letter nor digit is passed over, so neighbours may have punctuation between them.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut reader = Reader { units: Self::default(), word: None };
        reader.units.folded.reserve(text.len());
        reader.units.units.reserve(text.len() / '国'.len_utf8());
        for (at, character) in text.chars().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            match known(character) {
                Some((folded, class)) => reader.read(folded, class, at),
                None => fold(character, |folded| reader.read(folded, class(folded), at)),
            }
        }
        reader.units
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there is nothing to search for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The unit at a place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Unit> {
        self.units.get(at).copied()
    }

    /// The folded text of the unit at a place.
    #[must_use]
    pub fn single(&self, at: usize) -> Option<&str> {
        let unit = self.units.get(at)?;
        self.folded.get(unit.from..unit.to)
    }

    /// The folded text of the unit at a place and the one behind it.
    #[must_use]
    pub fn pair(&self, at: usize) -> Option<&str> {
        let (first, second) = (self.units.get(at)?, self.units.get(at + 1)?);
        self.folded.get(first.from..second.to)
    }

    /// All units by themselves.
    pub fn singles(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.single(at))
    }

    /// All pairs of neighbours.
    pub fn pairs(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.pair(at))
    }
}

/// Units while they are being read.
struct Reader {
    units: Units,
    /// The length of the word that may go on.
    word: Option<u32>,
}

impl Reader {
    /// Takes the next folded character, which stands at a place of the text as written.
    fn read(&mut self, folded: char, class: Class, at: u32) {
        match class {
            Class::Single => {
                self.word = None;
                self.begin(folded, at);
            }
            Class::Letter => match self.word {
                Some(length) if length < MAX_WORD => {
                    self.word = Some(length + 1);
                    self.units.folded.push(folded);
                    if let Some(unit) = self.units.units.last_mut() {
                        unit.to = self.units.folded.len();
                        unit.end = at + 1;
                    }
                }
                _ => {
                    // Keeps two words apart in their pair.
                    if self
                        .units
                        .folded
                        .chars()
                        .next_back()
                        .is_some_and(|last| super::fold::class(last) == Class::Letter)
                    {
                        self.units.folded.push(' ');
                    }
                    self.word = Some(1);
                    self.begin(folded, at);
                }
            },
            Class::Mark => {}
            Class::Gap => self.word = None,
        }
    }

    /// Begins a unit with a character.
    fn begin(&mut self, folded: char, at: u32) {
        let from = self.units.folded.len();
        self.units.folded.push(folded);
        self.units.units.push(Unit { from, to: self.units.folded.len(), start: at, end: at + 1 });
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn characters_and_words_are_units_and_punctuation_is_none() {
        let units = Units::of("《天津》日报，2021年 iPhone-12 Pro！");
        let singles: Vec<&str> = units.singles().collect();
        assert_eq!(singles, ["天", "津", "日", "报", "2021", "年", "iphone", "12", "pro"]);
        let pairs: Vec<&str> = units.pairs().collect();
        assert_eq!(pairs, ["天津", "津日", "日报", "报2021", "2021年", "年iphone", "iphone 12", "12 pro"]);
        assert_eq!(units.get(4).map(|unit| (unit.start, unit.end)), Some((7, 11)));
    }

    #[test]
    fn endless_words_are_cut() {
        assert_eq!(Units::of(&"x".repeat(200)).len(), 4);
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text_and_go_forward(text in "\\PC{0,60}|[\\u{3400}-\\u{9fff}㎏ﬁａ·\\-a-z0-9]{0,60}") {
            let units = Units::of(&text);
            let length = u32::try_from(text.chars().count()).unwrap();
            let mut last = 0;
            for at in 0..units.len() {
                let unit = units.get(at).unwrap();
                prop_assert!(unit.start < unit.end && unit.end <= length && unit.start >= last);
                last = unit.start;
                prop_assert!(!units.single(at).unwrap().is_empty());
            }
        }

        #[test]
        fn a_part_of_a_text_has_a_part_of_its_units(text in "[\\u{3400}-\\u{4dbf}\\u{4e00}-\\u{9fff}\\u{20000}-\\u{2ffff}]{1,40}", a: usize, b: usize) {
            let characters: Vec<char> = text.chars().collect();
            let (a, b) = (a % characters.len(), b % characters.len());
            let (from, to) = (a.min(b), a.max(b) + 1);
            let part: String = characters[from..to].iter().collect();
            let whole = Units::of(&text);
            let found: Vec<&str> = whole.singles().skip(from).take(to - from).collect();
            let units = Units::of(&part);
            prop_assert_eq!(units.singles().collect::<Vec<_>>(), found);
        }
    }
}
