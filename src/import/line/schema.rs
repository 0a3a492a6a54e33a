//! The form of a line as JSON Schema (2020-12), for those who write such files.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::ArticleLine;
use crate::web::document::schemas;

/// The schema of a line.
#[must_use]
pub fn schema() -> Value {
    let mut inner = Vec::new();
    ArticleLine::schemas(&mut inner);
    let definitions: Map<String, Value> = inner.into_iter().map(|(name, schema)| (name, json!(schema))).collect();
    let mut root = json!({"components": {"schemas": definitions}});
    schemas::name_unions(&mut root);
    let mut definitions = root.pointer_mut("/components/schemas").map(Value::take).unwrap_or_default();
    definitions.sort_all_objects();
    if let Value::Object(definitions) = &mut definitions {
        definitions.values_mut().for_each(|definition| schemas::each(definition, &mut alone));
    }
    let mut schema = json!(ArticleLine::schema());
    schemas::each(&mut schema, &mut alone);
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        members.insert("title".into(), "An article as one line of JSON".into());
        members.insert("$defs".into(), definitions);
    }
    schema
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
