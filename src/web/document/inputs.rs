//! Schemas of what is sent: apart from those of answers where one type serves both, with every text bounded as the reader of
//! bodies bounds it, and once more as merge patches.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::each_operation;
use super::schemas::{each, reachable};
use crate::web::merge_patch;

/// Where named schemas are.
const SCHEMAS: &str = "#/components/schemas/";
/// What only holds of what is taken: an answer shows what is stored.
const LIMITS: [&str; 5] = ["minLength", "maxLength", "pattern", "minItems", "maxItems"];

/// Parts what is sent from what is answered: a schema that serves both becomes `…Input` for requests, with its limits, and
/// stays without them for answers. Closed sets of words are the same for both.
pub fn part(root: &mut Value) {
    let sent = reachable(root, &["responses"]);
    let taken = reachable(root, &["requestBody"]);
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    let is_made_of_others = |name: &&String| {
        schemas.get(*name).is_some_and(|schema| schema.get("properties").is_some() || schema.get("oneOf").is_some())
    };
    let both: BTreeSet<String> = sent.intersection(&taken).filter(is_made_of_others).cloned().collect();
    for name in &both {
        let Some(schema) = schemas.get_mut(name) else { continue };
        let mut own = schema.clone();
        each(schema, &mut |schema| LIMITS.iter().for_each(|word| drop(schema.shift_remove(*word))));
        lead_to_inputs(&mut own, &both);
        schemas.insert(format!("{name}Input"), own);
    }
    for name in taken.difference(&both) {
        if let Some(schema) = schemas.get_mut(name) {
            lead_to_inputs(schema, &both);
        }
    }
    each_operation(root, |_, operation| {
        if let Some(body) = operation.get_mut("requestBody") {
            lead_to_inputs(body, &both);
        }
    });
}

/// Lets references to schemas that were parted lead to those of requests.
fn lead_to_inputs(value: &mut Value, parted: &BTreeSet<String>) {
    match value {
        Value::String(text) if text.strip_prefix(SCHEMAS).is_some_and(|name| parted.contains(name)) => {
            text.push_str("Input");
        }
        Value::Array(inner) => inner.iter_mut().for_each(|inner| lead_to_inputs(inner, parted)),
        Value::Object(inner) => inner.values_mut().for_each(|inner| lead_to_inputs(inner, parted)),
        _ => {}
    }
}

/// Gives every text that is sent, and declares no form, the form that the reader of bodies asks of all. A text that may have no
/// characters is any text.
///
/// And of every object, that it has no members but those that are told: all others are refused.
pub fn bound(root: &mut Value) {
    let taken = reachable(root, &["requestBody"]);
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| taken.contains(*name)) {
        each(schema, &mut |schema| {
            let says_more = ["pattern", "enum", "format", "const"].iter().any(|word| schema.contains_key(*word))
                || schema.get("minLength").is_some_and(|length| length == 0);
            if is_text(schema) && !says_more {
                schema.insert("pattern".into(), "lines".into());
                schema.entry("minLength").or_insert_with(|| json!(1));
            }
            if schema.contains_key("properties") {
                schema.entry("additionalProperties").or_insert(Value::Bool(false));
            }
        });
    }
}

/// Whether a schema is one of texts, or of texts and null.
fn is_text(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(kind)) => kind == "string",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "string"),
        _ => false,
    }
}

/// Gives each merge patch (RFC 7396) of what is sent whole as `…Input` a schema `…Patch`: the same members, none of them
/// required, and the same again of each object in them, whose members may also be null where they may be left out. What is one
/// of several kinds is replaced as a whole.
pub fn patches(root: &mut Value) {
    let mut wanted = BTreeSet::new();
    let pointer = format!("/requestBody/content/{}/schema/$ref", merge_patch::MEDIA_TYPE.replace('/', "~1"));
    each_operation(root, |_, operation| {
        if let Some(Value::String(reference)) = operation.pointer_mut(&pointer)
            && let Some((name, patch)) = reference.strip_prefix(SCHEMAS).and_then(patch_of)
        {
            wanted.insert(name);
            *reference = format!("{SCHEMAS}{patch}");
        }
    });
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    wanted.iter().for_each(|name| add_patch(schemas, name, Within::Document));
}

/// Where the object of a merge patch is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// It is the document itself, whose members the service reads one by one: they say whether they may be null.
    Document,
    /// It is in another one and merged as RFC 7396 says, where null takes away.
    Object,
}

/// The name of what is sent whole, and that of its patch.
fn patch_of(name: &str) -> Option<(String, String)> {
    name.strip_suffix("Input").map(|stem| (name.to_owned(), format!("{stem}Patch")))
}

