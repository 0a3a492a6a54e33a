//! Text rules: which characters a text may hold, what is refused, what is removed, and the same as patterns for the documents.
//!
//! | class | code points | one line | several lines | body, prose, import |
//! | --- | --- | --- | --- | --- |
//! | plain | all others, private use and unassigned ones included | kept | kept | kept |
//! | joiner | ZWNJ, ZWJ, Mongolian and other variation selectors | kept, not alone | kept, not alone | kept |
//! | layout | tab, line feed, carriage return | refused, or folded to a space | kept | kept |
//! | line end | vertical tab, form feed, U+0085, U+2028, U+2029 | refused | refused | becomes a line feed, listed |
//! | control | the other C0 and C1 controls | refused | refused | removed, listed |
//! | direction | U+061C, U+200E, U+200F, U+202A–E, U+2066–9 | refused | refused | removed, listed |
//! | invisible | soft hyphen, U+200B, U+2060–4, U+206A–F, U+FEFF, fillers, annotations, tags | refused | refused | removed, listed |
//! | non-character | U+FDD0–F and the last two of each plane | refused | refused | removed, listed |
//!
//! The invisible ones are those with the Unicode property `Default_Ignorable_Code_Point` that no script or emoji needs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// Class of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Allowed everywhere.
    Plain,
    /// Shapes the characters beside it: allowed, but shows nothing alone.
    Joiner,
    /// Tab, line feed or carriage return: allowed in texts of several lines.
    Layout,
    /// Ends a line or a page, and is no line feed.
    LineEnd,
    /// Control character.
    Control,
    /// Bidirectional control: changes the order in which others are shown.
    Direction,
    /// Shows nothing.
    Invisible,
    /// Reserved by Unicode for no character.
    Noncharacter,
}

/// Every class but `Plain`, as ranges in rising order; the last two code points of planes 1 to 16 belong to `Noncharacter` too.
const RANGES: &[(char, char, Class)] = &[
    ('\u{0}', '\u{8}', Class::Control),
    ('\t', '\n', Class::Layout),
    ('\u{b}', '\u{c}', Class::LineEnd),
    ('\r', '\r', Class::Layout),
    ('\u{e}', '\u{1f}', Class::Control),
    ('\u{7f}', '\u{84}', Class::Control),
    ('\u{85}', '\u{85}', Class::LineEnd),
    ('\u{86}', '\u{9f}', Class::Control),
    ('\u{ad}', '\u{ad}', Class::Invisible),
    ('\u{34f}', '\u{34f}', Class::Invisible),
    ('\u{61c}', '\u{61c}', Class::Direction),
    ('\u{115f}', '\u{1160}', Class::Invisible),
    ('\u{17b4}', '\u{17b5}', Class::Invisible),
    ('\u{180b}', '\u{180f}', Class::Joiner),
    ('\u{200b}', '\u{200b}', Class::Invisible),
    ('\u{200c}', '\u{200d}', Class::Joiner),
    ('\u{200e}', '\u{200f}', Class::Direction),
    ('\u{2028}', '\u{2029}', Class::LineEnd),
    ('\u{202a}', '\u{202e}', Class::Direction),
    ('\u{2060}', '\u{2065}', Class::Invisible),
    ('\u{2066}', '\u{2069}', Class::Direction),
    ('\u{206a}', '\u{206f}', Class::Invisible),
    // The empty braille pattern shows nothing either, but is part of texts in braille.
    ('\u{2800}', '\u{2800}', Class::Joiner),
    ('\u{3164}', '\u{3164}', Class::Invisible),
    ('\u{fdd0}', '\u{fdef}', Class::Noncharacter),
    ('\u{fe00}', '\u{fe0f}', Class::Joiner),
    ('\u{feff}', '\u{feff}', Class::Invisible),
    ('\u{ffa0}', '\u{ffa0}', Class::Invisible),
    ('\u{fff0}', '\u{fffb}', Class::Invisible),
    ('\u{fffe}', '\u{ffff}', Class::Noncharacter),
    ('\u{1bca0}', '\u{1bca3}', Class::Invisible),
    ('\u{1d173}', '\u{1d17a}', Class::Invisible),
    ('\u{e0000}', '\u{e00ff}', Class::Invisible),
    ('\u{e0100}', '\u{e01ef}', Class::Joiner),
    ('\u{e01f0}', '\u{e0fff}', Class::Invisible),
];

