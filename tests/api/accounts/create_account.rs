//! `POST /v1/editorial/accounts`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{PASSWORD, refused};
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn an_account_is_made_and_signs_in(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let new = json!({"name": "wang.xi", "display_name": "王曦", "role": "reporter", "password": PASSWORD});
    let answer = admin.post("/v1/editorial/accounts", &new).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["etag"]), (201, &"\"v1\"".parse().unwrap()));
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let made: Value = answer.json().await.unwrap();
    assert_eq!(
        (&made["name"], &made["role"], &made["state"]),
        (&json!("wang.xi"), &json!("reporter"), &json!("active"))
    );
    assert_eq!(admin.json(&location).await, made);
    refused(admin.post("/v1/editorial/accounts", &new).await, 409, "account_name_taken").await;
    let signed = app.post("/v1/editorial/token", &json!({"name": "wang.xi", "password": PASSWORD})).await;
    assert_eq!(signed.status(), 200);
}

#[rstest]
#[tokio::test]
async fn everything_wrong_is_said_at_once_and_nothing_more_can_be_set(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let body = json!({"display_name": "\u{7}", "role": "reader", "password": "short", "version": 7, "state": "active"});
    let problem = refused(admin.post("/v1/editorial/accounts", &body).await, 422, "invalid_content").await;
    let mut wrong: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    wrong.sort_unstable();
    assert_eq!(
        wrong,
        [
            ("/display_name", "malformed"),
            ("/name", "missing"),
            ("/password", "out_of_range"),
            ("/role", "not_allowed"),
            ("/state", "unknown"),
            ("/version", "unknown"),
        ]
    );
    let named = json!({"name": "Wang Xi", "display_name": "王曦", "role": "editor"});
    refused(admin.post("/v1/editorial/accounts", &named).await, 422, "invalid_content").await;
}
