//! Schemas: every property is explained and shown, every reference leads somewhere, nothing is left over.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::lint_operations::is_sentence;
use crate::support::contract::{self, Fit};
use crate::{root, schemas};

#[test]
fn every_schema_and_property_is_explained_with_a_valid_example() {
    for (name, schema) in schemas() {
        assert!(is_sentence(&schema["description"]), "{name}: {}", schema["description"]);
        assert!(schema.get("example").is_none(), "{name} has an example in the older form");
        for (property, inner) in schema["properties"].as_object().into_iter().flatten() {
            let what = format!("{name}.{property}");
            assert!(is_sentence(&inner["description"]), "{what}: {}", inner["description"]);
            assert!(inner.get("example").is_none(), "{what} has an example in the older form");
            assert!(is_shown(inner, 0), "{what} has no example");
            for example in inner["examples"].as_array().into_iter().flatten() {
                contract::fits(&format!("the example of {what}"), inner, Fit::Whole, example);
            }
        }
    }
}

#[test]
fn what_is_sent_always_is_required() {
    for (name, schema) in schemas().iter().filter(|(_, schema)| schema.get("properties").is_some()) {
        let properties: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
        assert!(required.is_subset(&properties), "{name}");
        if name.ends_with("View") || name.ends_with("Page") {
            assert_eq!(required, properties, "{name}: absent values are null, never left out");
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let mut found = BTreeSet::new();
    references(root(), &mut found);
    assert!(found.len() > 50);
    for reference in &found {
        assert!(root().pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    let ways = crate::operations().into_iter().filter_map(|(_, operation)| operation["security"].as_array()).flatten();
    let schemes = ways.filter_map(Value::as_object).flat_map(|way| way.keys());
    found.extend(schemes.map(|name| format!("#/components/securitySchemes/{name}")));
    for (kind, components) in root()["components"].as_object().unwrap() {
        for name in components.as_object().unwrap().keys() {
            assert!(found.contains(&format!("#/components/{kind}/{name}")), "{kind} {name} is not used");
        }
    }
}

/// Objects whose members are not told: those of an OpenAPI document, and what is noted of an action, which differs for each.
const FREE: &[&str] = &["OpenApiDocument.info", "OpenApiDocument.paths", "AuditDetail"];

#[test]
fn no_schema_is_a_free_object() {
    fn told(what: &str, schema: &Value) {
        let is = |kind: &str| {
            schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind))
        };
        let is_told = ["properties", "oneOf", "anyOf", "allOf"].iter().any(|word| schema.get(*word).is_some());
        assert!(is_told || !is("object") || FREE.contains(&what), "{what} does not tell its members");
        assert!(!is("array") || schema.get("items").is_some(), "{what} does not tell its items");
        let says = ["type", "$ref", "oneOf", "anyOf", "allOf", "enum"].iter().any(|word| schema.get(*word).is_some());
        // The bytes of a file have no type in JSON.
        assert!(says || what == "PictureBytes", "{what} may be anything");
        for (property, inner) in schema["properties"].as_object().into_iter().flatten() {
            told(&format!("{what}.{property}"), inner);
        }
        let parts = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
        parts.chain(schema.get("items")).for_each(|part| told(what, part));
    }
    for (name, schema) in schemas() {
        told(name, schema);
    }
}

/// Lists and texts of a request without a limit of their own: a body has at most 1 MiB.
const UNBOUNDED: &[&str] =
    &["file", "slug", "name", "scheme", "spans", "marks", "paragraphs", "items", "rows", "cells"];

#[test]
fn what_is_sent_is_closed_and_bounded() {
    let mut found = BTreeSet::new();
    for (_, operation) in crate::operations() {
        references(&operation["requestBody"], &mut found);
    }
    let mut open: Vec<String> = found.iter().cloned().collect();
    while let Some(reference) = open.pop() {
        let mut inner = BTreeSet::new();
        references(root().pointer(reference.trim_start_matches('#')).unwrap(), &mut inner);
        open.extend(inner.difference(&found).cloned().collect::<Vec<_>>());
        found.extend(inner);
    }
    assert!(found.len() > 40);
    for reference in &found {
        let schema = root().pointer(reference.trim_start_matches('#')).unwrap();
        let Some(properties) = schema["properties"].as_object() else { continue };
        assert_eq!(schema["additionalProperties"], false, "{reference} takes members that it does not tell");
        for (name, property) in properties {
            let what = format!("{reference}.{name}");
            let is = |kind: &str| {
                property["type"] == kind
                    || property["type"].as_array().is_some_and(|kinds| kinds.contains(&kind.into()))
            };
            if is("string") && property.get("enum").is_none() && !UNBOUNDED.contains(&name.as_str()) {
                assert!(property["maxLength"].is_u64(), "{what} has no longest text");
                assert!(property["pattern"].is_string() || property["minLength"] == 0, "{what} has no form");
            }
            assert!(
                !is("integer") || (property["minimum"].is_i64() && property["maximum"].is_i64()),
                "{what} has no limits"
            );
            assert!(
                !is("array") || property["maxItems"].is_u64() || UNBOUNDED.contains(&name.as_str()),
                "{what} has no limit"
            );
        }
    }
}

#[test]
fn a_merge_patch_takes_what_is_sent_whole_and_requires_nothing() {
    let (whole, patch) = (&schemas()["ArticleInput"], &schemas()["ArticlePatch"]);
    assert_eq!((&whole["required"], patch.get("required")), (&serde_json::json!(["title"]), None));
    let names = |schema: &'static Value| schema["properties"].as_object().unwrap().keys().collect::<Vec<_>>();
    assert_eq!(names(whole), names(patch));
    for (name, property) in patch["properties"].as_object().unwrap().iter().filter(|(name, _)| *name != "title") {
        let may_be_null = property["type"].as_array().into_iter().chain(property["oneOf"].as_array()).flatten();
        assert!(
            may_be_null.into_iter().any(|one| one == "null" || one["type"] == "null"),
            "{name} cannot be taken away"
        );
    }
    assert!(
        schemas()["AiLabelPatch"].get("required").is_none()
            && schemas()["AiLabelInput"]["required"] == serde_json::json!(["kind", "text"])
    );
}

#[test]
fn every_object_within_another_has_a_name() {
    fn inline(what: &str, schema: &Value) {
        assert!(schema.get("properties").is_none(), "{what} is an object without a name of its own");
        let parts = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
        parts.chain(schema.get("items")).for_each(|part| inline(what, part));
    }
    for (name, schema) in schemas() {
        for (property, inner) in schema["properties"].as_object().into_iter().flatten() {
            inline(&format!("{name}.{property}"), inner);
        }
    }
}

#[test]
fn a_tagged_union_names_its_alternatives() {
    let unions: Vec<_> = schemas().iter().filter(|(_, schema)| schema.get("discriminator").is_some()).collect();
    assert!(unions.len() >= 2);
    for (name, union) in unions {
        let tag = union["discriminator"]["propertyName"].as_str().unwrap();
        let mapping = union["discriminator"]["mapping"].as_object().unwrap();
        assert_eq!(mapping.len(), union["oneOf"].as_array().unwrap().len(), "{name}");
        for (word, reference) in mapping {
            let alternative = root().pointer(reference.as_str().unwrap().trim_start_matches('#')).unwrap();
            assert_eq!(alternative["properties"][tag]["enum"], serde_json::json!([word]), "{name}");
            assert!(alternative["required"].as_array().unwrap().iter().any(|name| name == tag), "{name} {word}");
        }
    }
}

/// Whether a property has an example, its own or in the schema that it refers to.
fn is_shown(schema: &'static Value, depth: usize) -> bool {
    if schema.get("examples").is_some() || schema.get("enum").is_some() {
        return true;
    }
    if depth > 4 {
        return false;
    }
    if schema.get("$ref").is_some() {
        let inner = contract::resolved(schema);
        return is_shown(inner, depth + 1) || inner.get("properties").is_some() || inner.get("oneOf").is_some();
    }
    let parts = schema["oneOf"].as_array().into_iter().flatten().chain(schema.get("items"));
    parts.into_iter().any(|part| is_shown(part, depth + 1))
}

fn references(value: &'static Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            let mapping = value.pointer("/discriminator/mapping").and_then(Value::as_object).into_iter().flatten();
            found.extend(mapping.filter_map(|(_, reference)| reference.as_str()).map(str::to_owned));
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
