//! Words of which every unit is a character by itself, as Chinese ones are: found in one pass over a text, which is not cut into
//! units for it.

use std::collections::HashSet;

use super::{MAX_HITS, READ, Range};
use crate::search::analysis::{Class, class, fold, known};

/// How many beginnings of pairs are told apart.
const BEGINNINGS: usize = 256;

/// Pairs of characters, and characters by themselves.
#[derive(Clone, Debug)]
pub(super) struct Characters {
    pairs: HashSet<[char; 2]>,
    singles: HashSet<char>,
    /// Whether any of them begins with a character of that number modulo their count: most of a text need not be looked up.
    begins: [bool; BEGINNINGS],
}

impl Characters {
    /// These pairs and single units; none where any is more than characters by themselves.
    pub(super) fn of<'a>(pairs: impl Iterator<Item = &'a str>, singles: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut characters = Self { pairs: HashSet::new(), singles: HashSet::new(), begins: [false; BEGINNINGS] };
        for pair in pairs {
            let [first, second] = all(pair)?;
            characters.pairs.insert([first, second]);
            characters.begin(first);
        }
        for single in singles {
            let [single] = all(single)?;
            characters.singles.insert(single);
            characters.begin(single);
        }
        Some(characters)
    }

    /// Notes a beginning.
    fn begin(&mut self, first: char) {
        if let Some(begins) = self.begins.get_mut(first as usize % BEGINNINGS) {
            *begins = true;
        }
    }

    /// Whether a pair or a single unit may begin with a character.
    fn may_begin(&self, first: char) -> bool {
        self.begins.get(first as usize % BEGINNINGS).is_some_and(|begins| *begins)
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
    for (at, character) in text.chars().take(READ).enumerate() {
        match known(character) {
            Some((folded, class)) => pass.read(folded, class, at),
            None => fold(character, |folded| pass.read(folded, class(folded), at)),
        }
    }
    pass.hits.truncate(MAX_HITS);
    pass.hits
}

/// A pass over a text.
struct Pass<'a> {
    of: &'a [&'a Characters],
    hits: Vec<Range>,
    /// The unit before, where it is a character by itself, and its place.
    before: Option<(char, usize)>,
}

impl Pass<'_> {
    /// Takes the next folded character, which stands at a place of the text as written.
    fn read(&mut self, folded: char, class: Class, at: usize) {
        match class {
            Class::Single => {}
            Class::Letter => return self.before = None,
            Class::Mark | Class::Gap => return,
        }
        for characters in self.of {
            if let Some((first, place)) = self.before.filter(|(first, _)| characters.may_begin(*first))
                && characters.pairs.contains(&[first, folded])
            {
                self.mark(place);
                self.mark(at);
            }
            if characters.may_begin(folded) && characters.singles.contains(&folded) {
                self.mark(at);
            }
        }
        self.before = Some((folded, at));
    }

    /// Notes a hit.
    fn mark(&mut self, at: usize) {
        match self.hits.last_mut() {
            Some(last) if at <= last.end => last.end = last.end.max(at + 1),
            _ => self.hits.push(Range { start: at, end: at + 1 }),
        }
    }
}
