//! Where an answer leads: links from lists to single things, and from an article to what it refers to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::each_operation;

/// From which operation to which, with which parameter taken from where in the answer.
const LINKS: &[(&str, &str, &str, &str)] = &[
    ("list_articles", "get_article", "id", "/items/0/id"),
    ("search_articles", "get_article", "id", "/items/0/id"),
    ("list_related_articles", "get_article", "id", "/items/0/id"),
    ("list_channels", "get_channel", "channel", "/items/0/id"),
    ("list_columns", "get_column", "column", "/items/0/id"),
    ("list_sources", "get_source", "source", "/items/0/id"),
    ("list_people", "get_person", "person", "/items/0/id"),
    ("list_tags", "get_tag", "tag", "/items/0/id"),
    ("get_article", "list_related_articles", "id", "/id"),
    ("get_article", "list_article_neighbours", "id", "/id"),
    ("get_article", "get_channel", "channel", "/channel/id"),
    ("get_article", "get_column", "column", "/column/id"),
    ("get_article", "get_source", "source", "/source/id"),
    ("get_channel", "list_articles", "channel", "/id"),
    ("get_column", "list_articles", "column", "/id"),
    ("get_source", "list_articles", "source", "/id"),
    ("get_person", "list_articles", "person", "/id"),
    ("get_tag", "list_articles", "tags", "/id"),
    ("list_article_neighbours", "get_article", "id", "/next/id"),
    ("list_changes", "list_changes", "after", "/next_after"),
];

/// Adds the links whose two ends there are.
pub fn complete(root: &mut Value) {
    let mut known = BTreeSet::new();
    each_operation(root, |_, operation| {
        known.extend(operation.get("operationId").and_then(Value::as_str).map(str::to_owned));
    });
    each_operation(root, |_, operation| {
        let from = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let leading = LINKS.iter().filter(|(start, to, ..)| *start == from && known.contains(*to));
        let links: serde_json::Map<String, Value> = leading
            .map(|(_, to, parameter, pointer)| {
                let description = format!("`{parameter}` of `{to}` is `{pointer}` of this answer.");
                let parameters = json!({*parameter: format!("$response.body#{pointer}")});
                ((*to).to_owned(), json!({"operationId": to, "parameters": parameters, "description": description}))
            })
            .collect();
        if let Some(Value::Object(answer)) = operation.pointer_mut("/responses/200")
            && !links.is_empty()
        {
            answer.insert("links".into(), links.into());
        }
    });
}
