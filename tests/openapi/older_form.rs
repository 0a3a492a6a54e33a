//! The document by OpenAPI 3.0: the same operations, in words that 3.0 has.

use serde_json::Value;

use crate::root;
use crate::support::contract;

fn older() -> Value {
    serde_json::from_str(contract::document().text_3_0()).unwrap()
}

#[test]
fn it_has_the_same_operations_parameters_and_schemas() {
    let older = older();
    assert_eq!(older["openapi"], "3.0.3");
    for (path, item) in root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let same = &older["paths"][path][method];
            assert_eq!(same["operationId"], operation["operationId"]);
            assert_eq!(names(&same["parameters"]), names(&operation["parameters"]), "{path}");
            let statuses = |value: &Value| value["responses"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
            assert_eq!(statuses(same), statuses(operation), "{path}");
        }
    }
    for (name, schema) in root()["components"]["schemas"].as_object().unwrap() {
        let same = &older["components"]["schemas"][name];
        assert_eq!(same["required"], schema["required"], "{name}");
        let properties =
            |value: &Value| value["properties"].as_object().map(|found| found.keys().cloned().collect::<Vec<_>>());
        assert_eq!(properties(same), properties(schema), "{name}");
    }
}

#[test]
fn it_has_no_words_that_3_0_does_not_know() {
    let mut schemas = 0;
    words(&older(), "", &mut |pointer, schema| {
        schemas += 1;
        for word in ["const", "examples", "$defs", "prefixItems", "contentEncoding", "unevaluatedProperties"] {
            assert!(schema.get(word).is_none(), "{pointer} has {word}");
        }
        assert!(schema.get("type").is_none_or(Value::is_string), "{pointer} has several types");
        assert!(schema.get("type").is_none_or(|kind| kind != "null"), "{pointer} is null");
        assert!(
            schema.get("$ref").is_none() || schema.as_object().unwrap().len() == 1,
            "{pointer} refers and says more"
        );
    });
    assert!(schemas > 300, "{schemas}");
}

fn names(parameters: &Value) -> Vec<Value> {
    parameters.as_array().into_iter().flatten().map(|one| one.get("name").unwrap_or(&one["$ref"]).clone()).collect()
}

/// Visits every schema.
fn words(value: &Value, pointer: &str, visit: &mut impl FnMut(&str, &Value)) {
    let Value::Object(members) = value else {
        value.as_array().into_iter().flatten().for_each(|inner| words(inner, pointer, visit));
        return;
    };
    for (name, inner) in members {
        let pointer = format!("{pointer}/{name}");
        match name.as_str() {
            "example" | "examples" | "default" | "enum" => continue,
            "schema" | "items" if inner.is_object() => visit(&pointer, inner),
            "schemas" | "properties" => {
                inner.as_object().unwrap().values().for_each(|inner| visit(&pointer, inner));
            }
            "oneOf" | "allOf" | "anyOf" => inner.as_array().unwrap().iter().for_each(|inner| visit(&pointer, inner)),
            _ => {}
        }
        words(inner, &pointer, visit);
    }
}