impl Class {
    /// Returns the class of a character.
    #[must_use]
    pub fn of(character: char) -> Self {
        if u32::from(character) & 0xfffe == 0xfffe {
            return Self::Noncharacter;
        }
        let at = RANGES.partition_point(|(_, last, _)| *last < character);
        RANGES.get(at).filter(|(first, ..)| *first <= character).map_or(Self::Plain, |(.., class)| *class)
    }

    /// Whether no text keeps it.
    #[must_use]
    pub fn is_refused(self) -> bool {
        !matches!(self, Self::Plain | Self::Joiner | Self::Layout)
    }

    /// Noun with its article.
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "a character",
            Self::Joiner => "a joiner",
            Self::Layout => "a line break or tab",
            Self::LineEnd => "a line separator",
            Self::Control => "a control character",
            Self::Direction => "a bidirectional control",
            Self::Invisible => "an invisible character",
            Self::Noncharacter => "no character of Unicode",
        }
    }
}

/// How many lines a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// One: line breaks and tabs are refused.
    One,
    /// Any number: line breaks and tabs are kept.
    Many,
}

/// Reason why a text is refused, shown as the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It holds this character, at this place counted from 1.
    Holds(char, usize),
    /// It has no visible character.
    Blank,
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holds(character, at) => {
                let (class, code) = (Class::of(*character), u32::from(*character));
                write!(out, "holds U+{code:04X}, {}, as character {at}", class.name())?;
                if class == Class::Layout { out.write_str(", and must be one line") } else { Ok(()) }
            }
            Self::Blank => out.write_str("has no visible character"),
        }
    }
}

/// Rejects a text with a character that it must not hold, and one that shows nothing although it is not empty.
pub fn check(text: &str, lines: Lines) -> Result<(), Refused> {
    let is_wrong = |character: char| {
        let class = Class::of(character);
        class.is_refused() || (lines == Lines::One && class == Class::Layout)
    };
    if let Some((at, character)) = text.chars().enumerate().find(|(_, character)| is_wrong(*character)) {
        return Err(Refused::Holds(character, at + 1));
    }
    if text.is_empty() || is_visible(text) { Ok(()) } else { Err(Refused::Blank) }
}

/// Whether a text has a character that shows something by itself.
#[must_use]
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|character| Class::of(character) == Class::Plain && !character.is_whitespace())
}

/// Characters that were removed from texts, with their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed(BTreeMap<char, u64>);

impl Removed {
    /// Returns a text without the characters that no text keeps; those that end lines become line feeds.
    pub fn strip<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        if !text.chars().any(|character| Class::of(character).is_refused()) {
            return Cow::Borrowed(text);
        }
        let mut kept = String::with_capacity(text.len());
        for character in text.chars() {
            let class = Class::of(character);
            if !class.is_refused() {
                kept.push(character);
                continue;
            }
            *self.0.entry(character).or_default() += 1;
            if class == Class::LineEnd {
                kept.push('\n');
            }
        }
        Cow::Owned(kept)
    }

    /// Strips a text in its place.
    pub fn strip_in_place(&mut self, text: &mut String) {
        if let Cow::Owned(kept) = self.strip(text) {
            *text = kept;
        }
    }

    /// Returns one line for each character, such as `U+200B ×3`.
    pub fn lines(&self) -> impl Iterator<Item = String> + use<'_> {
        self.0.iter().map(|(character, count)| format!("U+{:04X} ×{count}", u32::from(*character)))
    }

    /// Adds what was removed elsewhere.
    pub fn add(&mut self, other: Self) {
        for (character, count) in other.0 {
            *self.0.entry(character).or_default() += count;
        }
    }
}

