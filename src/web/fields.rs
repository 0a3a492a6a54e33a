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
        for path in query.list("fields") {
            let mut known = document.properties(schema);
            let mut at = &mut fields;
            for name in path.split('.') {
                let Some(inner) = known.get(name) else {
                    let hint = nearest(name, known.keys().map(String::as_str)).map_or_else(
                        || format!(" There are: {}.", known.keys().cloned().collect::<Vec<_>>().join(", ")),
                        |near| format!(" Did you mean `{near}`?"),
                    );
                    query.refuse(
                        "fields",
                        FieldCode::NotAllowed,
                        format!("There is no field `{}`.{hint}", shown(path)),
                    );
                    break;
                };
                known = inner.as_deref().map(|schema| document.properties(schema)).unwrap_or_default();
                at = at.0.entry(name.to_owned()).or_default();
            }
        }
        fields
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
