//! The key of a name: two names with one key are the same name, however they are written.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::han::canonical;
use super::kind::Kind;

/// Longest key that is kept as it is, in bytes: databases index keys, and one character may fold to eighteen.
const MAX_KEY_BYTES: usize = 1_024;

/// The key of a name of a thing of that kind. Width, case, white space and invisible characters make no difference; script
/// (simplified or traditional) makes one only between people, whose surnames it tells apart.
///
/// Keys are stored. A change of this function needs a migration step that empties them, after which they are filled anew.
#[must_use]
pub fn key(kind: Kind, name: &str) -> String {
    let folded = name.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let folded = folded.nfkc().filter(|character| !character.is_whitespace() && !is_ignorable(*character));
    let key: String = match kind {
        Kind::Person => folded.collect(),
        _ => folded.map(canonical).collect(),
    };
    match key.len() {
        0 => name.to_owned(),
        1..=MAX_KEY_BYTES => key,
        _ => format!("sha256:{}", hex(&key)),
    }
}

/// Whether two names are the same name.
#[must_use]
pub fn is_same(kind: Kind, one: &str, other: &str) -> bool {
    one == other || key(kind, one) == key(kind, other)
}

/// The digest of a text, in hexadecimal.
fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a character shows nothing by itself (`Default_Ignorable_Code_Point`, as far as names have such).
fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_spaces_and_script_make_no_other_name() {
        for (one, other) in [
            ("AI", "ＡＩ"),
            ("AI", "ai"),
            ("新华社", "新華社"),
            ("新华社", " 新 华\u{3000}社 "),
            ("新华社", "新华\u{200b}社\u{feff}"),
            ("ﾃﾚﾋﾞ", "テレビ"),
            ("Straße", "STRASSE"),
            ("２０２６年", "2026年"),
            ("云溪（北岸）", "雲溪(北岸)"),
        ] {
            assert!(is_same(Kind::Tag, one, other), "{one} {other}");
        }
        for (one, other) in [("AI", "A1"), ("新华社", "新华网"), ("Café", "Cafe"), ("C++", "C"), ("（）", "【】")]
        {
            assert!(!is_same(Kind::Tag, one, other), "{one} {other}");
        }
        assert!(is_same(Kind::Person, "李明", "李 明") && is_same(Kind::Person, "John Smith", "john  smith"));
        assert!(!is_same(Kind::Person, "范文", "範文") && is_same(Kind::Source, "范文", "範文"));
        assert_eq!(key(Kind::Tag, "\u{200b}"), "\u{200b}");
        assert_eq!(key(Kind::Tag, &"\u{fdfa}".repeat(500)).len(), 71);
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(name in "\\PC{0,40}") {
            for kind in [Kind::Tag, Kind::Person] {
                let made = key(kind, &name);
                prop_assert_eq!(key(kind, &made), made);
            }
        }
    }
}
