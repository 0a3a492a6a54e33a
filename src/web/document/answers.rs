//! The answers and headers that operations have in common, and the problem codes of each refusal as data.

use serde_json::{Map, Value, json};

use super::{each_operation, parameters};
use crate::kernel::error::Code;
use crate::web::route_class::RouteClass;

/// The member of an answer that lists the problem codes it can have.
pub const CODES: &str = "x-codes";

/// Adds to every operation what all of them answer, and the components that this refers to.
pub fn complete(root: &mut Value) {
    let (reads, pages) = (read(root), paged(root));
    each_operation(root, |path, operation| {
        if RouteClass::of(path) == RouteClass::Delivery
            && let Some(operation) = operation.as_object_mut()
        {
            // Without anything where the site is open to everybody, which comes first.
            operation.insert("security".into(), json!([{}, {"reader_key": []}, {"account": []}]));
        }
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        complete_operation(operation, Manner { is_read: reads.contains(&id), is_paged: pages.contains(&id) });
    });
    let mut referred = String::new();
    each_operation(root, |_, operation| referred.push_str(&operation.to_string()));
    let mut responses = responses();
    responses.retain(|name, _| referred.contains(&format!("\"{}\"", shared_reference(name))));
    if let Some(Value::Object(components)) = root.get_mut("components") {
        components.insert("responses".into(), responses.into());
        components.insert("headers".into(), headers());
        components.insert("parameters".into(), json!({"IfMatch": if_match(), "IfNoneMatch": if_none_match()}));
    }
}

/// What an operation is like.
#[derive(Clone, Copy)]
struct Manner {
    /// It is a GET.
    is_read: bool,
    /// Its answer is a page with cursors.
    is_paged: bool,
}

/// The operations that are GETs.
fn read(root: &Value) -> Vec<String> {
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let reads = paths.filter_map(|(_, item)| item.get("get")?.get("operationId")?.as_str());
    reads.map(str::to_owned).collect()
}

/// The operations whose answer is a page with cursors.
fn paged(root: &Value) -> Vec<String> {
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.filter_map(|(_, item)| item.as_object()).flatten().map(|(_, operation)| operation);
    let is_page = |operation: &&Value| parameters::find(operation, "cursor").is_some();
    operations.filter(is_page).filter_map(|one| one.get("operationId")?.as_str().map(str::to_owned)).collect()
}

/// Whether an answer is about something that is there no more, and so has no state to be changed again.
fn tells_of_an_end(answer: &serde_json::Map<String, Value>) -> bool {
    let schema = answer.get("content").and_then(|content| content.pointer("/application~1json/schema/$ref"));
    let name = schema.and_then(Value::as_str).and_then(|reference| reference.rsplit('/').next());
    matches!(name, Some("Deleted" | "Merged"))
}

