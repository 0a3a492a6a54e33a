//! `POST /v1/editorial/token/refresh`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_session_goes_on_and_a_token_used_twice_ends_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut signed = app.sign_in("wang.xi", Role::Editor).await;
    let path = "/v1/editorial/token/refresh";
    let answer = app.post(path, &json!({"refresh_token": signed.refresh})).await;
    assert_eq!(answer.status(), 200);
    let next: Value = answer.json().await.unwrap();
    assert_eq!(signed.get("/v1/editorial/me").await.status(), 200, "the first access token is valid until it expires");
    signed.token = next["access_token"].as_str().unwrap().to_owned();
    assert_eq!(signed.get("/v1/editorial/me").await.status(), 200);
    refused(app.post(path, &json!({"refresh_token": signed.refresh})).await, 401, "refresh_token_invalid").await;
    refused(app.post(path, &json!({"refresh_token": next["refresh_token"]})).await, 401, "refresh_token_invalid").await;
    refused(signed.get("/v1/editorial/me").await, 401, "token_invalid").await;
    let again = app.post(path, &json!({"refresh_token": "dibao_rt_0"})).await;
    refused(again, 401, "refresh_token_invalid").await;
}
