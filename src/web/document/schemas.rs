//! Schemas of answers, made exact: what is always sent is required, tagged unions are named objects with a discriminator,
//! and every description stands where generators look for it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::inputs;

/// Makes the schemas exact.
pub fn complete(root: &mut Value) {
    name_unions(root);
    inputs::part(root);
    inputs::bound(root);
    inputs::patches(root);
    let sent = reachable(root, &["responses"]);
    let taken = reachable(root, &["requestBody"]);
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    for (name, schema) in schemas.iter_mut() {
        let is_only_sent = sent.contains(name) && !taken.contains(name);
        each(schema, &mut |schema| {
            hoist_description(schema);
            if is_only_sent {
                require_all(schema);
            }
            list_examples(schema);
        });
        illustrate(schema);
    }
}

/// Removes the schemas that nothing refers to.
pub fn prune(root: &mut Value) {
    let used = reachable(root, &["responses", "requestBody", "parameters"]);
    if let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// Visits a schema and all schemas within it, the inner ones first.
pub fn each(schema: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    let Value::Object(members) = schema else { return };
    for (word, inner) in members.iter_mut() {
        match (word.as_str(), inner) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(|inner| each(inner, visit)),
            ("oneOf" | "anyOf" | "allOf" | "prefixItems", Value::Array(parts)) => {
                parts.iter_mut().for_each(|inner| each(inner, visit));
            }
            ("items" | "additionalProperties" | "not", inner) => each(inner, visit),
            _ => {}
        }
    }
    visit(members);
}

/// The names of the schemas that are reached from some members of the operations, through components and other schemas.
pub(super) fn reachable(root: &Value, members: &[&str]) -> BTreeSet<String> {
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.filter_map(|(_, item)| item.as_object()).flatten();
    let mut open: Vec<&Value> =
        operations.flat_map(|(_, operation)| members.iter().filter_map(|member| operation.get(*member))).collect();
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    while let Some(value) = open.pop() {
        match value {
            Value::Object(inner) => {
                open.extend(inner.values());
                let Some(reference) = inner.get("$ref").and_then(Value::as_str) else { continue };
                if seen.insert(reference.to_owned()) {
                    open.extend(root.pointer(reference.trim_start_matches('#')));
                    found.extend(reference.strip_prefix("#/components/schemas/").map(str::to_owned));
                }
            }
            Value::Array(inner) => open.extend(inner),
            _ => {}
        }
    }
    found
}

/// Gives each alternative of a tagged union a schema of its own and the union a discriminator.
pub fn name_unions(root: &mut Value) {
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    let unions: Vec<(String, Vec<Variant>)> = schemas
        .iter()
        .filter_map(|(name, schema)| {
            let parts = schema.get("oneOf")?.as_array()?;
            let variants: Option<Vec<Variant>> = parts.iter().map(|part| Variant::of(schemas, part)).collect();
            Some((name.clone(), variants?))
        })
        .collect();
    for (name, variants) in unions {
        let stem = name.strip_suffix("View").unwrap_or(&name);
        let mut references = Vec::new();
        let mut mapping = Map::new();
        let mut tag = String::new();
        for variant in variants {
            let own = format!("{}{stem}", pascal(&variant.word));
            let reference = format!("#/components/schemas/{own}");
            references.push(json!({"$ref": reference}));
            mapping.insert(variant.word, reference.into());
            tag = variant.tag;
            schemas.insert(own, variant.schema);
        }
        if let Some(Value::Object(union)) = schemas.get_mut(&name) {
            union.insert("type".into(), "object".into());
            union.insert("oneOf".into(), references.into());
            union.insert("discriminator".into(), json!({"propertyName": tag, "mapping": mapping}));
        }
    }
}

/// One alternative of a tagged union.
struct Variant {
    /// The property that tells the alternatives apart.
    tag: String,
    /// Its value here.
    word: String,
    /// The alternative as one object.
    schema: Value,
}

impl Variant {
    /// Reads an alternative as utoipa writes it: all of a schema and of an object that has the tag.
    fn of(schemas: &Map<String, Value>, part: &Value) -> Option<Self> {
        let [content, tagged] = part.get("allOf")?.as_array()?.as_slice() else { return None };
        let name = content.get("$ref")?.as_str()?.rsplit('/').next()?;
        let (tag, value) = tagged.get("properties")?.as_object()?.iter().next()?;
        let word = value.get("enum")?.as_array()?.first()?.as_str()?;
        let mut schema = schemas.get(name)?.clone();
        let object = schema.as_object_mut()?;
        let description = part.get("description").or_else(|| object.get("description")).cloned()?;
        object.insert("description".into(), description);
        let mut properties = Map::new();
        let says = format!("Always `{word}`.");
        properties.insert(tag.clone(), json!({"type": "string", "description": says, "enum": [word], "example": word}));
        properties.extend(object.get("properties").and_then(Value::as_object).cloned().unwrap_or_default());
        object.insert("properties".into(), properties.into());
        if let Value::Array(required) = object.entry("required").or_insert_with(|| json!([])) {
            required.insert(0, tag.clone().into());
        }
        Some(Self { tag: tag.clone(), word: word.to_owned(), schema })
    }
}

/// `snake_case` as `PascalCase`.
fn pascal(word: &str) -> String {
    let parts = word.split('_').map(|part| {
        let (first, rest) = part.split_at_checked(1).unwrap_or((part, ""));
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    parts.collect()
}

/// Moves the description of what may be null from the alternative to the property.
fn hoist_description(schema: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = schema.get_mut("oneOf") else { return };
    if !parts.iter().any(|part| part.get("type").is_some_and(|kind| kind == "null")) {
        return;
    }
    let inner = parts.iter_mut().filter_map(Value::as_object_mut);
    let descriptions: Vec<Value> = inner.filter_map(|part| part.shift_remove("description")).collect();
    if let Some(description) = descriptions.into_iter().next() {
        schema.entry("description").or_insert(description);
    }
}

/// Absent values are null and never left out; that no other properties come is not promised.
fn require_all(schema: &mut Map<String, Value>) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        let names: Vec<Value> = properties.keys().map(|name| name.as_str().into()).collect();
        schema.insert("required".into(), names.into());
    }
    if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        schema.shift_remove("additionalProperties");
    }
}

/// Writes an example as JSON Schema 2020-12 has it.
pub fn list_examples(schema: &mut Map<String, Value>) {
    if let Some(example) = schema.shift_remove("example") {
        schema.insert("examples".into(), json!([example]));
    }
}

/// Gives a closed set of words its first one as an example.
fn illustrate(schema: &mut Value) {
    let Some(first) = schema.pointer("/enum/0").cloned() else { return };
    if let Value::Object(schema) = schema {
        schema.entry("examples").or_insert_with(|| json!([first]));
    }
}
