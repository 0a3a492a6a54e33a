//! Which script a text is written in.

/// Characters of everyday words that differ between the scripts: simplified, traditional.
const PAIRS: [(char, char); 24] = [
    ('们', '們'),
    ('这', '這'),
    ('国', '國'),
    ('为', '為'),
    ('来', '來'),
    ('会', '會'),
    ('说', '說'),
    ('时', '時'),
    ('个', '個'),
    ('对', '對'),
    ('发', '發'),
    ('过', '過'),
    ('学', '學'),
    ('经', '經'),
    ('关', '關'),
    ('开', '開'),
    ('长', '長'),
    ('问', '問'),
    ('现', '現'),
    ('动', '動'),
    ('业', '業'),
    ('区', '區'),
    ('车', '車'),
    ('后', '後'),
];
/// How many such characters tell the script.
const ENOUGH: usize = 5;

/// The language tag of a Chinese text by its characters, or else by what the page says and how it is encoded.
///
/// What a page says comes last: templates are copied, and many say `en`.
pub(super) fn tag(text: &str, said: Option<&str>, encoding: &str) -> Option<String> {
    let (mut simplified, mut traditional) = (0_usize, 0_usize);
    for c in text.chars() {
        simplified += usize::from(PAIRS.iter().any(|(other, _)| *other == c));
        traditional += usize::from(PAIRS.iter().any(|(_, other)| *other == c));
    }
    if simplified + traditional >= ENOUGH {
        return Some(if traditional > simplified { "zh-Hant" } else { "zh-Hans" }.to_owned());
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
