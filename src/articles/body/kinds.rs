//! Reading a block by its `type`. As it is written with that first, nothing has to be kept until it is known: a body is read as often
//! as its article is shown.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::Block;

/// The words of `type`.
const TYPES: &[&str] =
    &["heading", "paragraph", "image", "video", "audio", "quote", "list", "table", "preformatted", "divider"];

impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// Takes the members of a block.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Block;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a block, which says its `type`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Block, A::Error> {
        let mut before = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if name == "type" && before.is_empty() {
                let word: String = members.next_value()?;
                return block(&word, MapAccessDeserializer::new(members));
            }
            if before.contains_key(&name) {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            before.insert(name, members.next_value()?);
        }
        match before.shift_remove("type") {
            Some(Value::String(word)) => block(&word, Value::Object(before)).map_err(A::Error::custom),
            Some(_) => Err(A::Error::custom("`type` is not a text")),
            None => Err(A::Error::missing_field("type")),
        }
    }
}

/// The block of this type that the other members make.
fn block<'de, D: Deserializer<'de>>(word: &str, members: D) -> Result<Block, D::Error> {
    Ok(match word {
        "heading" => Block::Heading(Deserialize::deserialize(members)?),
        "paragraph" => Block::Paragraph(Deserialize::deserialize(members)?),
        "image" => Block::Image(Deserialize::deserialize(members)?),
        "video" => Block::Video(Deserialize::deserialize(members)?),
        "audio" => Block::Audio(Deserialize::deserialize(members)?),
        "quote" => Block::Quote(Deserialize::deserialize(members)?),
        "list" => Block::List(Deserialize::deserialize(members)?),
        "table" => Block::Table(Deserialize::deserialize(members)?),
        "preformatted" => Block::Preformatted(Deserialize::deserialize(members)?),
        "divider" => Block::Divider(Deserialize::deserialize(members)?),
        _ => return Err(D::Error::unknown_variant(word, TYPES)),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_read_wherever_its_word_stands_and_what_is_wrong_is_refused() {
        let span = r#"[{"text":"一","marks":[],"href":null}]"#;
        let media = r#"{"url":"https://a.example/a"}"#;
        for (word, members) in [
            ("heading", format!(r#""id":"s1","level":2,"spans":{span}"#)),
            ("paragraph", format!(r#""spans":{span}"#)),
            ("image", format!(r#""media":{media},"caption":null,"credit":null"#)),
            ("video", format!(r#""media":{media},"poster":null,"caption":null,"credit":null"#)),
            ("audio", format!(r#""media":{media},"caption":null,"credit":null"#)),
            ("quote", format!(r#""paragraphs":[{{"spans":{span}}}],"citation":null"#)),
            ("list", format!(r#""ordered":true,"items":[{{"depth":0,"spans":{span}}}]"#)),
            (
                "table",
                format!(
                    r#""caption":null,"rows":[{{"cells":[{{"header":false,"colspan":1,"rowspan":1,"spans":{span}}}]}}]"#
                ),
            ),
            ("preformatted", r#""text":"一""#.to_owned()),
        ] {
            let first: Block = serde_json::from_str(&format!(r#"{{"type":"{word}",{members}}}"#)).unwrap();
            let last: Block = serde_json::from_str(&format!(r#"{{{members},"type":"{word}"}}"#)).unwrap();
            assert_eq!(first, last);
            let written = serde_json::to_value(&first).unwrap();
            assert_eq!(written.get("type").unwrap(), word);
            assert_eq!(serde_json::from_value::<Block>(written).unwrap(), first);
            for wrong in [format!(r#"{{"type":"{word}",{members},"x":1}}"#), format!("{{{members}}}")] {
                assert!(serde_json::from_str::<Block>(&wrong).is_err(), "{wrong}");
            }
        }
        for wrong in [
            r#"{"type":"film"}"#,
            r#"{"type":1}"#,
            r#"{"text":"一","type":1}"#,
            r#"{"type":"divider","type":"divider"}"#,
            r#"{"text":"一","text":"二","type":"preformatted"}"#,
            "[]",
            "{}",
            "1",
        ] {
            assert!(serde_json::from_str::<Block>(wrong).is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<Block>(r#"{"type":"divider"}"#).is_ok());
    }
}
