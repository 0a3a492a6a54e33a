//! Finds members that an object has more than once, at any depth of a JSON text: readers disagree on which of them counts
//! (RFC 8259, section 4).

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Most members that are named at once.
const MAX_NAMED: usize = 100;

/// The members of a JSON text that are given more than once, each as a JSON pointer (RFC 6901), at most 100.
pub fn repeated(json: &[u8]) -> serde_json::Result<Vec<String>> {
    let (mut at, mut found) = (String::new(), Vec::new());
    let mut reader = serde_json::Deserializer::from_slice(json);
    Walk { at: &mut at, found: &mut found }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(found)
}

/// Walks through one value.
struct Walk<'a> {
    /// Where it is.
    at: &'a mut String,
    found: &'a mut Vec<String>,
}

impl Walk<'_> {
    /// Walks on to a part of this value.
    fn below(&mut self, name: &str) -> Walk<'_> {
        self.at.push('/');
        self.at.push_str(&name.replace('~', "~0").replace('/', "~1"));
        Walk { at: &mut *self.at, found: &mut *self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let (end, mut seen) = (self.at.len(), HashSet::new());
        while let Some(name) = map.next_key::<String>()? {
            let below = self.below(&name);
            if seen.contains(&name) && below.found.len() < MAX_NAMED && !below.found.contains(below.at) {
                below.found.push(below.at.clone());
            }
            map.next_value_seed(below)?;
            self.at.truncate(end);
            seen.insert(name);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let end = self.at.len();
        for number in 0_usize.. {
            let item = items.next_element_seed(self.below(&number.to_string()))?;
            self.at.truncate(end);
            if item.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn members_that_are_repeated_are_found_at_any_depth() {
        for (json, found) in [
            (r#"{"a": 1, "b": {"a": 1}, "c": [{"a": 1}, {"a": 2}]}"#, &[][..]),
            (r#"{"a": 1, "a": 1}"#, &["/a"]),
            (r#"{"a": 1, "a": 2, "a": 3}"#, &["/a"]),
            (r#"{"a": null, "\u0061": 2}"#, &["/a"]),
            (
                r#"{"a": {"b": [0, {"c/d": 1, "c/d": {"e": 1, "e": 2}}]}, "": 1, "": 2}"#,
                &["/a/b/1/c~1d", "/a/b/1/c~1d/e", "/"],
            ),
            (r#"{"a~": 1, "a~": 2}"#, &["/a~0"]),
            (r#"{"a": {"b": 1}, "a": {"b": 1}}"#, &["/a"]),
            (r#"[{"a": 1, "a": 1}]"#, &["/0/a"]),
            (r#""a""#, &[]),
        ] {
            assert_eq!(repeated(json.as_bytes()).unwrap(), found, "{json}");
        }
        let many: Vec<&str> = std::iter::repeat_n(r#"{"a":1,"a":1}"#, 1_000).collect();
        assert_eq!(repeated(format!("[{}]", many.join(",")).as_bytes()).unwrap().len(), MAX_NAMED);
        assert!(repeated("[".repeat(1_000).as_bytes()).is_err());
    }
}