/// Completes an operation with the answers and headers that all of them have.
fn complete_operation(operation: &mut Value, Manner { is_read, is_paged }: Manner) {
    let is_secured = operation.get("security").and_then(Value::as_array).is_some_and(|ways| !ways.is_empty());
    let asks_for_state = parameters::find(operation, "min_seq").is_some();
    let has_body = operation.get("requestBody").is_some();
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    // Who may find it changed says which state they have seen.
    let is_change = answers.contains_key("412");
    let is_cached = is_read && answers.contains_key("200");
    if is_cached {
        answers.entry("304").or_insert_with(|| json!({"$ref": shared_reference("NotModified")}));
    }
    let of_bodies = OF_BODIES.iter().filter(|(status, _)| has_body && !codes_of(status).is_empty());
    let of_tokens = OF_TOKENS.iter().filter(|_| is_secured);
    let of_paths = if is_read { OF_READS } else { OF_CHANGES };
    for (status, name) in of_bodies.chain(of_tokens).chain(of_paths).chain(SHARED) {
        answers.entry(*status).or_insert_with(|| json!({"$ref": shared_reference(name)}));
    }
    if asks_for_state {
        await_state(answers);
    }
    for (status, answer) in answers.iter_mut() {
        let Value::Object(answer) = answer else { continue };
        if answer.contains_key("$ref") {
            continue;
        }
        let mut common = common_headers();
        if status == "200" && is_cached {
            for name in ["ETag", "Cache-Control", "Vary", "Last-Modified"] {
                common.insert(name.to_owned(), header_reference(&name.replace('-', "")));
            }
        }
        if status == "401" || status == "403" {
            common.insert("WWW-Authenticate".into(), header_reference("WwwAuthenticate"));
        }
        if status == "201" {
            common.insert("Location".into(), header_reference("Location"));
        }
        if status == "200" && is_change && !tells_of_an_end(answer) {
            common.insert("ETag".into(), header_reference("Version"));
        }
        if status == "200" && is_paged {
            common.insert("Link".into(), header_reference("Link"));
        }
        if status == "503" || status == "429" {
            common.insert("Retry-After".into(), header_reference("RetryAfter"));
        }
        if let Value::Object(headers) = answer.entry("headers").or_insert_with(|| json!({})) {
            headers.extend(common);
        }
        if status.starts_with(['4', '5']) && !answer.contains_key("content") {
            answer.insert("content".into(), problem_content());
            let text = answer.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
            answer.insert(CODES.into(), json!(codes_named(&text, status)));
        }
    }
    answers.sort_keys();
    let conditions = [(is_change, "IfMatch"), (is_cached, "IfNoneMatch")].into_iter().filter(|(takes, _)| *takes);
    for (_, name) in conditions {
        let Some(operation) = operation.as_object_mut() else { return };
        if let Value::Array(parameters) = operation.entry("parameters").or_insert_with(|| json!([])) {
            parameters.push(json!({"$ref": format!("#/components/parameters/{name}")}));
        }
    }
}

/// An operation that is asked for a state can be without it, or without the database, beside what it says itself.
fn await_state(answers: &mut Map<String, Value>) {
    let Some(own) = answers.get_mut("503") else {
        answers.insert("503".into(), json!({"$ref": shared_reference("StateBehind")}));
        return;
    };
    let text = own.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    let named = codes_named(&text, "503");
    let missing = [Code::Unavailable, Code::StateBehind].into_iter().filter(|code| !named.contains(&code.word()));
    let texts: Vec<String> =
        std::iter::once(text).chain(missing.map(|code| format!("`{}`: {}.", code.word(), code.title()))).collect();
    if let Value::Object(own) = own {
        own.insert("description".into(), texts.join(" ").into());
    }
}

/// A reference to an answer of the document.
fn shared_reference(name: &str) -> String {
    format!("#/components/responses/{name}")
}

/// The refusals of a body, as far as the table of codes has any.
const OF_BODIES: &[(&str, &str)] = &[
    ("400", "BadBody"),
    ("408", "RequestTimeout"),
    ("413", "BodyTooLarge"),
    ("415", "UnsupportedMediaType"),
    ("422", "InvalidContent"),
];

/// What a GET answers to an address that cannot be read or is spelled otherwise.
const OF_READS: &[(&str, &str)] = &[("308", "CanonicalPath"), ("400", "BadRequest")];

/// The same of other methods, which are not redirected.
const OF_CHANGES: &[(&str, &str)] = &[("400", "BadAddress")];

/// The refusals of who may not, where not everybody may.
const OF_TOKENS: &[(&str, &str)] = &[("401", "Unauthorized"), ("403", "Forbidden")];

/// The refusals that every operation can answer with.
const SHARED: &[(&str, &str)] = &[("429", "TooManyRequests"), ("500", "InternalError")];

/// The refusals of uploads, which only operations that take them have, and name themselves.
const OF_UPLOADS: &[Code] = &[Code::MalformedUpload, Code::UnsupportedImage, Code::BrokenImage, Code::ImageTooLarge];

