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
