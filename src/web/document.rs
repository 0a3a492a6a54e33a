//! The OpenAPI document: what the handlers say, completed with what holds for all of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

use crate::kernel::error::Code;

/// The finished document.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
}

/// What a property leads to: the schema of its own properties, if it is an object or a list of objects.
pub type Properties = BTreeMap<String, Option<String>>;

impl Document {
    /// Completes what was collected from the handlers.
    #[must_use]
    pub fn complete(collected: &OpenApi) -> Self {
        let mut root = serde_json::to_value(collected).unwrap_or_default();
        if let Some(Value::Object(components)) = root.get_mut("components") {
            components.insert("responses".into(), responses());
            components.insert("headers".into(), headers());
        }
        let paths = root.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
        for operation in paths.filter_map(|(_, item)| item.as_object_mut()).flatten() {
            complete_operation(operation.1);
        }
        Self { root }
    }

    /// The document as JSON.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The document as it is committed and served: indented, with a line feed at its end.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.root).unwrap_or_default();
        text.push('\n');
        text
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
}

/// The schema that a property refers to, directly, as one of several or as a list's items.
fn reference(property: &Value) -> Option<String> {
    if let Some(reference) = property.get("$ref").and_then(Value::as_str) {
        return reference.rsplit('/').next().map(str::to_owned);
    }
    let alternatives = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| property.get(word)?.as_array());
    alternatives.flatten().chain(property.get("items")).find_map(reference)
}

/// Completes an operation with the answers and headers that all of them have.
fn complete_operation(operation: &mut Value) {
    let has_body = operation.get("requestBody").is_some();
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    let cached = !has_body
        && answers.get("200").is_some_and(|answer| answer.pointer("/headers/ETag").is_none())
        && answers.get("200").and_then(|answer| answer.get("x-uncached")).is_none();
    for (status, answer) in answers.iter_mut() {
        let Value::Object(answer) = answer else { continue };
        let mut common = Map::from_iter([("X-Request-Id".to_owned(), header_reference("RequestId"))]);
        if status == "200" && cached {
            for name in ["ETag", "Cache-Control", "Vary"] {
                common.insert(name.to_owned(), header_reference(&name.replace('-', "")));
            }
        }
        let headers = answer.entry("headers").or_insert_with(|| json!({}));
        if let Value::Object(headers) = headers {
            headers.extend(common);
        }
        if status.starts_with('4') && !answer.contains_key("content") {
            answer.insert("content".into(), problem_content());
        }
    }
    if cached {
        answers.entry("304").or_insert_with(|| json!({"$ref": "#/components/responses/NotModified"}));
    }
    for (status, name) in OF_BODIES.iter().filter(|_| has_body).chain(SHARED) {
        answers.entry(*status).or_insert_with(|| json!({"$ref": format!("#/components/responses/{name}")}));
    }
    answers.sort_keys();
}

/// The refusals that every operation with a body can answer with.
const OF_BODIES: &[(&str, &str)] =
    &[("400", "BadBody"), ("413", "BodyTooLarge"), ("415", "UnsupportedMediaType"), ("422", "InvalidContent")];

/// The refusals that every operation can answer with.
const SHARED: &[(&str, &str)] =
    &[("400", "BadRequest"), ("429", "TooManyRequests"), ("500", "InternalError"), ("503", "ServiceUnavailable")];

/// A reference to a header of the document.
fn header_reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// A body that is a problem document.
fn problem_content() -> Value {
    json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}})
}

/// The answers that operations refer to.
fn responses() -> Value {
    let problem = |codes: &[Code], retry: bool| {
        let codes: Vec<String> = codes.iter().map(|code| format!("`{}`: {}.", code.word(), code.title())).collect();
        let mut headers = json!({"X-Request-Id": header_reference("RequestId")});
        if let Value::Object(headers) = &mut headers
            && retry
        {
            headers.insert("Retry-After".into(), header_reference("RetryAfter"));
        }
        json!({"description": codes.join(" "), "headers": headers, "content": problem_content()})
    };
    json!({
        "NotModified": {
            "description": "The caller's copy, named by `If-None-Match`, is current.",
            "headers": {
                "ETag": header_reference("ETag"),
                "Cache-Control": header_reference("CacheControl"),
                "Vary": header_reference("Vary"),
                "X-Request-Id": header_reference("RequestId"),
            },
        },
        "BadBody": problem(&[Code::InvalidParameter, Code::InvalidRequest, Code::MalformedJson], false),
        "BodyTooLarge": problem(&[Code::BodyTooLarge], false),
        "UnsupportedMediaType": problem(&[Code::UnsupportedMediaType], false),
        "InvalidContent": problem(&[Code::InvalidContent], false),
        "BadRequest": problem(&[Code::InvalidParameter, Code::InvalidRequest], false),
        "TooManyRequests": problem(&[Code::RateLimited], true),
        "InternalError": problem(&[Code::Internal], false),
        "ServiceUnavailable": problem(&[Code::Unavailable, Code::StateBehind], true),
    })
}

/// The headers that answers refer to.
fn headers() -> Value {
    let text = |description: &str, example: &str| json!({"description": description, "schema": {"type": "string"}, "example": example});
    json!({
        "ETag": text("Strong entity tag of this representation, for `If-None-Match`.", "\"aGVsbG8gd29ybGQgMTIzNA\""),
        "CacheControl": text(
            "How browsers and shared caches may keep the answer.",
            "public, max-age=10, s-maxage=30, stale-while-revalidate=60",
        ),
        "Vary": text("The request headers that the answer depends on.", "Accept-Encoding"),
        "RequestId": text(
            "The request's id in the service's log: the caller's own where it was well formed.",
            "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f",
        ),
        "RetryAfter": {
            "description": "After how many seconds to try again.",
            "schema": {"type": "integer", "minimum": 1},
            "example": 1,
        },
        "Link": text(
            "The first, the previous and the next page (RFC 8288).",
            "</v1/articles>; rel=\"first\", </v1/articles?cursor=AQ…>; rel=\"next\"",
        ),
    })
}