/// Returns the regular expression (ECMA-262) that a name stands for in schemas.
///
/// It describes the basic multilingual plane: escapes of characters beyond it are not portable between regular expressions.
#[must_use]
pub fn pattern(name: &str) -> Option<String> {
    let (line, many) = (refused_in(Lines::One), refused_in(Lines::Many));
    let joiners = ranges(|class| class == Class::Joiner);
    Some(match name {
        "one-line" => format!("^[^{line}]*[^\\s{line}{joiners}][^{line}]*$"),
        "one-line-or-empty" => format!("^([^{line}]*[^\\s{line}{joiners}][^{line}]*)?$"),
        "one-line-without-comma" => format!("^[^,{line}]*[^,\\s{line}{joiners}][^,{line}]*$"),
        "trimmed-line" => format!("^[{joiners}]*[^\\s{line}{joiners}]([^{line}]*[^\\s{line}])?$"),
        "lines" => format!("^[^{many}]*[^\\s{many}{joiners}][^{many}]*$"),
        "lines-or-empty" => format!("^([^{many}]*[^\\s{many}{joiners}][^{many}]*)?$"),
        "web-address" => format!(
            "^https?://(\\[[0-9A-Fa-f:.]+\\]|[^\\u0000-,/:-@\\[-\\^`{{-\\u007F\\s{line}{joiners}]+)(:[0-9]{{0,5}})?\
             ([/?#][^\\s\\\\{line}{joiners}]*)?$"
        ),
        // Texts of which more is removed than refused, and secrets.
        "prose" => "^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]*$".to_owned(),
        "secret" => "^[^\\u0000-\\u001F\\u007F-\\u009F]*$".to_owned(),
        _ => return None,
    })
}

/// Inside of a character class with all that is refused in a text.
fn refused_in(lines: Lines) -> String {
    ranges(|class| class.is_refused() || (lines == Lines::One && class == Class::Layout))
}