/// The codes of a status that any body can be refused with.
fn codes_of_bodies(status: &str) -> Vec<Code> {
    codes_of(status).into_iter().filter(|code| !OF_UPLOADS.contains(code)).collect()
}

/// The codes of a status.
fn codes_of(status: &str) -> Vec<Code> {
    Code::ALL.iter().copied().filter(|code| code.status().to_string() == status).collect()
}

/// The codes of a status that a description names between backticks.
fn codes_named(description: &str, status: &str) -> Vec<&'static str> {
    let named: Vec<&str> = description.split('`').skip(1).step_by(2).collect();
    codes_of(status).into_iter().map(Code::word).filter(|word| named.contains(word)).collect()
}

/// The headers of every answer.
fn common_headers() -> Map<String, Value> {
    let names = [
        ("X-Request-Id", "RequestId"),
        ("X-Content-Type-Options", "ContentTypeOptions"),
        ("RateLimit", "RateLimit"),
        ("RateLimit-Policy", "RateLimitPolicy"),
    ];
    names.into_iter().map(|(name, component)| (name.to_owned(), header_reference(component))).collect()
}

/// A reference to a header of the document.
fn header_reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// A body that is a problem document.
fn problem_content() -> Value {
    json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}})
}

/// The request header that says which state is to be changed.
fn if_match() -> Value {
    json!({
        "name": "If-Match",
        "in": "header",
        "description": "The `ETag` of the state that is to be changed, or several; `*` for whatever it is (RFC 9110). What a compressing proxy makes of a tag, \
             `W/\"v6\"` or `\"v6-gzip\"`, counts as the tag.",
        "required": true,
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
        "example": "\"v6\"",
    })
}

/// The request header that makes a request conditional.
fn if_none_match() -> Value {
    json!({
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of the copy that the caller holds: the answer is 304 without a body while it is current (RFC 9110).",
        "required": false,
        "schema": {"type": "string"},
        "example": "\"aGVsbG8gd29ybGQgMTIzNA\"",
    })
}

/// The answers that operations refer to.
fn responses() -> Map<String, Value> {
    let problem = |codes: &[Code], retry: Option<&str>| {
        let texts: Vec<String> = codes.iter().map(|code| format!("`{}`: {}.", code.word(), code.title())).collect();
        let words: Vec<&str> = codes.iter().map(|code| code.word()).collect();
        let mut headers = common_headers();
        headers.extend(retry.map(|header| ("Retry-After".to_owned(), header_reference(header))));
        json!({"description": texts.join(" "), "headers": headers, "content": problem_content(), CODES: words})
    };
    let mut unchanged = common_headers();
    for name in ["ETag", "Cache-Control", "Vary", "Last-Modified"] {
        unchanged.insert(name.to_owned(), header_reference(&name.replace('-', "")));
    }
    let mut shared = Map::from_iter([(
        "NotModified".to_owned(),
        json!({"description": "The caller's copy, named by `If-None-Match`, is current.", "headers": unchanged}),
    )]);
    let mut redirected = common_headers();
    redirected.insert("Location".into(), header_reference("CanonicalPath"));
    let redirect = "The path is not in its canonical spelling, which `Location` has; the answer has no content.";
    shared.insert("CanonicalPath".into(), json!({"description": redirect, "headers": redirected}));
    for (status, name) in OF_BODIES {
        shared.insert((*name).to_owned(), problem(&codes_of_bodies(status), None));
    }
    shared.insert("BadRequest".into(), problem(&[Code::InvalidParameter, Code::InvalidRequest], None));
    let of_changes = [Code::InvalidParameter, Code::InvalidRequest, Code::PathNotCanonical];
    shared.insert("BadAddress".into(), problem(&of_changes, None));
    shared.insert("TooManyRequests".into(), problem(&[Code::RateLimited], Some("RetryAfter")));
    let mut challenged = |name: &str, codes: &[Code]| {
        let mut answer = problem(codes, None);
        if let Some(Value::Object(headers)) = answer.get_mut("headers") {
            headers.insert("WWW-Authenticate".into(), header_reference("WwwAuthenticate"));
        }
        shared.insert(name.to_owned(), answer);
    };
    challenged("Unauthorized", &[Code::Unauthenticated, Code::TokenInvalid, Code::TokenExpired]);
    challenged("Forbidden", &[Code::Forbidden]);
    shared.insert("InternalError".into(), problem(&[Code::Internal], None));
    shared.insert("StateBehind".into(), problem(&[Code::Unavailable, Code::StateBehind], Some("RetryAfter")));
    shared
}

