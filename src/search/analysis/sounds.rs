//! How Chinese characters sound: pinyin without tones, every reading of a character, so that what is typed in letters
//! finds what is written in characters.

use std::collections::BTreeSet;
use std::ops::Bound::{Included, Unbounded};
use std::sync::LazyLock;

use pinyin::{Pinyin, ToPinyin, ToPinyinMulti};

use super::units::Units;

/// Most readings of one character that are looked at; rarer ones come last.
const MAX_READINGS: usize = 4;
/// Most ways in which letters are taken apart into syllables.
const MAX_WAYS: usize = 12;
/// Most letters that are taken as sounds.
const MAX_LETTERS: usize = 48;

/// Every syllable that some character has.
static SYLLABLES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| ('\u{4e00}'..='\u{9fff}').filter_map(|c| c.to_pinyin()).map(plain).collect());

/// How each unit of a text sounds, in its order: the readings of a character, or the word itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sounds(Vec<Vec<String>>);

impl Sounds {
    /// The sounds of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Units::of(text).singles().map(readings).collect())
    }

    /// The readings of each unit.
    #[must_use]
    pub fn readings(&self) -> &[Vec<String>] {
        &self.0
    }

    /// The first letters of each unit's readings, each once.
    #[must_use]
    pub fn initials(&self) -> Vec<Vec<char>> {
        self.0
            .iter()
            .map(|readings| readings.iter().filter_map(|reading| reading.chars().next()).collect::<BTreeSet<char>>())
            .map(|initials| initials.into_iter().collect())
            .collect()
    }

    /// How many units from `at` on begin as `letters` says, taken as initials: all of them, or none.
    #[must_use]
    pub fn begins_with_initials(&self, at: usize, letters: &str) -> Option<usize> {
        let mut units = self.0.iter().skip(at);
        for letter in letters.chars() {
            units.next()?.iter().any(|reading| reading.starts_with(letter)).then_some(())?;
        }
        Some(letters.chars().count())
    }

    /// How many units from `at` on sound as `letters` says in full, the last one perhaps only begun.
    #[must_use]
    pub fn begins_with(&self, at: usize, letters: &str) -> Option<usize> {
        if letters.is_empty() {
            return Some(0);
        }
        let readings = self.0.get(at)?;
        readings.iter().find_map(|reading| match letters.strip_prefix(reading.as_str()) {
            Some(rest) => self.begins_with(at + 1, rest).map(|units| units + 1),
            None => reading.starts_with(letters).then_some(1),
        })
    }
}

/// The ways to take letters apart into syllables, the last of which may be only the beginning of one.
#[must_use]
pub fn syllables(letters: &str) -> Vec<Vec<&str>> {
    fn take<'a>(rest: &'a str, before: &mut Vec<&'a str>, ways: &mut Vec<Vec<&'a str>>) {
        if ways.len() >= MAX_WAYS {
            return;
        }
        if rest.is_empty() {
            ways.push(before.clone());
            return;
        }
        for length in (1..=rest.len().min(6)).rev() {
            let Some((head, tail)) = rest.split_at_checked(length) else { continue };
            let fits = if tail.is_empty() { begins_syllable(head) } else { SYLLABLES.contains(head) };
            if fits {
                before.push(head);
                take(tail, before, ways);
                before.pop();
            }
        }
    }
    let mut ways = Vec::new();
    if letters.len() <= MAX_LETTERS {
        take(letters, &mut Vec::new(), &mut ways);
    }
    ways
}

/// The syllables that begin with these letters.
pub fn completions(letters: &str) -> impl Iterator<Item = &'static str> {
    SYLLABLES
        .range::<str, _>((Included(letters), Unbounded))
        .copied()
        .take_while(move |syllable| syllable.starts_with(letters))
}

/// Whether some syllable begins with these letters.
fn begins_syllable(letters: &str) -> bool {
    completions(letters).next().is_some()
}

/// The readings of a unit: of a character its syllables, of a word itself.
fn readings(unit: &str) -> Vec<String> {
    let mut characters = unit.chars();
    let (Some(only), None) = (characters.next(), characters.next()) else { return vec![unit.to_owned()] };
    let mut readings: Vec<String> = only.to_pinyin().map(|pinyin| plain(pinyin).to_owned()).into_iter().collect();
    if let Some(multi) = only.to_pinyin_multi() {
        for pinyin in multi {
            let reading = plain(pinyin);
            if !readings.iter().any(|known| known == reading) && readings.len() < MAX_READINGS {
                readings.push(reading.to_owned());
            }
        }
    }
    if readings.is_empty() {
        readings.push(unit.to_owned());
    }
    readings
}

/// A reading in the letters people type: without tone, `v` for ü.
fn plain(pinyin: Pinyin) -> &'static str {
    match pinyin.plain() {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_by_sound_and_by_initials() {
        let sounds = Sounds::of("精武镇：重庆5G");
        assert_eq!(sounds.begins_with_initials(0, "jwz"), Some(3));
        assert_eq!(sounds.begins_with_initials(0, "jwzcq5"), Some(6));
        assert_eq!(sounds.begins_with(0, "jingwuzhen"), Some(3));
        assert_eq!(sounds.begins_with(0, "jingwuzh"), Some(3));
        assert_eq!(sounds.begins_with(3, "chongq"), Some(2));
        assert_eq!(sounds.begins_with(3, "zhong"), Some(1));
        assert_eq!(sounds.begins_with(0, "wu"), None);
        assert_eq!(Sounds::of("女").begins_with(0, "nv"), Some(1));
    }

    #[test]
    fn letters_are_taken_apart_in_every_way() {
        assert_eq!(syllables("xian"), [vec!["xian"], vec!["xia", "n"], vec!["xi", "an"], vec!["xi", "a", "n"]]);
        assert_eq!(syllables("jingwuzh"), [vec!["jing", "wu", "zh"]]);
        assert!(syllables("xyz").is_empty());
        assert!(syllables(&"a".repeat(5_000)).is_empty());
        assert!(syllables(&"xian".repeat(12)).len() <= MAX_WAYS);
        assert_eq!(completions("zhua").collect::<Vec<_>>(), ["zhua", "zhuai", "zhuan", "zhuang"]);
    }
}
