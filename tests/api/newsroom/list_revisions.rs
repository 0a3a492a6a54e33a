//! `GET /v1/editorial/articles/{id}/revisions`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use super::update_article::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_latest_comes_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    patch(&reporter, &path, "*", &json!({"title": "大桥", "note": "改题"})).await;
    let items = reporter.json(&format!("{path}/revisions")).await["items"].clone();
    let numbers = [0, 1].map(|at| (items[at]["number"].as_i64(), items[at]["is_latest"].as_bool()));
    assert_eq!(numbers, [(Some(2), Some(true)), (Some(1), Some(false))]);
    assert_eq!((&items[0]["note"], &items[1]["note"]), (&json!("改题"), &json!(null)));
    assert_ne!(items[0]["digest"], items[1]["digest"]);
    let other = app.sign_in("li", Role::Reporter).await;
    refused(other.get(&format!("{path}/revisions")).await, 404, "article_not_found").await;
}
