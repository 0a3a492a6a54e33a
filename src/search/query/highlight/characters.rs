//! Words of which every unit is a character by itself, as Chinese ones are: found in one pass over a text, which is not cut into
//! units for it.

use std::borrow::Cow;

use super::{MAX_HITS, READ, Range};
use crate::search::analysis::{Class, Written, class, fold, known};

/// Pairs of characters, and characters by themselves, both in order.
#[derive(Clone, Debug)]
pub(super) struct Characters {
    pairs: Vec<[char; 2]>,
    singles: Vec<char>,
    /// All that belongs to them as it is written: most of a text does not, and need not be looked up.
    written: Written,
}

impl Characters {
    /// These pairs and single units; none where any is more than characters by themselves.
    pub(super) fn of<'a>(pairs: impl Iterator<Item = &'a str>, singles: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut characters = Self { pairs: Vec::new(), singles: Vec::new(), written: Written::default() };
        for pair in pairs {
            let pair: [char; 2] = all(pair)?;
            pair.iter().for_each(|character| characters.written.add(*character));
            characters.pairs.push(pair);
        }
        for single in singles {
            let [single] = all(single)?;
            characters.written.add(single);
            characters.singles.push(single);
        }
        characters.pairs.sort_unstable();
        characters.singles.sort_unstable();
        Some(characters)
    }

    /// All that belongs to any of these, as it is written.
    fn written<'a>(of: &[&'a Self]) -> Cow<'a, Written> {
        let Some((first, others)) = of.split_first() else { return Cow::default() };
        let mut written = Cow::Borrowed(&first.written);
        others.iter().for_each(|other| written.to_mut().extend(&other.written));
        written
    }
}

/// The characters of a unit or a pair, so many as there must be, each by itself.
fn all<const N: usize>(units: &str) -> Option<[char; N]> {
    let mut characters = units.chars().filter(|character| class(*character) == Class::Single);
    let mut found = ['\0'; N];
    for slot in &mut found {
        *slot = characters.next()?;
    }
    (units.chars().count() == N).then_some(found)
}

/// The hits of any of these in a text, in order, apart from each other.
pub(super) fn hits(of: &[&Characters], text: &str) -> Vec<Range> {
    let mut pass = Pass { of, hits: Vec::new(), before: None };
    let written = Characters::written(of);
    let has_only_pairs = of.iter().all(|characters| characters.singles.is_empty());
    let mut place = Place::default();
    while place.at < READ {
        let rest = text.get(place.from..).unwrap_or_default();
        let passed = if !has_only_pairs {
            written.without(rest.as_bytes())
        } else if pass.before.is_none() || written.is_without(rest.as_bytes()) {
            written.without_pairs(rest.as_bytes())
        } else {
            // What came before may make a pair with what comes next.
            0
        };
        if passed > 0 {
            pass.before = None;
            place.from += passed;
            place.at += passed / '国'.len_utf8();
            continue;
        }
        let Some(character) = rest.chars().next() else { break };
        place.length = character.len_utf8();
        match known(character) {
            Some((folded, class)) => pass.read(folded, class, place),
            None => fold(character, |folded| pass.read(folded, class(folded), place)),
        }
        place.from += place.length;
        place.at += 1;
    }
    pass.hits.truncate(MAX_HITS);
    pass.hits
}

/// Where a character stands in the text as written.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// In characters.
    at: usize,
    /// In bytes.
    from: usize,
    /// How many bytes it has.
    length: usize,
}

/// A pass over a text.
struct Pass<'a> {
    of: &'a [&'a Characters],
    hits: Vec<Range>,
    /// The unit before, where it is a character by itself, and its place.
    before: Option<(char, Place)>,
}

impl Pass<'_> {
    /// Takes the next folded character, which stands at a place of the text as written.
    fn read(&mut self, folded: char, class: Class, at: Place) {
        match class {
            Class::Single => {}
            Class::Letter => return self.before = None,
            Class::Mark | Class::Gap => return,
        }
        for characters in self.of {
            if let Some((first, place)) = self.before
                && characters.pairs.binary_search(&[first, folded]).is_ok()
            {
                self.mark(place);
                self.mark(at);
            }
            if characters.singles.binary_search(&folded).is_ok() {
                self.mark(at);
            }
        }
        self.before = Some((folded, at));
    }

    /// Notes a hit.
    fn mark(&mut self, Place { at, from, length }: Place) {
        match self.hits.last_mut() {
            Some(last) if at <= last.end => {
                last.end = last.end.max(at + 1);
                last.to = last.to.max(from + length);
            }
            _ => self.hits.push(Range { start: at, end: at + 1, from, to: from + length }),
        }
    }
}
