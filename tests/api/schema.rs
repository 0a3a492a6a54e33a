//! The document and what is committed of it.

use std::path::Path;

use serde_json::Value;

use crate::support::{App, Kind};

/// Compares a text with the committed file; with `UPDATE_OPENAPI=1` writes it instead.
fn committed(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi").join(name);
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "openapi/{name} is not what the code says; run UPDATE_OPENAPI=1 cargo test --test api schema"
    );
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    committed("openapi.json", &dibao::app::document().text());
    committed("operations.txt", &dibao::cli::operations());
    committed("errors.txt", &dibao::cli::errors());
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = dibao::app::document();
    let mut found = Vec::new();
    references(document.root(), &mut found);
    assert!(found.len() > 100);
    for reference in found {
        let pointer = reference.trim_start_matches('#');
        assert!(document.root().pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn the_service_answers_with_the_document_it_was_made_from() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    assert_eq!(&app.json("/openapi.json").await, dibao::app::document().root());
}

#[tokio::test]
async fn answers_have_the_properties_that_the_document_names() {
    let app = App::demo(Kind::Sqlite).await.unwrap();
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    let seq = app.state.catalog().head.seq;
    for (path, pointer, schema) in [
        ("/v1/site".to_owned(), "", "SiteView"),
        ("/v1/channels".to_owned(), "/items/0", "ChannelNode"),
        ("/v1/columns".to_owned(), "/items/0", "ColumnView"),
        ("/v1/sources".to_owned(), "/items/0", "SourceView"),
        ("/v1/people".to_owned(), "/items/0", "PersonView"),
        ("/v1/tags".to_owned(), "/items/0", "TagView"),
        ("/v1/articles".to_owned(), "", "ArticlePage"),
        ("/v1/articles".to_owned(), "/items/0", "ArticleSummary"),
        (format!("/v1/articles/{id}"), "", "ArticleView"),
        (format!("/v1/articles/{id}/related?min_seq={seq}"), "", "RelatedArticles"),
        (format!("/v1/articles/{id}/related?min_seq={seq}"), "/items/0", "RelatedItem"),
        ("/v1/changes".to_owned(), "/items/0", "ChangeView"),
        ("/health/ready".to_owned(), "", "Readiness"),
    ] {
        let answer = app.json(&path).await;
        let mut found: Vec<&String> = answer.pointer(pointer).unwrap().as_object().unwrap().keys().collect();
        found.sort();
        let properties = dibao::app::document().properties(schema);
        assert_eq!(found, properties.keys().collect::<Vec<_>>(), "{path} {schema}");
    }
}
