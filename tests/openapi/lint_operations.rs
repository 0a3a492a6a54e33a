//! Operations and their parameters are named, explained and bounded.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::contract::{self, Fit};
use crate::{operations, parameters, root};

/// Every tag that there may be.
const TAGS: &[&str] = &[
    "site",
    "articles",
    "channels",
    "columns",
    "sources",
    "people",
    "tags",
    "collections",
    "media",
    "search",
    "related",
    "trending",
    "changes",
    "feeds",
    "editorial",
    "newsroom",
    "reference",
    "accounts",
    "webhooks",
    "operations",
];
/// What an operation's id begins with.
const VERBS: &[&str] = &[
    "approve",
    "cancel",
    "check",
    "compare",
    "correct",
    "create",
    "delete",
    "get",
    "import",
    "issue",
    "list",
    "merge",
    "place",
    "publish",
    "record",
    "refresh",
    "relate",
    "replace",
    "resolve",
    "restore",
    "return",
    "revoke",
    "search",
    "stream",
    "submit",
    "suggest",
    "unpublish",
    "update",
    "upload",
    "withdraw",
];
/// Lists without `limit` and `cursor`: the log has a number to go on from, the others are small and come whole.
const UNPAGED: &[&str] =
    &["list_changes", "list_channels", "list_article_neighbours", "list_related_articles", "list_tag_schemes"];

#[test]
fn every_operation_has_one_known_tag_and_an_id_of_verb_and_noun() {
    let declared: Vec<&str> =
        root()["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut used = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (id, operation) in operations() {
        let [tag] = operation["tags"].as_array().unwrap().as_slice() else { panic!("{id} has not one tag") };
        let tag = tag.as_str().unwrap();
        assert!(TAGS.contains(&tag) && declared.contains(&tag), "{id}: the tag {tag} is not known");
        used.insert(tag);
        let (verb, noun) = id.split_once('_').unwrap_or((id, "everything"));
        assert!(VERBS.contains(&verb) && !noun.is_empty(), "{id} does not begin with a known verb");
        assert!(id.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{id}");
        assert!(ids.insert(id), "{id} is there twice");
    }
    assert!(declared.iter().all(|tag| used.contains(tag)), "a tag has no operation");
    assert!(root()["tags"].as_array().unwrap().iter().all(|tag| is_sentence(&tag["description"])));
}

#[test]
fn every_operation_and_parameter_is_explained_with_a_valid_example() {
    for (id, operation) in operations() {
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty() && !summary.ends_with('.') && summary.len() <= 60, "{id}: summary `{summary}`");
        assert!(is_sentence(&operation["description"]), "{id}: {}", operation["description"]);
        let mut names = BTreeSet::new();
        for parameter in parameters(operation) {
            let name = parameter["name"].as_str().unwrap();
            let what = format!("the example of {id} {name}");
            assert!(names.insert((name, parameter["in"].as_str().unwrap())), "{id} {name} is there twice");
            assert!(is_sentence(&parameter["description"]), "{id} {name}: {}", parameter["description"]);
            contract::fits(&what, &parameter["schema"], Fit::Whole, &parameter["example"]);
        }
    }
}

#[test]
fn every_parameter_is_bounded() {
    for (id, operation) in operations() {
        for parameter in parameters(operation) {
            let name = parameter["name"].as_str().unwrap();
            if parameter["in"] == "header" {
                continue;
            }
            let schema = contract::resolved(&parameter["schema"]);
            bounded(&format!("{id} {name}"), schema);
            if schema["type"] == "array" {
                assert_eq!(
                    (&parameter["style"], &parameter["explode"]),
                    (&json!("form"), &json!(false)),
                    "{id} {name}"
                );
            }
        }
    }
}

#[test]
fn what_may_be_stale_is_asked_for_and_only_reads_are_conditional() {
    for (_, item) in root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let (id, answers) = (&operation["operationId"], operation["responses"].as_object().unwrap());
            let names: Vec<&str> =
                parameters(operation).iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
            assert_eq!(names.contains(&"If-Match"), answers.contains_key("412"), "{id}");
            assert_eq!(answers.contains_key("412"), answers.contains_key("428"), "{id}");
            assert_eq!(names.contains(&"If-None-Match"), answers.contains_key("304"), "{id}");
            assert!(method == "get" || !answers.contains_key("304"), "{id}");
            for (status, answer) in answers.iter().filter(|(status, _)| ["200", "201"].contains(&status.as_str())) {
                let headers = &contract::resolved(answer)["headers"];
                let schema = contract::resolved(answer)["content"]["application/json"]["schema"]["$ref"].as_str();
                // What is there no more has no state to be changed again.
                let is_gone = schema.is_some_and(|name| name.ends_with("/Deleted") || name.ends_with("/Merged"));
                let is_versioned = method == "get" || answers.contains_key("412") && !is_gone;
                assert!(!is_versioned || headers.get("ETag").is_some(), "{id}");
                assert!(status == "200" || headers.get("Location").is_some(), "{id} does not say where what is new is");
            }
        }
    }
}

/// Everything that a schema lets in has an end.
fn bounded(what: &str, schema: &'static Value) {
    match schema["type"].as_str().unwrap_or_else(|| panic!("{what} has no type: {schema}")) {
        "string" if schema.get("enum").is_some() => {}
        "string" => assert!(schema["maxLength"].is_u64() && schema["pattern"].is_string(), "{what}: {schema}"),
        "integer" => assert!(schema["minimum"].is_i64() && schema["maximum"].is_i64(), "{what}: {schema}"),
        "array" => {
            assert!(schema["minItems"].is_u64() && schema["maxItems"].is_u64(), "{what}: {schema}");
            bounded(what, contract::resolved(&schema["items"]));
        }
        kind => assert_eq!(kind, "boolean", "{what}"),
    }
}

#[test]
fn lists_have_limit_and_cursor() {
    for (id, operation) in operations() {
        let names: Vec<&str> =
            parameters(operation).iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        if id.starts_with("list_") && !UNPAGED.contains(&id) {
            assert!(names.contains(&"limit") && names.contains(&"cursor"), "{id} has no limit or no cursor: {names:?}");
            let page = contract::resolved(&operation["responses"]["200"]["content"]["application/json"]["schema"]);
            for property in ["items", "next_cursor", "prev_cursor", "total", "total_is_lower_bound"] {
                assert!(page["properties"].get(property).is_some(), "the answer of {id} has no {property}");
            }
        }
        if names.contains(&"fields") {
            let fields = parameters(operation).into_iter().find(|parameter| parameter["name"] == "fields").unwrap();
            assert_eq!(fields["x-trims-required"], true, "{id}");
        }
    }
}

/// Whether a text explains something: not empty, and it ends with a full stop.
pub fn is_sentence(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.len() > 5 && text.ends_with(['.', ')']))
}
