//! One canonical form for characters that mean the same: full and half width, upper and lower case, simplified and
//! traditional. Each character is folded by itself, never by its neighbours, so that a part of a text folds to a part of
//! the folded text: this is what lets every run of characters be found again.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::kernel::han::{canonical, common, groups, is_common as is_common_han};

/// The group of each canonical character that stands for others.
static GROUPS: LazyLock<HashMap<char, &'static str>> =
    LazyLock::new(|| groups().filter_map(|line| Some((line.chars().next()?, line))).collect());

/// The characters whose UTF-8 begins with one of seven bytes, E3 to E9: the Han characters of nearly all text are among them.
const RANGE: std::ops::Range<u32> = 0x3000..0xa000;

/// Han characters of nearly all text, as they are written: all that fold to some characters. Whether one is among them costs less
/// than folding it.
///
/// A bit for each character from U+3000 to U+9FFF: 0 for a Han character of nearly all text that is none of these.
#[derive(Clone, Debug)]
pub struct Written(Box<[u64; (RANGE.end - RANGE.start) as usize / 64]>);

/// What it is without any character: all that is no Han character of nearly all text.
static NOTHING: LazyLock<Written> = LazyLock::new(|| {
    let mut none = Written(Box::new(std::array::from_fn(|_| 0)));
    RANGE.filter_map(char::from_u32).filter(|character| !is_common_han(*character)).for_each(|other| none.note(other));
    none
});

impl Default for Written {
    fn default() -> Self {
        NOTHING.clone()
    }
}

impl Written {
    /// Adds all that fold to a character.
    pub fn add(&mut self, folded: char) {
        let group = GROUPS.get(&folded).copied().unwrap_or_default();
        group.chars().chain([folded]).for_each(|written| self.note(written));
    }

    /// Notes one character.
    fn note(&mut self, written: char) {
        let place = u32::from(written).wrapping_sub(RANGE.start) as usize;
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// Adds all of another.
    pub fn extend(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, other)| *word |= other);
    }

    /// How many bytes of UTF-8 a text begins with that are Han characters of nearly all text, and none of these.
    #[must_use]
    pub fn without(&self, text: &[u8]) -> usize {
        let (characters, _) = text.as_chunks::<3>();
        characters.iter().take_while(|bytes| self.is_other(**bytes)).count() * 3
    }

    /// How many bytes of UTF-8 a text begins with in which no two of these stand side by side, and that do not end with one. Of
    /// two characters the second is looked at first: if it is none of these, it does not matter what the first one is.
    #[must_use]
    pub fn without_pairs(&self, text: &[u8]) -> usize {
        let (characters, _) = text.as_chunks::<3>();
        let mut at = 0;
        loop {
            at += match characters.get(at..) {
                Some([first, second, ..]) if folds_to_one(*first) && self.is_other(*second) => 2,
                Some([first, ..]) if self.is_other(*first) => 1,
                _ => return at * 3,
            };
        }
    }

    /// Whether a text begins with a Han character of nearly all text that is none of these.
    #[must_use]
    pub fn is_without(&self, text: &[u8]) -> bool {
        text.first_chunk().is_some_and(|bytes| self.is_other(*bytes))
    }

    /// Whether three bytes are another Han character of nearly all text.
    #[inline]
    fn is_other(&self, [first, second, third]: [u8; 3]) -> bool {
        let low = |byte: u8| u32::from(byte & 0x3f);
        let character = u32::from(first & 0xf) << 12 | low(second) << 6 | low(third);
        let place = character.wrapping_sub(RANGE.start) as usize;
        (0xe3..=0xe9).contains(&first) && self.0.get(place / 64).is_some_and(|word| word & 1 << (place % 64) == 0)
    }
}

/// Whether three bytes are a character that folds to no more than one: one of Han, or punctuation, or what has another width.
#[inline]
const fn folds_to_one(bytes: [u8; 3]) -> bool {
    // U+4000 to U+9FFF, U+3000 to U+303F, U+FF00 to U+FF7F.
    matches!(bytes, [0xe4..=0xe9, ..] | [0xe3, 0x80, _] | [0xef, 0xbc | 0xbd, _])
}

/// What the punctuation of nearly all text, and what has another width, folds to, where that is one character, and what it is then.
static PUNCTUATION: LazyLock<Vec<Option<(char, Class)>>> = LazyLock::new(|| {
    let known = |character: char| {
        let mut folded = String::new();
        fold(character, |part| folded.push(part));
        let mut parts = folded.chars();
        parts.next().filter(|_| parts.next().is_none()).map(|part| (part, class(part)))
    };
    ('\u{2000}'..='\u{206f}').chain('\u{3000}'..='\u{303f}').chain('\u{ff00}'..='\u{ffef}').map(known).collect()
});

/// What one of the characters of nearly all text folds to, and what it is then; none for one that is seldom, or becomes several.
#[must_use]
pub fn known(character: char) -> Option<(char, Class)> {
    if let Some(folded) = common(character) {
        return Some((folded, Class::Single));
    }
    let place = match character {
        '\0'..='\u{7f}' => return Some((character.to_ascii_lowercase(), class(character))),
        '\u{2000}'..='\u{206f}' => character as usize - 0x2000,
        '\u{3000}'..='\u{303f}' => character as usize - 0x3000 + 0x70,
        '\u{ff00}'..='\u{ffef}' => character as usize - 0xff00 + 0x70 + 0x40,
        _ => return None,
    };
    PUNCTUATION.get(place).copied().flatten()
}

