//! The form of a line as JSON Schema (2020-12), for those who write such files.

use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::ArticleLine;

/// Where a schema lies in an OpenAPI document, and where in a schema of its own.
const PLACES: (&str, &str) = ("#/components/schemas/", "#/$defs/");

/// The schema of a line.
#[must_use]
pub fn schema() -> Value {
    let mut inner = Vec::new();
    ArticleLine::schemas(&mut inner);
    inner.sort_by(|(a, _), (b, _)| a.cmp(b));
    inner.dedup_by(|(a, _), (b, _)| a == b);
    let definitions: serde_json::Map<String, Value> =
        inner.into_iter().map(|(name, schema)| (name, json!(schema))).collect();
    let mut schema = json!(ArticleLine::schema());
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        members.insert("title".into(), "An article as one line of JSON".into());
        members.insert("$defs".into(), definitions.into());
        members.sort_keys();
    }
    relocate(&mut schema);
    schema
}

/// Lets references lead to where the definitions are.
fn relocate(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                *reference = reference.replace(PLACES.0, PLACES.1);
            }
            members.values_mut().for_each(relocate);
        }
        Value::Array(items) => items.iter_mut().for_each(relocate),
        _ => {}
    }
}
