//! `PUT /v1/editorial/me/password`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::signed::{PASSWORD, refused};
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn one_changes_ones_own_with_the_old_one(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("wang", Role::Editor).await;
    let path = "/v1/editorial/me/password";
    let wrong = json!({"old_password": "not it at all", "password": "another lamp by it"});
    let problem = refused(editor.put(path, &wrong).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"][0]["pointer"], "/old_password");
    let right = json!({"old_password": PASSWORD, "password": "another lamp by it"});
    assert_eq!(editor.put(path, &right).await.status(), 204);
    refused(editor.get("/v1/editorial/me").await, 401, "token_invalid").await;
    let new = app.post("/v1/editorial/token", &json!({"name": "wang", "password": "another lamp by it"})).await;
    assert_eq!(new.status(), 200);
}

#[rstest]
#[tokio::test]
async fn the_old_one_cannot_be_guessed_by_who_holds_a_token(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("wang", Role::Editor).await;
    let wrong = json!({"old_password": "not it at all", "password": "another lamp by it"});
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(editor.put("/v1/editorial/me/password", &wrong).await.status().as_u16());
    }
    assert_eq!(statuses, [422, 422, 422, 422, 422, 422, 429, 429]);
}
