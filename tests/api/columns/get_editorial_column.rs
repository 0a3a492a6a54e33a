//! `get_editorial_column`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::update_column::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn editors_get_it_by_slug_former_slug_and_id(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let column = begun(&editor, "清河").await;
    let path = format!("/v1/editorial/columns/{}", column["id"].as_str().unwrap());
    let changed = patch(&editor, &path, "\"v1\"", &json!({"slug": "river"})).await;
    assert_eq!(changed.status(), 200);
    let whole = editor.json(&path).await;
    assert_eq!((&whole["slug"], &whole["former_slugs"]), (&json!("river"), &json!(["qing-he"])));
    for name in ["river", "qing-he"] {
        let answer = editor.get(&format!("/v1/editorial/columns/{name}")).await;
        assert_eq!(answer.headers()["etag"], "\"v2\"");
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap(), whole);
    }
    let held = editor.send(Method::GET, &path, &[("if-none-match", "\"v2\"")], None).await;
    assert_eq!(held.status(), 304);
    refused(editor.get("/v1/editorial/columns/none").await, 404, "column_not_found").await;
    let unknown = format!("/v1/editorial/columns/{}", uuid::Uuid::now_v7());
    refused(editor.get(&unknown).await, 404, "column_not_found").await;
    let reporter = app.sign_in("wang", Role::Reporter).await;
    refused(reporter.get(&path).await, 403, "forbidden").await;
}