/// Adds the patch of what is sent whole, and those of the objects in it.
fn add_patch(schemas: &mut Map<String, Value>, name: &str, within: Within) {
    let Some((_, patch)) = patch_of(name).filter(|(_, patch)| !schemas.contains_key(patch)) else { return };
    let Some(Value::Object(mut own)) = schemas.get(name).cloned() else { return };
    let required = own.shift_remove("required").unwrap_or_default();
    let is_required = |member: &str| required.as_array().is_some_and(|names| names.iter().any(|name| name == member));
    let says = own.get("description").and_then(Value::as_str).unwrap_or_default();
    let says = format!("{says} A merge patch (RFC 7396): what is left out stays as it is, what is null is taken away.");
    own.insert("description".into(), says.into());
    let mut inner = Vec::new();
    for (member, schema) in own.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        lead_to_patches(schema, schemas, &mut inner);
        if within == Within::Object && !is_required(member) {
            let_be_null(schema);
        }
    }
    schemas.insert(patch, own.into());
    inner.iter().for_each(|name| add_patch(schemas, name, Within::Object));
}

/// Lets a member of one type be null, too.
fn let_be_null(schema: &mut Value) {
    if let Some(kind) = schema.get_mut("type")
        && kind.is_string()
    {
        *kind = json!([kind.take(), "null"]);
    }
}

/// Lets a property that is an object, or such an object or null, lead to the patch of that.
fn lead_to_patches(property: &mut Value, schemas: &Map<String, Value>, found: &mut Vec<String>) {
    if let Some(Value::Array(parts)) = property.get_mut("oneOf") {
        parts.iter_mut().for_each(|part| lead_to_patches(part, schemas, found));
    }
    let Some(Value::String(reference)) = property.get_mut("$ref") else { return };
    let Some((name, patch)) = reference.strip_prefix(SCHEMAS).and_then(patch_of) else { return };
    if schemas.get(&name).is_some_and(|schema| schema.get("properties").is_some()) {
        *reference = format!("{SCHEMAS}{patch}");
        found.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        let reference = |name: &str| json!({"$ref": format!("{SCHEMAS}{name}")});
        json!({
            "paths": {"/things": {
                "get": {"responses": {"200": {"content": {"application/json": {"schema": reference("Thing")}}}}},
                "patch": {
                    "requestBody": {"content": {"application/merge-patch+json": {"schema": reference("ThingInput")}}},
                    "responses": {},
                },
            }},
            "components": {"schemas": {
                "Thing": {"properties": {"file": reference("File"), "kind": reference("Kind")}},
                "ThingInput": {"description": "A thing.", "required": ["title"], "properties": {
                    "title": {"type": "string", "maxLength": 9},
                    "file": {"oneOf": [{"type": "null"}, reference("File")]},
                    "files": {"type": ["array", "null"], "items": reference("File")},
                    "kind": reference("Kind"),
                }},
                "File": {"description": "A file.", "required": ["url"], "properties": {
                    "url": {"type": "string", "pattern": "^h", "maxLength": 5},
                    "width": {"type": "integer"},
                }},
                "Kind": {"type": "string", "enum": ["a"]},
            }},
        })
    }

    fn at<'a>(root: &'a Value, pointer: &str) -> &'a Value {
        root.pointer(pointer).unwrap_or(&Value::Null)
    }

    #[test]
    fn requests_have_schemas_of_their_own_with_limits() {
        let mut root = sample();
        part(&mut root);
        bound(&mut root);
        assert_eq!(at(&root, "/components/schemas/File/properties/url"), &json!({"type": "string"}));
        assert_eq!(at(&root, "/components/schemas/FileInput/properties/url/maxLength"), 5);
        let items = at(&root, "/components/schemas/ThingInput/properties/files/items/$ref");
        assert_eq!(items, "#/components/schemas/FileInput");
        assert_eq!(at(&root, "/components/schemas/Thing/properties/file/$ref"), "#/components/schemas/File");
        assert_eq!(at(&root, "/components/schemas/KindInput"), &Value::Null);
        let title = json!({"type": "string", "maxLength": 9, "pattern": "lines", "minLength": 1});
        assert_eq!(at(&root, "/components/schemas/ThingInput/properties/title"), &title);
    }

    #[test]
    fn a_patch_requires_nothing_and_lists_are_replaced_as_a_whole() {
        let mut root = sample();
        part(&mut root);
        patches(&mut root);
        let body = "/paths/~1things/patch/requestBody/content/application~1merge-patch+json/schema/$ref";
        assert_eq!(at(&root, body), "#/components/schemas/ThingPatch");
        let patch = "/components/schemas/ThingPatch";
        assert_eq!(at(&root, &format!("{patch}/required")), &Value::Null);
        assert_eq!(at(&root, &format!("{patch}/properties/file/oneOf/1/$ref")), "#/components/schemas/FilePatch");
        assert_eq!(at(&root, &format!("{patch}/properties/files/items/$ref")), "#/components/schemas/FileInput");
        assert_eq!(at(&root, "/components/schemas/FilePatch/required"), &Value::Null);
        let kind = |member: &str| at(&root, &format!("/components/schemas/FilePatch/properties/{member}/type"));
        assert_eq!((kind("url"), kind("width")), (&json!("string"), &json!(["integer", "null"])));
        assert_eq!(at(&root, "/components/schemas/FileInput/required"), &json!(["url"]));
        assert_eq!(at(&root, "/components/schemas/ThingInput/required"), &json!(["title"]));
    }
}
