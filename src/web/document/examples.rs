//! Examples of answers: what the service said to requests for the sample articles, as it is committed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::each_operation;

/// The committed examples; a test asks for each of them again.
pub const COMMITTED: &str = include_str!("../../../openapi/examples.json");

/// One example.
#[derive(Clone, Debug, Deserialize)]
struct Example {
    /// The operation that answers.
    operation: String,
    /// The status of the answer.
    status: u16,
    /// Its name in the document.
    name: String,
    /// What it shows.
    summary: String,
    /// The body of the answer; absent until it has been asked for the first time.
    value: Option<Value>,
}

/// Puts the examples where they belong: into an operation's own answer or the shared one that it refers to.
pub fn complete(root: &mut Value) {
    let examples: Vec<Example> = serde_json::from_str(COMMITTED).unwrap_or_default();
    let mut shared: Vec<(String, &Example)> = Vec::new();
    each_operation(root, |_, operation| {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        for example in examples.iter().filter(|example| example.operation == id) {
            let Some(answer) = operation.pointer_mut(&format!("/responses/{}", example.status)) else { continue };
            match answer.get("$ref").and_then(Value::as_str) {
                Some(reference) => shared.push((reference.trim_start_matches('#').to_owned(), example)),
                None => add(answer, example),
            }
        }
    });
    for (pointer, example) in shared {
        if let Some(answer) = root.pointer_mut(&pointer) {
            add(answer, example);
        }
    }
}

/// Adds an example to an answer's body.
fn add(answer: &mut Value, Example { name, summary, value, .. }: &Example) {
    let content = answer.get_mut("content").and_then(Value::as_object_mut);
    let media = content.and_then(|content| content.values_mut().next()?.as_object_mut());
    if let (Some(media), Some(value)) = (media, value)
        && let Value::Object(named) = media.entry("examples").or_insert_with(|| json!({}))
    {
        named.insert(name.clone(), json!({"summary": summary, "value": value}));
    }
}
