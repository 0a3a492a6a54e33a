//! `get_editorial_tag`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::update_tag::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn editors_get_it_by_slug_former_slug_and_id(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let made = begun(&editor, &json!({"name": "防汛"})).await;
    let path = format!("/v1/editorial/tags/{}", made["id"].as_str().unwrap());
    assert_eq!(patch(&editor, &path, "\"v1\"", &json!({"slug": "other"})).await.status(), 200);
    let whole = editor.json(&path).await;
    assert_eq!((&whole["slug"], &whole["former_slugs"]), (&json!("other"), &json!(["fang-xun"])));
    for name in ["other", "fang-xun"] {
        let answer = editor.get(&format!("/v1/editorial/tags/{name}")).await;
        assert_eq!(answer.headers()["etag"], "\"v2\"");
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap(), whole);
    }
    let held = editor.send(Method::GET, &path, &[("if-none-match", "\"v2\"")], None).await;
    assert_eq!(held.status(), 304);
    refused(editor.get("/v1/editorial/tags/none").await, 404, "tag_not_found").await;
    let reporter = app.sign_in("wang", Role::Reporter).await;
    refused(reporter.get(&path).await, 403, "forbidden").await;
}
