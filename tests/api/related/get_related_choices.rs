//! `GET /v1/editorial/articles/{id}/related-choices`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use super::{bridge, id};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn nothing_is_chosen_at_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let article = id(&app, "bridge").await;
    let answer = editor.get(&format!("/v1/editorial/articles/{article}/related-choices")).await;
    assert!(answer.headers()["etag"].to_str().unwrap().starts_with("\"v"));
    let choices: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(choices, json!({"id": article, "pinned": [], "banned": []}));
    let nobody = format!("/v1/editorial/articles/{}/related-choices", Uuid::now_v7());
    refused(editor.get(&nobody).await, 404, "article_not_found").await;
}
