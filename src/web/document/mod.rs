//! The OpenAPI document: what the handlers say, completed with what holds for all of them.

mod answers;
mod examples;
pub mod illustrated;
mod inputs;
mod links;
mod parameters;
pub mod schemas;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

use super::downgrade;
use crate::kernel::text;

/// The finished document.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
    fields: BTreeMap<String, Vec<String>>,
    text: Arc<str>,
    text_3_0: Arc<str>,
}

/// What a property leads to: the schema of its own properties, if it is an object or a list of objects.
pub type Properties = BTreeMap<String, Option<String>>;

/// How many names a path of `fields` has at most.
const FIELD_DEPTH: usize = 4;

impl Document {
    /// Completes what was collected from the handlers.
    #[must_use]
    pub fn complete(collected: &OpenApi) -> Self {
        let mut root = serde_json::to_value(collected).unwrap_or_default();
        // Readers need no key; saying so keeps generators from asking for one.
        if let Value::Object(members) = &mut root {
            members.insert("security".into(), json!([]));
        }
        answers::complete(&mut root);
        schemas::complete(&mut root);
        let mut document = Self { root, fields: BTreeMap::new(), text: "".into(), text_3_0: "".into() };
        document.fields = document.all_fields();
        parameters::complete(&mut document.root, &document.fields);
        links::complete(&mut document.root);
        examples::complete(&mut document.root);
        illustrated::complete(&mut document.root);
        schemas::prune(&mut document.root);
        name_patterns(&mut document.root);
        document.text = written(&document.root);
        document.text_3_0 = written(&downgrade::to_3_0(&document.root));
        document
    }

    /// The document as JSON.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The document as it is committed and served: indented, with a line feed at its end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same for generators that read OpenAPI 3.0 only.
    #[must_use]
    pub fn text_3_0(&self) -> &str {
        &self.text_3_0
    }

    /// Every operation: method, path, id, sorted by path.
    #[must_use]
    pub fn operations(&self) -> Vec<(String, String, String)> {
        let paths = self.root.get("paths").and_then(Value::as_object).into_iter().flatten();
        let mut operations: Vec<_> = paths
            .flat_map(|(path, item)| {
                item.as_object().into_iter().flatten().map(|(method, operation)| {
                    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
                    (method.to_uppercase(), path.clone(), id.to_owned())
                })
            })
            .collect();
        operations.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        operations
    }

    /// The properties of a schema by name.
    #[must_use]
    pub fn properties(&self, schema: &str) -> Properties {
        let schema = self.root.pointer(&format!("/components/schemas/{schema}"));
        let properties = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        properties.into_iter().flatten().map(|(name, property)| (name.clone(), reference(property))).collect()
    }

    /// The paths that `fields` takes for items of a schema: its properties, theirs behind a dot, at most four names deep, and
    /// of a schema within itself only the first.
    #[must_use]
    pub fn fields(&self, schema: &str) -> &[String] {
        self.fields.get(schema).map(Vec::as_slice).unwrap_or_default()
    }

    /// The paths of `fields` for every schema whose items an operation trims.
    fn all_fields(&self) -> BTreeMap<String, Vec<String>> {
        let paths = self.root.get("paths").and_then(Value::as_object).into_iter().flatten();
        let operations = paths.filter_map(|(_, item)| item.as_object()).flatten();
        let trimmed = operations.filter(|(_, operation)| parameters::find(operation, "fields").is_some());
        let items = trimmed.filter_map(|(_, operation)| parameters::item_schema(&self.root, operation));
        items
            .map(|schema| {
                let mut found = Vec::new();
                self.collect_fields(&mut vec![schema.clone()], "", &mut found);
                (schema, found)
            })
            .collect()
    }

    /// Collects the paths below one; `within` are the schemas on the way there, the last one that of the path itself.
    fn collect_fields(&self, within: &mut Vec<String>, above: &str, found: &mut Vec<String>) {
        let Some(schema) = within.last().cloned() else { return };
        for (name, inner) in self.properties(&schema) {
            let path = format!("{above}{name}");
            found.push(path.clone());
            let Some(inner) = inner.filter(|_| within.len() < FIELD_DEPTH) else { continue };
            if within.iter().filter(|outer| **outer == inner).count() < 2 {
                within.push(inner);
                self.collect_fields(within, &format!("{path}."), found);
                within.pop();
            }
        }
    }
}

/// Replaces the names of patterns by what they stand for.
pub fn name_patterns(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(name_patterns),
        Value::Object(members) => {
            for (name, value) in members {
                let pattern = value.as_str().filter(|_| name == "pattern").and_then(text::pattern);
                match pattern {
                    Some(pattern) => *value = pattern.into(),
                    None => name_patterns(value),
                }
            }
        }
        _ => {}
    }
}

/// Indented, with a line feed at its end.
fn written(root: &Value) -> Arc<str> {
    let mut text = serde_json::to_string_pretty(root).unwrap_or_default();
    text.push('\n');
    text.into()
}

/// The schema that a property refers to, directly, as one of several or as a list's items.
fn reference(property: &Value) -> Option<String> {
    if let Some(reference) = property.get("$ref").and_then(Value::as_str) {
        return reference.rsplit('/').next().map(str::to_owned);
    }
    let alternatives = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| property.get(word)?.as_array());
    alternatives.flatten().chain(property.get("items")).find_map(reference)
}

/// Every operation with its path, to be changed.
fn each_operation(root: &mut Value, mut change: impl FnMut(&str, &mut Value)) {
    let paths = root.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (path, item) in paths {
        item.as_object_mut().into_iter().flatten().for_each(|(_, operation)| change(path, operation));
    }
}
