//! Field selection: `fields=title,source.name` trims an answer to what a client uses.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::Document;
use super::query::{Query, shown};
use crate::kernel::error::{FieldCode, nearest};

/// Which fields of an item are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Fields>);

impl Fields {
    /// Reads the parameter `fields` for items of the named schema; names that the schema does not have are refused.
    pub fn take(query: &Query, document: &Document, schema: &str) -> Self {
        let mut fields = Self::default();
        let known = document.fields(schema);
        for path in query.list("fields") {
            if known.iter().any(|field| field == path) {
                fields.keep_path(path);
            } else {
                let hint = nearest(path, known.iter().map(String::as_str)).map_or_else(
                    || format!(" There are: {}.", top(known).join(", ")),
                    |near| format!(" Did you mean `{near}`?"),
                );
                let detail = format!("There is no field `{}`.{hint}", shown(path));
                query.refuse("fields", FieldCode::NotAllowed, detail);
            }
        }
        fields
    }

    /// Keeps what a path leads to; a whole field stays whole, whichever of its own are named besides.
    fn keep_path(&mut self, path: &str) {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        match (self.0.get_mut(name), rest) {
            (Some(inner), _) if inner.is_all() => {}
            (Some(inner), Some(rest)) => inner.keep_path(rest),
            (_, None) => {
                self.0.insert(name.to_owned(), Self::default());
            }
            (None, Some(rest)) => {
                let mut inner = Self::default();
                inner.keep_path(rest);
                self.0.insert(name.to_owned(), inner);
            }
        }
    }

    /// Whether everything is kept.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Trims an item, or each item of a page.
    pub fn trim(&self, value: &mut Value) {
        match value.get_mut("items") {
            Some(Value::Array(items)) => items.iter_mut().for_each(|item| self.keep(item, true)),
            _ => self.keep(value, true),
        }
    }

    /// Keeps only these fields of a value, and `id` at the top.
    fn keep(&self, value: &mut Value, top: bool) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|value| self.keep(value, top)),
            Value::Object(members) if !self.is_all() => {
                members.retain(|name, _| (top && name == "id") || self.0.contains_key(name));
                for (name, inner) in &self.0 {
                    if let Some(member) = members.get_mut(name) {
                        inner.keep(member, false);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The fields that have no dot.
fn top(known: &[String]) -> Vec<&str> {
    known.iter().map(String::as_str).filter(|field| !field.contains('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_whole_field_stays_whole_whichever_of_its_own_are_named_besides() {
        for paths in [["a", "a.b"], ["a.b", "a"]] {
            let mut fields = Fields::default();
            paths.iter().for_each(|path| fields.keep_path(path));
            let mut value = json!({"id": 1, "a": {"b": 2, "c": 3}, "d": 4});
            fields.trim(&mut value);
            assert_eq!(value, json!({"id": 1, "a": {"b": 2, "c": 3}}));
        }
    }
}
