//! `POST /v1/editorial/token`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{PASSWORD, refused};
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn name_and_password_begin_a_session(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.account("wang.xi", Role::Editor).await;
    let answer = app.post("/v1/editorial/token", &json!({"name": "Wang.Xi", "password": PASSWORD})).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["cache-control"]), (200, &"no-store".parse().unwrap()));
    let tokens: Value = answer.json().await.unwrap();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(900)));
    assert!(tokens["refresh_token"].as_str().unwrap().starts_with("dibao_rt_"));
}

#[rstest]
#[tokio::test]
async fn what_does_not_fit_is_answered_the_same(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.account("wang.xi", Role::Editor).await;
    let mut details = Vec::new();
    for (name, password) in
        [("wang.xi", "wrong password"), ("nobody", PASSWORD), ("wang.xi", " third lamp by the bridge")]
    {
        let answer = app.post("/v1/editorial/token", &json!({"name": name, "password": password})).await;
        assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"dibao\"");
        details.push(refused(answer, 401, "sign_in_failed").await["detail"].clone());
    }
    assert!(details.iter().all(|detail| *detail == details[0]));
}

#[rstest]
#[tokio::test]
async fn who_guesses_waits_and_the_owner_does_not(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let extra = [("rate_limit.trusted_proxies", "127.0.0.1")];
    let Some(app) = App::start_with(kind, &extra).await else { return };
    app.account("wang.xi", Role::Editor).await;
    let sign_in = async |address: &str, password: &str| {
        let body = json!({"name": "wang.xi", "password": password});
        let headers = [("x-forwarded-for", address)];
        app.send_with(reqwest::Method::POST, "/v1/editorial/token", &headers, Some(&body)).await
    };
    assert_eq!(sign_in("192.0.2.1", PASSWORD).await.status(), 200);
    for at in 0..6 {
        refused(sign_in(&format!("198.51.100.{at}"), "guessed password").await, 401, "sign_in_failed").await;
    }
    let held_up = sign_in("198.51.100.9", PASSWORD).await;
    let wait: u64 = held_up.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    refused(held_up, 429, "sign_in_locked").await;
    assert_eq!(sign_in("192.0.2.1", PASSWORD).await.status(), 200, "where they have been before");
}

#[rstest]
#[tokio::test]
async fn names_that_are_not_there_are_held_up_alike(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut statuses = Vec::new();
    for _ in 0..7 {
        let body = json!({"name": "nobody", "password": "guessed password"});
        statuses.push(app.post("/v1/editorial/token", &body).await.status().as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 401, 429]);
}

#[rstest]
#[tokio::test]
async fn everything_wrong_is_said_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let body = json!({"name": "", "role": "admin"});
    let problem = refused(app.post("/v1/editorial/token", &body).await, 422, "invalid_content").await;
    let pointers: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/name", "/password", "/role"]);
    refused(app.post("/v1/editorial/token?x=1", &json!({})).await, 400, "invalid_parameter").await;
}
