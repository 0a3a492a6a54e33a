//! `GET /v1/editorial/tokens/{id}`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn its_last_use_is_seen_and_its_secret_is_not(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let answer = admin.post("/v1/editorial/tokens", &json!({"name": "x", "role": "editor"})).await;
    let made: Value = answer.json().await.unwrap();
    let path = format!("/v1/editorial/tokens/{}", made["token"]["id"].as_str().unwrap());
    let token = admin.json(&path).await;
    assert_eq!((&token, &token["last_used_at"]), (&made["token"], &Value::Null));
    let bearer = format!("Bearer {}", made["secret"].as_str().unwrap());
    assert_eq!(app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await.status(), 200);
    app.gate.write_uses().await.unwrap();
    let answer = admin.get(&path).await.text().await.unwrap();
    assert!(!answer.contains(made["secret"].as_str().unwrap()));
    assert!(serde_json::from_str::<Value>(&answer).unwrap()["last_used_at"].is_string());
    let none = format!("/v1/editorial/tokens/{}", uuid::Uuid::now_v7());
    refused(admin.get(&none).await, 404, "api_token_not_found").await;
}
