//! Examples of answers that differ each time they are asked for, made of the examples of their parts: those of the newsroom, its
//! previews, and the keys.

use serde_json::{Map, Value, json};

use super::each_operation;
use crate::web::route_class::RouteClass;

/// How deep examples are put together.
const DEEPEST: usize = 12;

/// Gives each such answer in JSON that has no example one.
pub fn complete(root: &mut Value) {
    let whole = root.clone();
    each_operation(root, |path, operation| {
        if !is_made(path) {
            return;
        }
        let summary = operation.get("summary").cloned().unwrap_or_default();
        let id = operation.get("operationId").cloned().unwrap_or_default();
        let answers = operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten();
        for (_, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
            let Some(Value::Object(media)) = answer.pointer_mut("/content/application~1json") else { continue };
            if media.contains_key("examples") {
                continue;
            }
            let Some(value) = media.get("schema").and_then(|schema| example(&whole, schema, 0)) else { continue };
            let name = id.as_str().unwrap_or_default();
            media.insert("examples".into(), json!({name: {"summary": summary, "value": value}}));
        }
    });
}

/// Whether the answers of a path are shown by examples of their parts.
#[must_use]
pub fn is_made(path: &str) -> bool {
    matches!(RouteClass::of(path), RouteClass::Newsroom | RouteClass::Preview) || path.ends_with("/jwks.json")
}

/// An example of a schema: its own, or one of its parts together.
fn example(root: &Value, schema: &Value, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    if let Some(own) = schema.get("examples").and_then(|examples| examples.get(0)).or_else(|| schema.get("example")) {
        return Some(own.clone());
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return example(root, root.pointer(reference.trim_start_matches('#'))?, depth + 1);
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        let parts = schema.get(word).and_then(Value::as_array).into_iter().flatten();
        let is_null = |part: &&Value| part.get("type").is_some_and(|kind| kind == "null");
        if let Some(made) = parts.clone().filter(|part| !is_null(part)).find_map(|part| example(root, part, depth + 1))
        {
            return Some(made);
        }
        // What may be null is, where it is too deep.
        if parts.clone().any(|part| is_null(&part)) {
            return Some(Value::Null);
        }
    }
    if let Some(items) = schema.get("items") {
        // Where it is too deep, and that is where a list holds itself, it is empty.
        return Some(example(root, items, depth + 1).into_iter().collect());
    }
    if let Some(first) = schema.get("enum").and_then(|words| words.get(0)) {
        return Some(first.clone());
    }
    let properties = schema.get("properties").and_then(Value::as_object)?;
    let parts = properties.iter().filter_map(|(name, part)| Some((name.clone(), example(root, part, depth + 1)?)));
    Some(Value::Object(parts.collect::<Map<_, _>>()))
}
