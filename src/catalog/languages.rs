//! The languages of published articles, by the keys of the listing.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Languages of published articles. A language stays after its last article has gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Languages {
    /// The tag of each key that was looked at, in lower case; none for keys of something else.
    tags: HashMap<Uuid, Option<String>>,
}

impl Languages {
    /// Whether it is known which language a key is of, if any.
    #[must_use]
    pub fn knows(&self, key: Uuid) -> bool {
        self.tags.contains_key(&key)
    }

    /// Notes the language of an article that is listed under a key, which may be the key of something else.
    pub fn note(&mut self, under: Uuid, lang: &str) {
        self.tags.insert(under, (key(lang) == under).then(|| lang.to_ascii_lowercase()));
    }

    /// Keys of the languages within any of these ranges, which are in lower case (RFC 4647, section 3.3.1).
    pub fn within(&self, ranges: &[String]) -> impl Iterator<Item = Uuid> {
        let is_within = |tag: &str| {
            let after = |range: &String| tag.strip_prefix(range.as_str());
            ranges.iter().filter_map(after).any(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.tags.iter().filter(move |(_, tag)| tag.as_deref().is_some_and(is_within)).map(|(key, _)| *key)
    }
}

/// The key of a language; case does not count (RFC 5646, section 2.1.1).
#[must_use]
pub fn key(lang: &str) -> Uuid {
    derived("lang", &lang.to_ascii_lowercase())
}

/// A key made from words; it cannot meet an id, whose version bits are others.
#[must_use]
pub fn derived(what: &str, word: &str) -> Uuid {
    let digest = Sha256::digest(format!("{what}:{word}").as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_finds_what_begins_with_its_subtags() {
        let mut languages = Languages::default();
        for tag in ["zh", "zh-Hans", "zh-Hans-CN", "zh-Hant", "zha", "en-GB"] {
            languages.note(key(tag), tag);
        }
        languages.note(derived("has", "image"), "zh");
        let within = |range: &str| {
            let mut found: Vec<Uuid> = languages.within(&[range.to_owned()]).collect();
            found.sort_unstable();
            found
        };
        let keys = |tags: &[&str]| {
            let mut keys: Vec<Uuid> = tags.iter().map(|tag| key(tag)).collect();
            keys.sort_unstable();
            keys
        };
        assert_eq!(within("zh"), keys(&["zh", "zh-hans", "zh-hans-cn", "zh-hant"]));
        assert_eq!(within("zh-hans"), keys(&["ZH-Hans", "zh-hans-cn"]));
        assert_eq!(within("en"), keys(&["en-gb"]));
        assert!([within("zh-han"), within("z"), within("en-gb-x")].iter().all(Vec::is_empty));
    }
}
