//! The document as a contract: every answer that a test sees is held against it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use dibao::web::document::Document;
use jsonschema::Validator;
use reqwest::Method;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use serde_json::{Map, Value, json};

/// How strictly a body is held against its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fit {
    /// Everything that is required, and nothing that is not described.
    Whole,
    /// Nothing that is not described; `fields` has left something out.
    Trimmed,
}

/// The document, made once a process.
pub fn document() -> &'static Document {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT.get_or_init(dibao::app::document)
}

/// What an answer is, as far as the document says something about it.
pub struct Answer<'a> {
    pub method: &'a Method,
    /// Path and query.
    pub target: &'a str,
    pub status: u16,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// Holds an answer against the document; panics where it is not as described.
pub fn check(answer: &Answer<'_>) {
    let (path, query) = answer.target.split_once('?').unwrap_or((answer.target, ""));
    let content_type = header(answer.headers, CONTENT_TYPE.as_str());
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let Some(item) = path_item(path) else {
        if media_type == "application/problem+json" && *answer.method != Method::HEAD {
            let codes = ["not_found", "rate_limited", "invalid_request", "path_not_canonical"].map(Value::from);
            problem(answer, &codes);
        }
        return;
    };
    let method = if *answer.method == Method::HEAD { "get" } else { &answer.method.as_str().to_lowercase() };
    let Some(operation) = item.get(method) else {
        assert!(matches!(answer.status, 204 | 405 | 429), "{} {}: {}", answer.method, answer.target, answer.status);
        if answer.status == 405 {
            problem(answer, &["method_not_allowed".into()]);
        }
        return;
    };
    let what = format!("{} {} answers {}", answer.method, answer.target, answer.status);
    let described = operation.pointer(&format!("/responses/{}", answer.status));
    let described = described.map_or_else(|| panic!("{what}, which is not described"), resolved);
    for (name, of) in described.get("headers").and_then(Value::as_object).into_iter().flatten() {
        let required = resolved(of).get("required").is_some_and(|required| required == true);
        assert!(!required || answer.headers.contains_key(name.as_str()), "{what} without {name}");
    }
    let Some(content) = described.get("content").and_then(Value::as_object) else {
        assert!(answer.body.is_empty(), "{what} with a body");
        return;
    };
    let media = content.get(media_type).unwrap_or_else(|| panic!("{what} as `{content_type}`, which is not described"));
    if *answer.method == Method::HEAD || answer.headers.contains_key(CONTENT_ENCODING) {
        return;
    }
    if answer.status >= 400 {
        let codes = described.get("x-codes").and_then(Value::as_array).cloned().unwrap_or_default();
        problem(answer, &codes);
        return;
    }
    if !media_type.ends_with("json") {
        return;
    }
    let body = parsed(answer);
    let fields = query.split('&').find_map(|pair| pair.strip_prefix("fields="));
    let fit = if fields.is_some() { Fit::Trimmed } else { Fit::Whole };
    fits(&what, media.get("schema").expect("a body has a schema"), fit, &body);
    if let Some(fields) = fields {
        trimmed(&what, fields, &body);
    }
}

/// Holds a body against a schema of the document.
pub fn fits(what: &str, schema: &Value, fit: Fit, body: &Value) {
    let validator = validator(schema, fit);
    let errors: Vec<String> =
        validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}, but the body is not as described: {}", errors.join("; "));
}

/// A problem document with one of these codes.
fn problem(answer: &Answer<'_>, codes: &[Value]) {
    let what = format!("{} {} answers {}", answer.method, answer.target, answer.status);
    let body = parsed(answer);
    fits(&what, &json!({"$ref": "#/components/schemas/Problem"}), Fit::Whole, &body);
    assert_eq!(body["status"], answer.status, "{what}");
    assert!(codes.contains(&body["code"]), "{what} with the code {}, none of {codes:?}", body["code"]);
}

/// Each item has the fields that were asked for, and `id` at most besides.
fn trimmed(what: &str, fields: &str, body: &Value) {
    let fields = fields.replace("%2C", ",");
    let asked: Vec<&str> = fields.split(',').map(|field| field.split('.').next().unwrap()).collect();
    let items = body["items"].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
    for item in items {
        let item = item.as_object().unwrap();
        assert!(item.keys().all(|name| name == "id" || asked.contains(&name.as_str())), "{what}: {fields}");
        assert!(asked.iter().all(|name| item.contains_key(*name)), "{what}: {fields}");
    }
}

/// The part of the document about a path as it was asked for.
fn path_item(path: &str) -> Option<&'static Value> {
    let paths = document().root()["paths"].as_object().unwrap();
    paths.get(path).or_else(|| {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let template: Vec<&str> = template.split('/').collect();
            template.len() == parts.len()
                && template
                    .iter()
                    .zip(&parts)
                    .all(|(own, part)| own == part || (own.starts_with('{') && !part.is_empty()))
        };
        paths.iter().find(|(template, _)| fits(template)).map(|(_, item)| item)
    })
}

/// What a reference leads to, or the value itself.
pub fn resolved(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => resolved(document().root().pointer(reference.trim_start_matches('#')).unwrap()),
        None => value,
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn parsed(answer: &Answer<'_>) -> Value {
    serde_json::from_slice(answer.body)
        .unwrap_or_else(|error| panic!("{} is not answered in JSON: {error}", answer.target))
}

/// The validators of this process, by schema.
type Validators = HashMap<(String, Fit), Arc<Validator>>;

/// A validator of a schema of the document, made once a process.
fn validator(schema: &Value, fit: Fit) -> Arc<Validator> {
    static VALIDATORS: OnceLock<Mutex<Validators>> = OnceLock::new();
    let key = (schema.to_string(), fit);
    let mut known = VALIDATORS.get_or_init(Mutex::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let made = || {
        let mut components = document().root()["components"]["schemas"].clone();
        components.as_object_mut().unwrap().values_mut().for_each(|schema| tighten(schema, fit));
        let mut root = schema.as_object().cloned().unwrap_or_else(Map::new);
        root.insert("components".into(), json!({"schemas": components}));
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        Arc::new(options.build(&root.into()).expect("the document's schemas are schemas"))
    };
    Arc::clone(known.entry(key).or_insert_with(made))
}

/// Allows no property that a schema does not describe; asks for none where something was left out.
fn tighten(schema: &mut Value, fit: Fit) {
    let Value::Object(members) = schema else { return };
    if members.contains_key("properties") && !members.contains_key("additionalProperties") {
        members.insert("additionalProperties".into(), false.into());
    }
    if fit == Fit::Trimmed {
        members.remove("required");
    }
}
