//! Han characters that stand for each other between scripts and regions: simplified and traditional ones, and their variants.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Han characters that stand for each other, a group a line, its canonical one first.
///
/// Made from the character tables of `OpenCC` (Apache-2.0), and from its phrase tables wherever they put one character in
/// the place of another.
const VARIANTS: &str = include_str!("variants.txt");

/// The canonical character of each that has another.
static CANONICAL: LazyLock<Canonical> = LazyLock::new(|| {
    let mut canonical = Canonical { common: ('\u{3400}'..='\u{9fff}').collect(), rare: HashMap::new() };
    for line in groups() {
        let Some(first) = line.chars().next() else { continue };
        for variant in line.chars().skip(1) {
            match place(variant).and_then(|place| canonical.common.get_mut(place)) {
                Some(common) => *common = first,
                None => {
                    canonical.rare.insert(variant, first);
                }
            }
        }
    }
    canonical
});

/// The canonical characters: those of the common range by their place in it, which is looked at for every character of
/// every text, and the others by themselves.
struct Canonical {
    common: Vec<char>,
    rare: HashMap<char, char>,
}

/// The groups of characters that stand for each other, the canonical one of each first.
pub fn groups() -> impl Iterator<Item = &'static str> {
    VARIANTS.lines()
}

/// The place of a character in the common range.
fn place(character: char) -> Option<usize> {
    is_common(character).then(|| (u32::from(character) - 0x3400) as usize)
}

/// The canonical one of one of the Han characters of nearly all text; none for any other character.
#[inline]
#[must_use]
pub fn common(character: char) -> Option<char> {
    place(character).and_then(|place| CANONICAL.common.get(place)).copied()
}

/// The canonical one of characters that stand for each other.
#[must_use]
pub fn canonical(character: char) -> char {
    common(character).or_else(|| CANONICAL.rare.get(&character).copied()).unwrap_or(character)
}

/// The Han characters of nearly all text, which no normalization changes.
#[must_use]
pub fn is_common(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_canonical_character_is_its_own() {
        for line in groups() {
            let first = line.chars().next().unwrap();
            assert!(line.chars().all(|variant| canonical(variant) == first), "{line}");
            assert_eq!(canonical(first), first);
        }
    }
}
