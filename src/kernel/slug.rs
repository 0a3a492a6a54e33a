//! Slugs: lower-case ASCII names for addresses, made from a Chinese name by its pinyin.

use pinyin::ToPinyin;
use uuid::Uuid;

/// Longest slug in characters.
pub const MAX_LENGTH: usize = super::limits::SLUG;

/// A slug as it stands in addresses: 1 to 120 of `a-z`, `0-9` and single inner hyphens, and never the form of an id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// The slug of a name: the pinyin of each Han character, other letters and digits lower-cased, all else a hyphen.
    ///
    /// A name without any such character gets the last part of `id` instead, so a slug is never empty.
    #[must_use]
    pub fn of_name(name: &str, id: Uuid) -> Self {
        let mut slug = String::new();
        let mut boundary = false;
        for character in name.chars() {
            let part = match character.to_pinyin() {
                Some(pinyin) => pinyin.plain().replace('ü', "v"),
                None => fold(character).to_string(),
            };
            let is_han = character.to_pinyin().is_some();
            if part.is_empty() || part == "-" {
                boundary = true;
                continue;
            }
            if !slug.is_empty() && (boundary || is_han) {
                slug.push('-');
            }
            if slug.len() + part.len() > MAX_LENGTH - 20 {
                break;
            }
            slug.push_str(&part);
            boundary = is_han;
        }
        let slug = slug.trim_matches('-').to_owned();
        if slug.is_empty() || Uuid::parse_str(&slug).is_ok() { Self(format!("n-{}", tail(id))) } else { Self(slug) }
    }

    /// The same slug made different from one that is already taken, by the last part of `id`.
    #[must_use]
    pub fn distinct(&self, id: Uuid) -> Self {
        Self(format!("{}-{}", self.0, tail(id)))
    }

    /// Takes a slug as somebody wrote it; `None` when it is not of the form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let of_form = !text.is_empty()
            && text.len() <= MAX_LENGTH
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--")
            && Uuid::parse_str(text).is_err();
        of_form.then(|| Self(text.to_owned()))
    }

    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// The last twelve hexadecimal digits of an id, all random in a version 7 UUID.
fn tail(id: Uuid) -> String {
    id.simple().to_string().chars().skip(20).collect()
}

/// The ASCII letter or digit of a character, half-width forms included, or a hyphen.
fn fold(character: char) -> char {
    let narrow = match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or('-'),
        other => other,
    };
    if narrow.is_ascii_alphanumeric() { narrow.to_ascii_lowercase() } else { '-' }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slug(name: &str) -> String {
        Slug::of_name(name, Uuid::from_u128(0x0195_0000_0000_7000_8000_1234_5678_9abc)).into()
    }

    #[test]
    fn a_chinese_name_becomes_its_pinyin() {
        assert_eq!(slug("综合"), "zong-he");
        assert_eq!(slug("绿色发展"), "lv-se-fa-zhan");
        assert_eq!(slug("5G时代:新基建 2026"), "5g-shi-dai-xin-ji-jian-2026");
        assert_eq!(slug("ＡＢＣ新闻"), "abc-xin-wen");
    }

    #[test]
    fn a_name_without_letters_still_has_a_slug() {
        assert_eq!(slug("！？"), "n-123456789abc");
        assert_eq!(slug(""), "n-123456789abc");
    }

    proptest! {
        #[test]
        fn every_name_has_a_slug_that_parses(name in "\\PC{0,200}") {
            let made = slug(&name);
            prop_assert_eq!(Slug::parse(&made).map(String::from), Some(made));
        }
    }
}
