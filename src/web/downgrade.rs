//! OpenAPI 3.1 said in the words of 3.0, for generators that do not read 3.1.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::document::schemas;

/// The version that the result has.
const VERSION: &str = "3.0.3";
/// Where the licence of an identifier is explained; 3.0 has no identifiers.
const LICENCES: &str = "https://spdx.org/licenses/";
/// Words of JSON Schema 2020-12 that 3.0 has no counterpart of; what they say is lost.
const UNKNOWN: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Members whose values are data, not parts of the document.
const DATA: &[&str] = &["default", "enum", "example", "examples", "value"];

/// Only OAuth has a list of what is needed in 3.0; for other ways it must be empty.
fn no_roles(root: &mut Value) {
    let paths = root.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    let operations = paths.filter_map(|(_, item)| item.as_object_mut()).flatten();
    let ways = operations.filter_map(|(_, operation)| operation.get_mut("security")?.as_array_mut()).flatten();
    for needed in ways.filter_map(Value::as_object_mut).flat_map(|way| way.values_mut()) {
        *needed = json!([]);
    }
}

/// The same document by OpenAPI 3.0.
#[must_use]
pub fn to_3_0(document: &Value) -> Value {
    let mut root = document.clone();
    let types = types(&root);
    tags_as_text(&mut root);
    if let Value::Object(members) = &mut root {
        members.insert("openapi".into(), VERSION.into());
        members.shift_remove("webhooks");
        members.shift_remove("jsonSchemaDialect");
    }
    if let Some(Value::Object(info)) = root.get_mut("info") {
        info.shift_remove("summary");
    }
    if let Some(Value::Object(licence)) = root.pointer_mut("/info/license")
        && let Some(identifier) = licence.shift_remove("identifier")
    {
        let first = identifier.as_str().and_then(|text| text.split_whitespace().next()).unwrap_or_default();
        licence.entry("url").or_insert_with(|| format!("{LICENCES}{first}.html").into());
    }
    no_roles(&mut root);
    if let Some(Value::Object(components)) = root.get_mut("components") {
        components.shift_remove("pathItems");
        let schemas = components.get_mut("schemas").and_then(Value::as_object_mut);
        schemas.into_iter().flatten().for_each(|(_, schema)| convert(schema, &types));
    }
    walk(&mut root, &types);
    root
}

/// The type of each named schema; a union is one of objects.
fn types(root: &Value) -> Types {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    let kind = |schema: &Value| schema.get("type").and_then(Value::as_str).unwrap_or("object").to_owned();
    schemas.map(|(name, schema)| (format!("#/components/schemas/{name}"), kind(schema))).collect()
}

/// The type of each schema by the reference to it.
type Types = BTreeMap<String, String>;

/// The property that tells the alternatives of a union apart is a text: the discriminator says which, and generators would
/// make a type of each word.
fn tags_as_text(root: &mut Value) {
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    let unions: Vec<Value> = schemas.values().filter_map(|schema| schema.get("discriminator").cloned()).collect();
    for union in unions {
        let tag = union.get("propertyName").and_then(Value::as_str).unwrap_or_default();
        let mapping = union.get("mapping").and_then(Value::as_object).into_iter().flatten();
        for name in mapping.filter_map(|(_, reference)| reference.as_str()?.rsplit('/').next()) {
            let property = schemas.get_mut(name).and_then(|schema| schema.pointer_mut(&format!("/properties/{tag}")));
            if let Some(Value::Object(property)) = property {
                property.shift_remove("enum");
            }
        }
    }
}

