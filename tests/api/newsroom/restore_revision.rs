//! `POST /v1/editorial/articles/{id}/revisions/{number}/restore`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::update_article::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn an_earlier_text_comes_back_as_a_new_revision(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    patch(&reporter, &path, "*", &json!({"title": "大桥"})).await;
    let restore = async |number: i32, held: &str| {
        let path = format!("{path}/revisions/{number}/restore");
        reporter.send(Method::POST, &path, &[("if-match", held)], None).await
    };
    refused(restore(1, "\"v1\"").await, 412, "precondition_failed").await;
    refused(restore(9, "\"v2\"").await, 404, "revision_not_found").await;
    let answer = restore(1, "\"v2\"").await;
    assert_eq!(answer.headers()["etag"], "\"v3\"");
    let now: Value = answer.json().await.unwrap();
    assert_eq!((&now["revision"], &now["content"]["title"]), (&json!(3), &json!("清河")));
}
