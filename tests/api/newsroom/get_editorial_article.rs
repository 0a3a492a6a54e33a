//! `GET /v1/editorial/articles/{id}`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn one_sees_ones_own_and_who_may_sees_all(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let made: Value = reporter.post("/v1/editorial/articles", &json!({"title": "清河"})).await.json().await.unwrap();
    let path = format!("/v1/editorial/articles/{}", made["id"].as_str().unwrap());
    let held = reporter.send(Method::GET, &path, &[("if-none-match", "\"v1\"")], None).await;
    assert_eq!(held.status(), 304);
    refused(app.sign_in("li", Role::Reporter).await.get(&path).await, 404, "article_not_found").await;
    assert_eq!(app.sign_in("zhao", Role::Reviewer).await.json(&path).await["content"]["title"], "清河");
}