/// Finds the schemas outside the components, and the references that say more than where they lead. Examples of bodies stay
/// behind: by the letter of 3.0 null is no value of what refers to another schema, whatever `nullable` says.
fn walk(value: &mut Value, types: &Types) {
    match value {
        Value::Object(members) => {
            if members.contains_key("schema") {
                members.shift_remove("examples");
            }
            if members.contains_key("$ref") {
                members.retain(|name, _| name == "$ref");
                return;
            }
            for (name, inner) in members.iter_mut() {
                match name.as_str() {
                    "schema" => convert(inner, types),
                    "schemas" => {}
                    name if DATA.contains(&name) || name.starts_with("x-") => {}
                    _ => walk(inner, types),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, types)),
        _ => {}
    }
}

/// Converts a schema and all within it.
fn convert(schema: &mut Value, types: &Types) {
    if let Value::Bool(takes_all) = schema {
        *schema = if *takes_all { json!({}) } else { json!({"not": {}}) };
    }
    schemas::each(schema, &mut |schema| {
        nullable_type(schema);
        nullable_choice(schema, types);
        closed_value(schema);
        exclusive_limits(schema);
        encoded_content(schema);
        first_example(schema);
        schema.retain(|name, _| !UNKNOWN.contains(&name.as_str()));
        plain_reference(schema);
    });
}

/// `type: [T, null]` is `T` and nullable; several types are a choice.
fn nullable_type(schema: &mut Map<String, Value>) {
    if schema.get("type").is_some_and(|kind| kind == "null") {
        schema.shift_remove("type");
        schema.insert("nullable".into(), true.into());
        schema.entry("enum").or_insert_with(|| json!([null]));
    }
    let Some(Value::Array(kinds)) = schema.get_mut("type") else { return };
    let count = kinds.len();
    kinds.retain(|kind| kind != "null");
    let is_nullable = kinds.len() < count;
    let rest = std::mem::take(kinds);
    match rest.as_slice() {
        [only] => schema.insert("type".into(), only.clone()),
        many => {
            let choice: Vec<Value> = many.iter().map(|kind| json!({"type": kind})).collect();
            schema.shift_remove("type");
            schema.insert("anyOf".into(), choice.into())
        }
    };
    if is_nullable {
        schema.insert("nullable".into(), true.into());
    }
}

/// A choice between something and null is that, nullable.
fn nullable_choice(schema: &mut Map<String, Value>, types: &Types) {
    for word in ["oneOf", "anyOf"] {
        let Some(Value::Array(parts)) = schema.get_mut(word) else { continue };
        let count = parts.len();
        parts.retain(|part| part.get("enum").is_none_or(|values| values != &json!([null])));
        if parts.len() == count {
            continue;
        }
        let rest = std::mem::take(parts);
        schema.shift_remove(word);
        let word = if rest.len() == 1 { "allOf" } else { word };
        let target = rest.first().and_then(|part| part.get("$ref")).and_then(Value::as_str);
        let kind = target.and_then(|reference| types.get(reference)).map_or("object", String::as_str);
        schema.insert("type".into(), kind.into());
        schema.insert(word.into(), rest.into());
        schema.insert("nullable".into(), true.into());
    }
}

/// One possible value is a set of one.
fn closed_value(schema: &mut Map<String, Value>) {
    if let Some(value) = schema.shift_remove("const") {
        schema.insert("enum".into(), json!([value]));
    }
}

/// A limit that is not itself included is a limit and a word.
fn exclusive_limits(schema: &mut Map<String, Value>) {
    for (exclusive, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(number) = schema.get(exclusive).filter(|value| value.is_number()).cloned() {
            schema.insert(limit.into(), number);
            schema.insert(exclusive.into(), true.into());
        }
    }
}

/// Bytes in a text are formats.
fn encoded_content(schema: &mut Map<String, Value>) {
    let encoding = schema.shift_remove("contentEncoding");
    let media_type = schema.shift_remove("contentMediaType");
    schema.shift_remove("contentSchema");
    if encoding.is_some_and(|encoding| encoding == "base64") {
        schema.insert("format".into(), "byte".into());
    } else if media_type.is_some_and(|media_type| media_type == "application/octet-stream") {
        // Bytes that are no text have no type in 3.1, and are texts of a format in 3.0.
        schema.entry("type").or_insert_with(|| "string".into());
        schema.insert("format".into(), "binary".into());
    }
}

/// The first of several examples; null says nothing in 3.0, and what holds one of several kinds of things is an example of
/// more than one of them there, as no kind has a constant to be known by.
fn first_example(schema: &mut Map<String, Value>) {
    let Some(Value::Array(examples)) = schema.shift_remove("examples") else { return };
    if let Some(first) = examples.into_iter().next().filter(|first| !first.is_null() && !is_of_a_kind(first)) {
        schema.insert("example".into(), first);
    }
}

/// A reference says nothing beside where it leads; what it says more goes around it.
fn plain_reference(schema: &mut Map<String, Value>) {
    if schema.len() > 1
        && let Some(reference) = schema.shift_remove("$ref")
    {
        schema.insert("allOf".into(), json!([{"$ref": reference}]));
    }
}

/// Whether an example holds something that says which of several kinds it is.
fn is_of_a_kind(example: &Value) -> bool {
    match example {
        Value::Object(members) => members.contains_key("type") || members.values().any(is_of_a_kind),
        Value::Array(items) => items.iter().any(is_of_a_kind),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_3_1_is_said_in_3_0() {
        for (schema, expected) in [
            (json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true})),
            (json!({"const": "a"}), json!({"enum": ["a"]})),
            (
                json!({"type": "integer", "exclusiveMinimum": 0}),
                json!({"type": "integer", "exclusiveMinimum": true, "minimum": 0}),
            ),
            (json!({"type": "string", "examples": ["x", "y"]}), json!({"type": "string", "example": "x"})),
            (json!({"type": ["string", "null"], "examples": [null]}), json!({"type": "string", "nullable": true})),
            (
                json!({"oneOf": [{"$ref": "#/a"}, {"type": "null"}], "description": "d"}),
                json!({"description": "d", "type": "string", "allOf": [{"$ref": "#/a"}], "nullable": true}),
            ),
            (
                json!({"type": "object", "properties": {"a": {"$ref": "#/a", "description": "d"}}}),
                json!({"type": "object", "properties": {"a": {"description": "d", "allOf": [{"$ref": "#/a"}]}}}),
            ),
            (json!({"$ref": "#/a"}), json!({"$ref": "#/a"})),
            (json!({"type": "string", "contentEncoding": "base64"}), json!({"type": "string", "format": "byte"})),
            (json!({"contentMediaType": "application/octet-stream"}), json!({"type": "string", "format": "binary"})),
            (json!({"type": "array", "items": {}, "prefixItems": [{}]}), json!({"type": "array", "items": {}})),
        ] {
            let mut converted = schema.clone();
            convert(&mut converted, &BTreeMap::from([("#/a".to_owned(), "string".to_owned())]));
            assert_eq!(converted, expected, "{schema}");
        }
    }

    #[test]
    fn what_is_data_is_left_alone() {
        let media = json!({"paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {
            "schema": {"type": ["integer", "null"]},
            "x-shown": {"one": {"value": {"schema": {"type": ["x", "null"]}, "$ref": "y", "z": 1}}},
            "examples": {"one": {"value": 1}},
        }}}}}}}, "info": {"license": {"name": "n", "identifier": "MIT OR Apache-2.0"}}});
        let converted = to_3_0(&media);
        let body = "/paths/~1a/get/responses/200/content/application~1json";
        assert_eq!(converted.pointer(&format!("{body}/x-shown")), media.pointer(&format!("{body}/x-shown")));
        assert_eq!(converted.pointer(&format!("{body}/examples")), None);
        assert_eq!(converted.pointer(&format!("{body}/schema")), Some(&json!({"type": "integer", "nullable": true})));
        assert_eq!(converted.pointer("/info/license/url"), Some(&json!("https://spdx.org/licenses/MIT.html")));
    }
}