/// What a folded character is to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Stands for itself, as Chinese, Japanese and Korean characters do.
    Single,
    /// A letter or digit of a word.
    Letter,
    /// Belongs to the character before it.
    Mark,
    /// White space, punctuation, a symbol: parts words and is not searched for.
    Gap,
}

/// Folds one character; a few become several, such as `㎏`.
pub fn fold(character: char, mut take: impl FnMut(char)) {
    if character.is_ascii() {
        return take(character.to_ascii_lowercase());
    }
    if let Some(folded) = common(character) {
        return take(folded);
    }
    for character in std::iter::once(character).nfkc() {
        for character in character.to_lowercase() {
            if character.is_alphabetic() && class(character) == Class::Letter {
                std::iter::once(character).nfkd().filter(|part| !is_combining_mark(*part)).for_each(&mut take);
            } else {
                take(canonical(character));
            }
        }
    }
}

/// What a folded character is.
#[must_use]
pub fn class(character: char) -> Class {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() { Class::Letter } else { Class::Gap };
    }
    if is_single(character) {
        Class::Single
    } else if is_combining_mark(character) || character == '\u{200d}' {
        Class::Mark
    } else if character.is_alphanumeric() {
        Class::Letter
    } else {
        Class::Gap
    }
}

/// Whether a character is searched for by itself.
fn is_single(character: char) -> bool {
    is_common_han(character)
        || matches!(character,
            '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{3029}'
            | '\u{3031}'..='\u{3035}'
            | '\u{3038}'..='\u{303c}'
            | '\u{3041}'..='\u{3096}'
            | '\u{309d}'..='\u{309f}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3105}'..='\u{312f}'
            | '\u{31a0}'..='\u{31bf}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{2e80}'..='\u{2fd5}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{16fe2}'..='\u{16fe3}'
            | '\u{16ff0}'..='\u{16ff1}'
            | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use ferrous_opencc::OpenCC;
    use ferrous_opencc::config::BuiltinConfig;

    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = String::new();
        text.chars().for_each(|c| fold(c, |c| folded.push(c)));
        folded
    }

    #[test]
    fn width_case_script_and_accents_do_not_matter() {
        for (written, expected) in [
            ("ＡＢＣ１２３", "abc123"),
            ("ﾃﾚﾋﾞ", "テレヒ"),
            ("精武鎮", "精武镇"),
            ("頭髮發展", "头发发展"),
            ("臺灣颱風", "台湾台风"),
            ("Café", "cafe"),
            ("㎏", "kg"),
            ("\u{f9dd}", "利"),
            ("⼀", "一"),
            ("ﬁ", "fi"),
            ("İ", "i"),
        ] {
            let kept: String =
                folded(written).chars().filter(|c| class(*c) != Class::Mark && class(*c) != Class::Gap).collect();
            assert_eq!(kept, expected, "{written}");
        }
    }

    #[test]
    fn every_conversion_of_a_character_folds_to_the_same() {
        use BuiltinConfig::{Hk2s, S2hk, S2t, S2tw, T2hk, T2s, T2tw, Tw2s};
        for config in [S2t, S2tw, S2hk, T2s, T2tw, T2hk, Tw2s, Hk2s] {
            let name = format!("{config:?}");
            let opencc = OpenCC::from_config(config).unwrap();
            for character in ('\u{3400}'..='\u{9fff}').chain('\u{20000}'..='\u{2ffff}') {
                let text = character.to_string();
                let converted = opencc.convert(&text);
                assert_eq!(folded(&converted), folded(&text), "{name} {text} {converted}");
            }
        }
    }

    #[test]
    fn what_is_written_is_what_folds_to_it() {
        let mut written = Written::default();
        "发台钟a〇".chars().for_each(|folded| written.add(folded));
        for character in '\0'..='\u{ffff}' {
            let is_other = common(character).is_some_and(|folded| !"发台钟".contains(folded));
            let passed = written.without(character.to_string().as_bytes());
            assert_eq!(passed, if is_other { 3 } else { 0 }, "{character}");
        }
        assert_eq!(written.without("头发".as_bytes()), 3);
        assert_eq!(written.without("城市，".as_bytes()), 6);
        assert_eq!(written.without("髮颱".as_bytes()), 0);
        assert!(written.is_without("头发".as_bytes()) && !written.is_without("发头".as_bytes()));
        for (text, passed) in [
            ("城市", 6),
            ("城发市", 9),
            ("发市，发。市", 6),
            ("城发", 3),
            ("发台市", 0),
            ("，", 0),
            ("a市", 0),
            ("㍿市", 0),
        ] {
            assert_eq!(written.without_pairs(text.as_bytes()), passed, "{text}");
        }
    }

    #[test]
    fn what_is_one_character_folds_to_no_more() {
        for character in ('\0'..='\u{ffff}').filter(|character| character.len_utf8() == 3) {
            let bytes = character.to_string().into_bytes();
            let is_one = folds_to_one(*bytes.first_chunk().unwrap());
            assert!(!is_one || folded(&character.to_string()).chars().count() <= 1, "{character}");
        }
    }

    #[test]
    fn what_is_known_of_a_character_is_what_it_folds_to() {
        for character in '\0'..='\u{ffff}' {
            let parts: Vec<char> = folded(&character.to_string()).chars().collect();
            let found = known(character);
            match (parts.as_slice(), found) {
                ([part], Some(known)) => assert_eq!(known, (*part, class(*part)), "{character}"),
                (_, known) => assert_eq!(known, None, "{character}"),
            }
        }
        for (character, class) in [('，', Class::Gap), ('、', Class::Gap), ('“', Class::Gap), ('Ａ', Class::Letter)]
        {
            assert_eq!(known(character).unwrap().1, class);
        }
    }
}
