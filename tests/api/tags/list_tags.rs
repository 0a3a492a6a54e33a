//! `list_tags`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind, article, names};

#[rstest]
#[tokio::test]
async fn every_name_is_listed_once_in_the_order_of_slugs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    names::listed(&app, "tags").await;
}

#[rstest]
#[tokio::test]
async fn tags_of_one_vocabulary_are_listed_alone(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut line = article("1", "桥", "2026-01-01");
    line["tags"] = json!(["桥", {"name": "社会", "scheme": "medtop", "code": "14000000"}]);
    app.publish(&[line]).await;
    for (scheme, name) in [("medtop", "社会"), ("keyword", "桥")] {
        let found = app.json(&format!("/v1/tags?scheme={scheme}&limit=100")).await;
        assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["name"]), (1, &json!(name)));
    }
    assert_eq!(app.json("/v1/tags?scheme=other").await["items"], json!([]));
    app.refused(&format!("/v1/tags?scheme={}", "x".repeat(65)), 400, "invalid_parameter").await;
}
