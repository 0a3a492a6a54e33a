//! The form of a line as JSON Schema (2020-12), for those who write such files.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::{ArticleLine, NamesLine};
use crate::web::document::{self, schemas};

/// The schema of a line: an article's, or that of something it refers to.
#[must_use]
pub fn schema() -> Value {
    let mut inner = Vec::new();
    ArticleLine::schemas(&mut inner);
    NamesLine::schemas(&mut inner);
    inner.push((ArticleLine::name().into(), ArticleLine::schema()));
    inner.push((NamesLine::name().into(), NamesLine::schema()));
    let definitions: Map<String, Value> = inner.into_iter().map(|(name, schema)| (name, json!(schema))).collect();
    let mut root = json!({"components": {"schemas": definitions}});
    schemas::name_unions(&mut root);
    let mut definitions = root.pointer_mut("/components/schemas").map(Value::take).unwrap_or_default();
    definitions.sort_all_objects();
    if let Value::Object(definitions) = &mut definitions {
        definitions.values_mut().for_each(|definition| schemas::each(definition, &mut alone));
    }
    document::name_patterns(&mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of what import jsonl takes and export jsonl writes",
        "oneOf": [{"$ref": "#/$defs/ArticleLine"}, {"$ref": "#/$defs/NamesLine"}],
        "$defs": definitions,
    })
}

/// Lets a schema of an OpenAPI document stand alone: references lead to `$defs`, examples are a list, and no discriminator
/// says again what the alternatives say.
fn alone(schema: &mut Map<String, Value>) {
    schemas::list_examples(schema);
    schema.shift_remove("discriminator");
    if let Some(Value::String(reference)) = schema.get_mut("$ref") {
        *reference = reference.replace("#/components/schemas/", "#/$defs/");
    }
}