/// Inside of a character class with the characters of some classes up to U+FFFF, neighbouring ranges joined.
fn ranges(is_wanted: impl Fn(Class) -> bool) -> String {
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (first, last, _) in RANGES.iter().filter(|(first, _, class)| *first <= '\u{ffff}' && is_wanted(*class)) {
        let (first, last) = (u32::from(*first), u32::from(*last));
        match joined.last_mut() {
            Some((_, end)) if *end + 1 == first => *end = last,
            _ => joined.push((first, last)),
        }
    }
    let mut inside = String::new();
    for (first, last) in joined {
        let _ = write!(inside, "\\u{first:04X}");
        if last > first {
            let _ = write!(inside, "-\\u{last:04X}");
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_rise_and_have_no_gaps_in_themselves() {
        for pair in RANGES.windows(2) {
            let [(first, last, _), (next, ..)] = pair else { continue };
            assert!(first <= last && last < next, "{first:?} {last:?} {next:?}");
        }
    }

    #[test]
    fn each_kind_of_hidden_character_is_refused_by_name() {
        for (character, name) in [
            ('\u{0}', "U+0000, a control character"),
            ('\u{85}', "U+0085, a line separator"),
            ('\u{ad}', "U+00AD, an invisible character"),
            ('\u{61c}', "U+061C, a bidirectional control"),
            ('\u{200b}', "U+200B, an invisible character"),
            ('\u{200e}', "U+200E, a bidirectional control"),
            ('\u{200f}', "U+200F, a bidirectional control"),
            ('\u{2028}', "U+2028, a line separator"),
            ('\u{2029}', "U+2029, a line separator"),
            ('\u{202a}', "U+202A, a bidirectional control"),
            ('\u{202e}', "U+202E, a bidirectional control"),
            ('\u{2060}', "U+2060, an invisible character"),
            ('\u{2066}', "U+2066, a bidirectional control"),
            ('\u{2069}', "U+2069, a bidirectional control"),
            ('\u{206f}', "U+206F, an invisible character"),
            ('\u{3164}', "U+3164, an invisible character"),
            ('\u{fdd0}', "U+FDD0, no character of Unicode"),
            ('\u{fdef}', "U+FDEF, no character of Unicode"),
            ('\u{feff}', "U+FEFF, an invisible character"),
            ('\u{fff9}', "U+FFF9, an invisible character"),
            ('\u{fffe}', "U+FFFE, no character of Unicode"),
            ('\u{1ffff}', "U+1FFFF, no character of Unicode"),
            ('\u{e0041}', "U+E0041, an invisible character"),
            ('\u{10fffe}', "U+10FFFE, no character of Unicode"),
        ] {
            let text = format!("甲{character}乙");
            let refused = check(&text, Lines::Many).map_err(|refused| refused.to_string());
            assert_eq!(refused, Err(format!("holds {name}, as character 2")));
            let mut removed = Removed::default();
            let kept = removed.strip(&text).replace('\n', "");
            assert_eq!((kept.as_str(), removed.lines().count()), ("甲乙", 1), "{name}");
        }
    }

    #[test]
    fn what_scripts_and_emoji_need_stays() {
        for text in [
            "👨‍👩‍👧 ❤️",
            "می‌خواهم",
            "क्‍ष",
            "葛\u{e0100}城",
            "ᠮᠣᠩᠭᠣᠯ\u{180e}ᠠ\u{180b}",
            "e\u{301}",
            "\u{e000}",
            "\u{fffd}",
            "𠮷",
            "a\u{a0}\u{3000}b",
        ] {
            assert_eq!(check(text, Lines::One), Ok(()), "{text}");
        }
        for text in ["\u{200d}", " \u{fe0f}\u{200c} ", "\u{2800}"] {
            assert_eq!(check(text, Lines::One), Err(Refused::Blank), "{text:?}");
        }
        assert_eq!(check("甲\n乙", Lines::Many), Ok(()));
        let line = check("甲\n乙", Lines::One).map_err(|refused| refused.to_string());
        assert_eq!(line, Err("holds U+000A, a line break or tab, as character 2, and must be one line".to_owned()));
    }

    #[test]
    fn patterns_and_the_check_agree_on_every_character_of_the_basic_plane() {
        let schema = |name: &str| serde_json::json!({"type": "string", "pattern": pattern(name)});
        let [line, many] = ["one-line", "lines"].map(|name| jsonschema::validator_for(&schema(name)).ok());
        for character in '\u{0}'..='\u{ffff}' {
            let text = format!("甲{character}乙");
            let fits = |validator: &Option<jsonschema::Validator>| {
                validator.as_ref().is_some_and(|validator| validator.is_valid(&text.as_str().into()))
            };
            let expected = [Lines::One, Lines::Many].map(|lines| check(&text, lines).is_ok());
            assert_eq!([fits(&line), fits(&many)], expected, "{:04X}", u32::from(character));
        }
    }

    proptest! {
        #[test]
        fn what_is_left_is_taken_and_nothing_else_is_gone(text in "(\\PC|[\u{0}-\u{9f}\u{ad}\u{200b}-\u{206f}\u{fdd0}\u{feff}\u{ffff}\u{e0041}]){0,40}") {
            let mut removed = Removed::default();
            let kept = removed.strip(&text).into_owned();
            prop_assert!(!matches!(check(&kept, Lines::Many), Err(Refused::Holds(..))));
            prop_assert_eq!(check(&text, Lines::Many).is_ok_and(|()| kept != text), false);
            let plain = |text: &str| text.chars().filter(|c| !Class::of(*c).is_refused() && *c != '\n').collect::<String>();
            prop_assert_eq!(plain(&kept), plain(&text));
            prop_assert_eq!(Removed::default().strip(&kept).into_owned(), kept);
        }
    }
}
