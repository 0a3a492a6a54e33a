//! How what is typed meets a name or title: by its characters, by their sound, or by the first letters of that.

use super::super::analysis::{Sounds, Units};

/// How something was met, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manner {
    /// By characters.
    Characters,
    /// By sound.
    Sound,
    /// By the initials of the sound.
    Initials,
}

/// Where and how something was met; the better one is the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Met {
    /// In what manner.
    pub manner: Manner,
    /// Whether at the beginning (0) or further in (1).
    pub inside: u8,
    /// Where it begins, in characters (code points).
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// What is typed, piece by piece: characters, and runs of letters that may be words, sounds or initials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pieces: Vec<String>,
}

impl Typed {
    /// Takes apart what is typed.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { pieces: Units::of(text).singles().map(str::to_owned).collect() }
    }

    /// Whether there is nothing in it that could be met.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The characters it begins with, up to the first letters.
    #[must_use]
    pub fn characters(&self) -> String {
        self.pieces.iter().take_while(|piece| !is_letters(piece)).map(String::as_str).collect()
    }

    /// All of it as letters, if it is nothing else.
    #[must_use]
    pub fn letters(&self) -> Option<String> {
        self.pieces.iter().all(|piece| is_letters(piece)).then(|| self.pieces.concat())
    }

    /// The best place where a text meets it.
    #[must_use]
    pub fn met_in(&self, text: &Heard) -> Option<Met> {
        let short = self.pieces.len() == 1 && self.pieces.iter().all(|piece| piece.len() == 1);
        // A single letter meets only beginnings: inside it would meet nearly everything.
        let places = if short { 1 } else { text.units.len() };
        (0..places)
            .filter_map(|at| {
                let (manner, count) = meets(text, at, &self.pieces)?;
                let last = text.units.get(at + count.checked_sub(1)?)?;
                Some(Met { manner, inside: u8::from(at > 0), start: text.units.get(at)?.start, end: last.end })
            })
            .min()
    }
}

/// A name or title with its sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    units: Units,
    sounds: Sounds,
}

impl Heard {
    /// A text with its sounds.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { units: Units::of(text), sounds: Sounds::of(text) }
    }
}

/// Whether a piece is letters a to z.
fn is_letters(piece: &str) -> bool {
    piece.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// How a text meets pieces from one unit on, and over how many units.
fn meets(text: &Heard, at: usize, pieces: &[String]) -> Option<(Manner, usize)> {
    let Some((piece, rest)) = pieces.split_first() else { return Some((Manner::Characters, 0)) };
    let unit = text.units.single(at)?;
    let on = |manner: Manner, count: usize| {
        let (other, more) = meets(text, at + count, rest)?;
        Some((manner.max(other), count + more))
    };
    if unit == piece || (rest.is_empty() && is_word(piece) && unit.starts_with(piece.as_str())) {
        return on(Manner::Characters, 1);
    }
    if !is_letters(piece) {
        return None;
    }
    let by_sound = text.sounds.begins_with(at, piece).and_then(|count| on(Manner::Sound, count));
    by_sound.or_else(|| text.sounds.begins_with_initials(at, piece).and_then(|count| on(Manner::Initials, count)))
}

/// Whether a piece may be the beginning of a longer word.
fn is_word(piece: &str) -> bool {
    piece.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    fn met(typed: &str, text: &str) -> Option<(Manner, u8, u32, u32)> {
        Typed::of(typed).met_in(&Heard::of(text)).map(|met| (met.manner, met.inside, met.start, met.end))
    }

    #[test]
    fn characters_sounds_and_initials_meet_names() {
        use Manner::{Characters, Initials, Sound};
        for (typed, text, expected) in [
            ("精武", "精武镇", Some((Characters, 0, 0, 2))),
            ("武鎮", "精武镇", Some((Characters, 1, 1, 3))),
            ("jwz", "精武镇", Some((Initials, 0, 0, 3))),
            ("JWZ", "精武镇", Some((Initials, 0, 0, 3))),
            ("wz", "精武镇", Some((Initials, 1, 1, 3))),
            ("jingwuz", "精武镇", Some((Sound, 0, 0, 3))),
            ("jing wu", "精武镇", Some((Sound, 0, 0, 2))),
            ("精wu", "精武镇", Some((Sound, 0, 0, 2))),
            ("chongqing", "重庆火锅", Some((Sound, 0, 0, 2))),
            ("cqhg", "《重庆》火锅", Some((Initials, 0, 1, 6))),
            ("ipho", "新iPhone发布", Some((Characters, 1, 1, 7))),
            ("j", "精武镇", Some((Sound, 0, 0, 1))),
            ("w", "精武镇", None),
            ("镇精", "精武镇", None),
            ("2", "2025年", Some((Characters, 0, 0, 4))),
            ("，", "精武镇", None),
        ] {
            assert_eq!(met(typed, text), expected, "{typed} {text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_meets_inside_the_text_or_nowhere(typed in "\\PC{0,12}|[a-z]{0,60}", text in "\\PC{0,30}|[\\u{4e00}-\\u{4fff}a-z]{0,30}") {
            let length = u32::try_from(text.chars().count()).unwrap();
            if let Some((_, _, start, end)) = met(&typed, &text) {
                proptest::prop_assert!(start < end && end <= length);
            }
        }
    }
}
