//! Answers: named objects, and problems with their codes.

use serde_json::Value;

use crate::support::contract;
use crate::{operations, schemas};

/// The answers of which no example is shown: they are this document.
const WITHOUT_EXAMPLE: &[&str] = &["get_openapi", "get_openapi_3_0"];

#[test]
fn every_error_is_a_problem_with_the_codes_it_can_have() {
    let known = schemas()["ProblemCode"]["enum"].as_array().unwrap();
    let table = dibao::cli::errors();
    for (id, operation) in operations() {
        let answers = operation["responses"].as_object().unwrap();
        assert!(["400", "429", "500"].iter().all(|status| answers.contains_key(*status)), "{id}");
        for (status, answer) in answers.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            let answer = contract::resolved(answer);
            let content = answer["content"].as_object().unwrap_or_else(|| panic!("{id} {status} has no content"));
            assert_eq!(content.len(), 1, "{id} {status}");
            let schema = &content["application/problem+json"]["schema"];
            assert_eq!(schema, &serde_json::json!({"$ref": "#/components/schemas/Problem"}), "{id} {status}");
            let codes = answer["x-codes"].as_array().unwrap();
            assert!(!codes.is_empty(), "{id} {status}: the description names no code between backticks");
            for code in codes {
                assert!(known.contains(code), "{id} {status}: {code}");
                let word = code.as_str().unwrap();
                let line = table.lines().find(|line| line.split_whitespace().next() == Some(word)).unwrap();
                assert_eq!(line.split_whitespace().nth(1), Some(status.as_str()), "{id}: {word}");
                assert!(answer["description"].as_str().unwrap().contains(word), "{id} {status}: {word}");
            }
        }
    }
}

#[test]
fn every_answer_is_a_named_object_with_an_example() {
    for (id, operation) in operations() {
        let answers = operation["responses"].as_object().unwrap();
        for (status, answer) in answers.iter().filter(|(status, _)| status.starts_with('2')) {
            let answer = contract::resolved(answer);
            let content = answer["content"].as_object().into_iter().flatten();
            for (media_type, media) in content.filter(|(media_type, _)| media_type.ends_with("json")) {
                let what = format!("{id} {status} {media_type}");
                let name = media["schema"]["$ref"].as_str().unwrap_or_else(|| panic!("{what} has no named schema"));
                let schema = contract::resolved(&media["schema"]);
                assert_eq!(schema["type"], "object", "{what}: {name}");
                let shown = media["examples"].as_object().is_some_and(|examples| !examples.is_empty());
                assert!(shown || WITHOUT_EXAMPLE.contains(&id), "{what} has no example; see openapi/README.md");
            }
        }
    }
}

#[test]
fn what_is_neither_json_nor_a_form_is_text_or_bytes() {
    let mut seen = 0;
    for (id, operation) in operations() {
        let answers = operation["responses"].as_object().unwrap().values().map(contract::resolved);
        for body in answers.chain(std::iter::once(&operation["requestBody"])) {
            let content = body["content"].as_object().into_iter().flatten();
            for (media_type, media) in
                content.filter(|(name, _)| !name.ends_with("json") && !name.ends_with("form-data"))
            {
                let schema = contract::resolved(&media["schema"]);
                assert!(schema["type"] == "string" || schema.get("type").is_none(), "{id} {media_type}: {schema}");
                assert!(schema.get("properties").is_none(), "{id} {media_type}: {schema}");
                seen += 1;
            }
        }
    }
    assert!(seen > 5);
}

#[test]
fn links_lead_from_lists_to_single_things_and_from_an_article_to_what_it_refers_to() {
    let known = operations();
    for (from, to) in [
        ("list_articles", "get_article"),
        ("get_article", "get_column"),
        ("get_article", "get_source"),
        ("list_columns", "get_column"),
    ] {
        let (_, operation) = known.iter().find(|(id, _)| *id == from).unwrap();
        assert!(operation["responses"]["200"]["links"].get(to).is_some(), "{from} does not lead to {to}");
    }
    for (id, operation) in &known {
        for (name, link) in operation["responses"]["200"]["links"].as_object().into_iter().flatten() {
            let (_, target) = known.iter().find(|(id, _)| link["operationId"] == **id).unwrap();
            let parameters = crate::parameters(target);
            for (parameter, expression) in link["parameters"].as_object().unwrap() {
                assert!(parameters.iter().any(|known| known["name"] == parameter.as_str()), "{id} {name}: {parameter}");
                assert!(leads(operation, expression.as_str().unwrap()), "{id} {name}: {expression} leads nowhere");
            }
        }
    }
}

/// Whether an expression leads to a property of an operation's answer.
fn leads(operation: &'static Value, expression: &str) -> bool {
    let pointer = expression.strip_prefix("$response.body#/").unwrap();
    let mut schema = contract::resolved(&operation["responses"]["200"]["content"]["application/json"]["schema"]);
    for part in pointer.split('/') {
        let inner = if part.parse::<usize>().is_ok() { &schema["items"] } else { &schema["properties"][part] };
        let present = inner["oneOf"].as_array().map_or(inner, |parts| &parts[0]);
        schema = contract::resolved(present);
        if schema.is_null() {
            return false;
        }
    }
    true
}
