//! `PUT /v1/editorial/accounts/{id}/password`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::signed::{PASSWORD, refused};
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_new_password_ends_what_the_old_one_began(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let editor = app.sign_in("wang", Role::Editor).await;
    let path = format!("/v1/editorial/accounts/{}/password", editor.id);
    refused(admin.put(&path, &json!({"password": "short"})).await, 422, "invalid_content").await;
    assert_eq!(admin.put(&path, &json!({"password": "another lamp by it"})).await.status(), 204);
    refused(editor.get("/v1/editorial/me").await, 401, "token_invalid").await;
    let old = app.post("/v1/editorial/token", &json!({"name": "wang", "password": PASSWORD})).await;
    refused(old, 401, "sign_in_failed").await;
    let new = app.post("/v1/editorial/token", &json!({"name": "wang", "password": "another lamp by it"})).await;
    assert_eq!(new.status(), 200);
    let none = format!("/v1/editorial/accounts/{}/password", uuid::Uuid::now_v7());
    refused(admin.put(&none, &json!({"password": PASSWORD})).await, 404, "account_not_found").await;
}
