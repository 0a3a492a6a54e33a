//! Which language and script a page is in.

use crate::import::portal::script;

/// The language tag of a text by its characters, or else by what the page says and how it is encoded.
///
/// What a page says comes last: templates are copied, and many say `en`.
pub(super) fn tag(text: &str, said: Option<&str>, encoding: &str) -> Option<String> {
    if let Some(found) = script::language(text) {
        return Some(found.to_owned());
    }
    let said = said.unwrap_or_default().to_ascii_lowercase();
    let is_one_of = |tags: &[&str]| tags.iter().any(|tag| said.starts_with(tag));
    if encoding == "Big5" || is_one_of(&["zh-tw", "zh-hk", "zh-mo", "zh-hant"]) {
        return Some("zh-Hant".to_owned());
    }
    is_one_of(&["zh-cn", "zh-sg", "zh-hans"]).then(|| "zh-Hans".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_tell_before_what_is_said() {
        for (text, said, encoding, wanted) in [
            ("这们国为来", Some("zh-TW"), "UTF-8", Some("zh-Hans")),
            ("這們國為來", Some("en"), "UTF-8", Some("zh-Hant")),
            ("山水", Some("zh-HK"), "UTF-8", Some("zh-Hant")),
            ("山水", None, "Big5", Some("zh-Hant")),
            ("山水", Some("en"), "UTF-8", None),
        ] {
            assert_eq!(tag(text, said, encoding).as_deref(), wanted, "{text}");
        }
    }
}