/// The headers that answers refer to.
fn headers() -> Value {
    let header = |description: &str, example: &str, required: bool| json!({"description": description, "required": required, "schema": {"type": "string"}, "example": example});
    json!({
        "ETag": header("Strong entity tag of this representation, for `If-None-Match`.", "\"aGVsbG8gd29ybGQgMTIzNA\"", true),
        "Version": header("The entity tag of the new state, for `If-Match`.", "\"v7\"", true),
        "CacheControl": header(
            "How browsers and shared caches may keep the answer.",
            "public, max-age=10, s-maxage=30, stale-while-revalidate=60",
            true,
        ),
        "Vary": header("The request headers that the answer depends on.", "Accept-Encoding", true),
        "LastModified": header(
            "When what is answered last changed, where that is known (RFC 9110).",
            "Sat, 14 Mar 2026 16:00:00 GMT",
            false,
        ),
        "Location": header("The path of what is new.", "/v1/editorial/articles/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f", true),
        "CanonicalPath": header("The path in its canonical spelling, with the query as it was sent.", "/v1/articles", true),
        "RequestId": header(
            "The request's id in the service's log: the caller's own where it was well formed.",
            "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f",
            true,
        ),
        "ContentTypeOptions": header("Always `nosniff`: the body is what `Content-Type` says, and nothing else.", "nosniff", true),
        "RateLimit": header("What is left of the caller's share; absent where there is no limit.", "\"default\";r=99;t=1", false),
        "RateLimitPolicy": header("The caller's share; absent where there is no limit.", "\"default\";q=100;w=1", false),
        "RetryAfter": {
            "description": "After how many seconds to try again.",
            "required": true,
            "schema": {"type": "integer", "minimum": 1},
            "example": 1,
        },
        "WwwAuthenticate": header(
            "How to make oneself known, and what was wrong with the token that was sent (RFC 6750).",
            "Bearer realm=\"dibao\", error=\"invalid_token\", error_description=\"The token has expired\"",
            true,
        ),
        "Link": header(
            "The first, the previous and the next page (RFC 8288).",
            "</v1/articles>; rel=\"first\", </v1/articles?cursor=AQAB>; rel=\"next\"",
            true,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operation_says_of_itself_is_kept_beside_what_holds_for_all() {
        let mut operation = json!({
            "parameters": [{"name": "min_seq"}],
            "responses": {"200": {"description": "It."}, "503": {"description": "`unavailable`: no luck."}},
        });
        complete_operation(&mut operation, Manner { is_read: true, is_paged: true });
        let answer = operation.pointer("/responses/503").cloned().unwrap_or_default();
        assert_eq!(answer.get(CODES), Some(&json!(["unavailable", "state_behind"])));
        assert!(answer.pointer("/headers/Retry-After").is_some());
        let mut posted = json!({"requestBody": {}, "responses": {"200": {"description": "It."}}});
        complete_operation(&mut posted, Manner { is_read: false, is_paged: false });
        assert_eq!(posted.pointer("/responses/400/$ref"), Some(&json!("#/components/responses/BadBody")));
        assert_eq!((posted.pointer("/responses/304"), posted.pointer("/responses/200/headers/ETag")), (None, None));
        for pointer in ["/responses/304", "/responses/400", "/responses/429", "/responses/200/headers/Link"] {
            assert!(operation.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
