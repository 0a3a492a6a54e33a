//! `DELETE /v1/editorial/tokens/{id}`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn it_is_refused_from_then_on(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let make = async || {
        let answer = admin.post("/v1/editorial/tokens", &json!({"name": "x", "role": "editor"})).await;
        let made: Value = answer.json().await.unwrap();
        let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
        assert_eq!(app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await.status(), 200);
        (made["token"]["id"].as_str().unwrap().to_owned(), made["secret"].as_str().unwrap().to_owned(), bearer)
    };
    let (id, _, bearer) = make().await;
    let path = format!("/v1/editorial/tokens/{id}");
    for _ in 0..2 {
        assert_eq!(admin.delete(&path).await.status(), 204);
        refused(app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await, 401, "token_invalid").await;
    }
    assert!(admin.json(&path).await["revoked_at"].is_string());
    let none = format!("/v1/editorial/tokens/{}", uuid::Uuid::now_v7());
    refused(admin.delete(&none).await, 404, "api_token_not_found").await;
    // Who holds it may revoke it, too.
    let (_, secret, bearer) = make().await;
    assert_eq!(app.post("/v1/editorial/token/revoke", &json!({"token": secret})).await.status(), 204);
    refused(app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await, 401, "token_invalid").await;
}
