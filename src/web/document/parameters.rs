//! Parameters, made exact: how lists are written, and which fields can be asked for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{each_operation, reference, schemas};
use crate::web::forms::{self, Form};
use crate::web::query::MAX_VALUES;

/// The member of the parameter `fields` that says what it does to `required`.
const TRIMS: &str = "x-trims-required";

/// Completes the parameters of every operation.
pub fn complete(root: &mut Value, fields: &BTreeMap<String, Vec<String>>) {
    let items: BTreeMap<String, String> = {
        let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
        let operations = paths.filter_map(|(_, item)| item.as_object()).flatten();
        operations.filter_map(|(_, one)| Some((id(one)?, item_schema(root, one)?))).collect()
    };
    each_operation(root, |_, operation| {
        let item = id(operation).and_then(|id| items.get(&id).cloned());
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
        for parameter in parameters.filter_map(Value::as_object_mut) {
            if parameter.get("name").is_some_and(|name| name == "fields")
                && let Some((item, words)) = item.as_ref().and_then(|item| Some((item, fields.get(item)?)))
            {
                complete_fields(parameter, item, words);
            }
            if let Some(schema) = parameter.get_mut("schema") {
                schemas::each(schema, &mut drop_null);
                schemas::each(schema, &mut close_words);
                schemas::each(schema, &mut keep_plain);
            }
            if parameter.get("schema").and_then(|schema| schema.get("type")).is_some_and(|kind| kind == "array") {
                complete_list(parameter);
            }
        }
    });
    let Some(Value::Object(known)) = root.pointer_mut("/components/schemas") else { return };
    for (item, words) in fields {
        let first = words.first().cloned().unwrap_or_default();
        let schema = json!({
            "type": "string",
            "description": format!("A field of `{item}`; inner ones stand behind a dot."),
            "enum": words,
            "examples": [first],
        });
        known.insert(field_schema(item), schema);
    }
}

/// The parameter of that name.
pub fn find<'a>(operation: &'a Value, name: &str) -> Option<&'a Value> {
    let parameters = operation.get("parameters")?.as_array()?;
    parameters.iter().find(|parameter| parameter.get("name").is_some_and(|found| found == name))
}

/// The name of the schema whose properties an operation's answer has: of its items, or its own.
pub fn item_schema(root: &Value, operation: &Value) -> Option<String> {
    let body = operation.pointer("/responses/200/content/application~1json/schema")?;
    let whole = reference(body)?;
    let items = root.pointer(&format!("/components/schemas/{whole}/properties/items"));
    items.and_then(reference).or(Some(whole))
}

/// An operation's id.
fn id(operation: &Value) -> Option<String> {
    operation.get("operationId")?.as_str().map(str::to_owned)
}

/// The name of the schema that lists the fields of another.
fn field_schema(item: &str) -> String {
    format!("{}Field", item.strip_suffix("View").unwrap_or(item))
}

/// `fields` takes the paths of the schema, and leaves out what it does not name.
fn complete_fields(parameter: &mut Map<String, Value>, item: &str, words: &[String]) {
    let preferred =
        ["title", "name", "previous.title"].into_iter().find(|word| words.iter().any(|known| known == word));
    let example = preferred.or_else(|| words.first().map(String::as_str)).unwrap_or_default();
    let items = json!({"$ref": format!("#/components/schemas/{}", field_schema(item))});
    parameter.insert("schema".into(), json!({"type": "array", "items": items}));
    parameter.insert("example".into(), json!([example]));
    parameter.insert(TRIMS.into(), true.into());
}

/// A list is one value with commas.
fn complete_list(parameter: &mut Map<String, Value>) {
    if parameter.get("in").is_some_and(|place| place == "query") {
        parameter.insert("style".into(), "form".into());
        parameter.insert("explode".into(), false.into());
    }
    if let Some(Value::Object(schema)) = parameter.get_mut("schema") {
        schema.entry("minItems").or_insert_with(|| json!(1));
        schema.entry("maxItems").or_insert_with(|| json!(MAX_VALUES));
    }
    // An example that is one word is a list of it.
    if let Some(example) = parameter.get_mut("example").filter(|example| example.is_string()) {
        *example = json!([example]);
    }
}

/// A parameter that may be left out is never null.
fn drop_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    let Some(Value::Array(parts)) = schema.get_mut("oneOf") else { return };
    parts.retain(|part| part.get("type").is_none_or(|kind| kind != "null"));
    if let [only] = parts.as_slice() {
        let only = only.clone();
        schema.shift_remove("oneOf");
        schema.extend(only.as_object().cloned().into_iter().flatten());
    }
}

/// A pattern that is a choice of words is a closed set of them.
fn close_words(schema: &mut Map<String, Value>) {
    let pattern = schema.get("pattern").and_then(Value::as_str);
    let Some(choice) = pattern.and_then(|text| text.strip_prefix("^(")?.strip_suffix(")$")) else { return };
    let words: Vec<&str> = choice.split('|').collect();
    let is_word = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if words.iter().all(is_word) {
        let words = json!(words);
        schema.shift_remove("pattern");
        schema.insert("enum".into(), words);
    }
}

/// A text has at least one character and no control characters; what is empty or has any is refused before it is looked at.
fn keep_plain(schema: &mut Map<String, Value>) {
    let says_more = ["pattern", "enum", "format", "const"].iter().any(|word| schema.contains_key(*word));
    if schema.get("type").is_some_and(|kind| kind == "string") && !says_more {
        schema.insert("pattern".into(), forms::Address::PATTERN.into());
        schema.entry("minLength").or_insert_with(|| json!(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_closed_and_texts_are_plain() {
        for (schema, expected) in [
            (json!({"type": "string", "pattern": "^(a|-b)$"}), json!({"type": "string", "enum": ["a", "-b"]})),
            (json!({"type": "string", "pattern": "^(a+|b)$"}), json!({"type": "string", "pattern": "^(a+|b)$"})),
            (
                json!({"type": "string", "maxLength": 9}),
                json!({"type": "string", "maxLength": 9, "pattern": forms::Address::PATTERN, "minLength": 1}),
            ),
            (json!({"type": ["integer", "null"]}), json!({"type": "integer"})),
        ] {
            let mut completed = schema.clone();
            schemas::each(&mut completed, &mut drop_null);
            schemas::each(&mut completed, &mut close_words);
            schemas::each(&mut completed, &mut keep_plain);
            assert_eq!(completed, expected, "{schema}");
        }
    }
}
