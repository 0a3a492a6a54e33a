//! Reading the body of an article.

use serde_json::Value;

use crate::articles::body::clean::clean_texts;
use crate::articles::body::{Block, check, html, text, tidy};
use crate::kernel::error::FieldCode;
use crate::kernel::text::Removed;
use crate::web::body::{Object, as_whole_numbers};
use crate::web::query::shown;

/// The blocks of the body, and what its HTML shows and they cannot hold.
pub(super) fn body(object: &Object, base: Option<&str>) -> (Vec<Block>, Vec<String>) {
    let Some(Value::Object(body)) = object.typed::<Value>("body", "an object") else {
        if object.typed::<Value>("body", "an object").is_some() {
            object.refuse("body", FieldCode::Malformed, "It is not an object with `format`.");
        }
        return Default::default();
    };
    let format = body.get("format").and_then(Value::as_str).unwrap_or_default();
    let member = if format == "blocks" { "blocks" } else { "value" };
    if let Some(unknown) = body.keys().find(|name| *name != "format" && *name != member) {
        object.refuse("body", FieldCode::Unknown, format!("`{}` is no member of this body.", shown(unknown)));
        return Default::default();
    }
    let mut value = body.get(member).cloned().unwrap_or_default();
    as_whole_numbers(&mut value);
    let (blocks, dropped) = match (format, &value) {
        ("blocks", _) => match serde_json::from_value::<Vec<Block>>(value) {
            Ok(mut blocks) => {
                let removed = clean_texts(&mut blocks);
                (blocks, removed.lines().collect())
            }
            Err(error) => {
                object.refuse("body", FieldCode::Malformed, format!("`blocks`: {}.", shown(&error.to_string())));
                return Default::default();
            }
        },
        ("html", Value::String(html)) => {
            let read = html::from_html(html, base);
            (read.blocks, read.dropped)
        }
        ("text", Value::String(text)) => {
            let mut removed = Removed::default();
            let blocks = text::from_text(&removed.strip(text));
            (blocks, removed.lines().collect())
        }
        ("html" | "text", _) => {
            object.refuse("body", FieldCode::Malformed, "`value` is not a text.");
            return Default::default();
        }
        _ => {
            object.refuse("body", FieldCode::NotAllowed, "`format` is none of blocks, html, text.");
            return Default::default();
        }
    };
    // Blocks are looked at as they were sent, so that places are those of the sender. What says nothing is no fault there.
    let is_sent = format == "blocks";
    for problem in check::problems(&blocks).into_iter().filter(|problem| !(is_sent && problem.is_of_nothing())) {
        let (place, what) = if is_sent { (problem.at, "It") } else { (String::new(), "What was made of it") };
        object.refuse_below("body", &format!("/{member}{place}"), problem.code, format!("{what} {}.", problem.what));
    }
    (if is_sent { tidy::tidied(blocks) } else { blocks }, dropped)
}
