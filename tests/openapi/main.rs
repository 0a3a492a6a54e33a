//! The document: that it is complete, well made, and what is committed of it. Only the last two need a service.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod coverage;
mod drift;
mod examples;
mod fields;
mod import_line;
mod limits;
mod lint_answers;
mod lint_operations;
mod lint_schemas;
mod older_form;
mod texts;

use serde_json::{Map, Value};

/// The document.
fn root() -> &'static Value {
    support::contract::document().root()
}

/// Every operation with its id.
fn operations() -> Vec<(&'static str, &'static Value)> {
    let paths = root()["paths"].as_object().unwrap();
    let found: Vec<_> = paths
        .values()
        .flat_map(|item| item.as_object().unwrap())
        .map(|(_, operation)| (operation["operationId"].as_str().unwrap(), operation))
        .collect();
    assert!(found.len() > 20);
    found
}

/// Every parameter of an operation.
fn parameters(operation: &'static Value) -> Vec<&'static Value> {
    operation["parameters"].as_array().into_iter().flatten().map(support::contract::resolved).collect()
}

/// Every named schema.
fn schemas() -> &'static Map<String, Value> {
    root()["components"]["schemas"].as_object().unwrap()
}
