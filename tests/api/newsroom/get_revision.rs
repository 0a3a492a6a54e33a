//! `GET /v1/editorial/articles/{id}/revisions/{number}`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use super::update_article::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn it_says_what_it_said_then(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    patch(&reporter, &path, "*", &json!({"title": "大桥"})).await;
    assert_eq!(reporter.json(&format!("{path}/revisions/1")).await["content"]["title"], "清河");
    assert_eq!(reporter.json(&format!("{path}/revisions/2")).await["content"]["title"], "大桥");
    refused(reporter.get(&format!("{path}/revisions/3")).await, 404, "revision_not_found").await;
    refused(reporter.get(&format!("{path}/revisions/x")).await, 400, "invalid_parameter").await;
}
