//! `POST /v1/editorial/token/refresh`.

use dibao::accounts::{self, AccountState, Changes};
use dibao::auth::{Actor, Password, Role};
use futures_util::future::join_all;
use reqwest::Method;
use rstest::rstest;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

const PATH: &str = "/v1/editorial/token/refresh";

/// Refreshes with a token, which must be answered 200; the next tokens.
async fn refreshed(app: &App, token: &Value) -> Value {
    let answer = app.post(PATH, &json!({"refresh_token": token})).await;
    let status = answer.status();
    let tokens: Value = answer.json().await.unwrap();
    assert_eq!(status, 200, "{tokens}");
    tokens
}

/// Refreshes with a token that must be refused.
async fn refused_refresh(app: &App, token: &Value) {
    refused(app.post(PATH, &json!({"refresh_token": token})).await, 401, "refresh_token_invalid").await;
}

/// Gets `/v1/editorial/me` by an access token; the status.
async fn me(app: &App, tokens: &Value) -> u16 {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    app.send_with(Method::GET, "/v1/editorial/me", &headers, None).await.status().as_u16()
}

/// Moves the uses of refresh tokens back in time.
pub(super) async fn used_earlier(app: &App, by_ms: i64) {
    let mut update = Query::update();
    update.table("refresh_token").value("used_at", Expr::col("used_at").sub(by_ms));
    app.db.primary.transaction(async |tx| tx.execute(&update).await).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn one_token_sent_twice_at_once_gets_one_successor(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let other = app.beside().await;
    let signed = app.sign_in("wang.xi", Role::Editor).await;
    let first = Value::from(signed.refresh.clone());
    let all = join_all((0..8).map(|at| refreshed(if at % 2 == 0 { &app } else { &other }, &first))).await;
    for tokens in &all {
        assert_eq!(tokens["refresh_token"], all[0]["refresh_token"]);
        assert_eq!([me(&app, tokens).await, me(&other, tokens).await], [200, 200]);
    }
    // The session continues by the one successor.
    let next = refreshed(&other, &all[0]["refresh_token"]).await;
    assert_ne!(next["refresh_token"], all[0]["refresh_token"]);
    assert_eq!(me(&app, &next).await, 200);
    assert_eq!(app.stored().await.matches("\"reuse\"").count(), 0, "nothing of it is taken for theft");
}

#[rstest]
#[tokio::test]
async fn a_repeat_gets_the_latest_of_the_chain_and_later_reuse_ends_the_session(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let signed = app.sign_in("wang.xi", Role::Editor).await;
    let first = Value::from(signed.refresh.clone());
    let second = refreshed(&app, &first).await["refresh_token"].clone();
    let third = refreshed(&app, &second).await["refresh_token"].clone();
    assert_eq!(refreshed(&app, &first).await["refresh_token"], third);
    assert_eq!(refreshed(&app, &second).await["refresh_token"], third);
    used_earlier(&app, 9_000).await;
    assert_eq!(refreshed(&app, &second).await["refresh_token"], third);
    used_earlier(&app, 1_001).await;
    refused_refresh(&app, &second).await;
    for token in [&first, &second, &third] {
        refused_refresh(&app, token).await;
    }
    assert_eq!(signed.get("/v1/editorial/me").await.status(), 401);
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=refresh_token").await;
    let lines = audit["items"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["detail"]["refused"], "reuse");
}

#[rstest]
#[tokio::test]
async fn a_use_that_lies_ahead_of_the_clock_is_no_repeat(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let signed = app.sign_in("wang.xi", Role::Editor).await;
    let first = Value::from(signed.refresh.clone());
    let second = refreshed(&app, &first).await["refresh_token"].clone();
    // Clocks of instances differ by seconds.
    used_earlier(&app, -5_000).await;
    assert_eq!(refreshed(&app, &first).await["refresh_token"], second);
    // The clock was set back by an hour: that is no theft, so the session goes on.
    used_earlier(&app, -3_600_000).await;
    refused_refresh(&app, &first).await;
    refreshed(&app, &second).await;
}

#[rstest]
#[tokio::test]
async fn a_repeat_revives_no_session_that_has_ended(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    for (name, end) in [("signs.out", 0), ("new.password", 1), ("disabled", 2)] {
        let signed = app.sign_in(name, Role::Editor).await;
        let first = Value::from(signed.refresh.clone());
        let next = refreshed(&app, &first).await;
        let by = Actor::command();
        match end {
            // A used token ends its session, too.
            0 => assert_eq!(app.post("/v1/editorial/token/revoke", &json!({"token": first})).await.status(), 204),
            1 => {
                let password = Password::new("another lamp by the bridge").unwrap();
                let (db, passwords) = (&app.db.primary, &app.gate.passwords);
                accounts::set_password(db, passwords, &by, signed.id, password, "replace_account_password")
                    .await
                    .unwrap();
            }
            _ => {
                let changes = Changes { state: Some(AccountState::Disabled), ..Changes::default() };
                accounts::update(&app.db.primary, &by, signed.id, accounts::whatever, changes).await.unwrap();
            }
        }
        refused_refresh(&app, &first).await;
        refused_refresh(&app, &next["refresh_token"]).await;
        assert_eq!(me(&app, &next).await, 401, "{name}");
    }
}

#[rstest]
#[tokio::test]
async fn no_token_of_a_session_is_in_the_database(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let signed = app.sign_in("wang.xi", Role::Editor).await;
    let second = refreshed(&app, &signed.refresh.clone().into()).await;
    let third = refreshed(&app, &second["refresh_token"]).await;
    let stored = app.stored().await;
    assert!(stored.contains("wang.xi"));
    let refresh =
        [&signed.refresh, second["refresh_token"].as_str().unwrap(), third["refresh_token"].as_str().unwrap()];
    for token in refresh {
        // Neither whole nor its random digits.
        let digits = &token["dibao_rt_".len()..token.len() - 8];
        assert!(!stored.contains(digits), "{token}");
    }
    for token in [&signed.token, second["access_token"].as_str().unwrap()] {
        assert!(!stored.contains(token.rsplit('.').next().unwrap()), "the signature of an access token");
    }
}

#[rstest]
#[tokio::test]
async fn a_session_goes_on_and_a_token_that_is_used_later_again_ends_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let mut signed = app.sign_in("wang.xi", Role::Editor).await;
    let path = PATH;
    let answer = app.post(path, &json!({"refresh_token": signed.refresh})).await;
    assert_eq!(answer.status(), 200);
    let next: Value = answer.json().await.unwrap();
    assert_eq!(signed.get("/v1/editorial/me").await.status(), 200, "the first access token is valid until it expires");
    signed.token = next["access_token"].as_str().unwrap().to_owned();
    assert_eq!(signed.get("/v1/editorial/me").await.status(), 200);
    used_earlier(&app, 10_001).await;
    refused(app.post(path, &json!({"refresh_token": signed.refresh})).await, 401, "refresh_token_invalid").await;
    refused(app.post(path, &json!({"refresh_token": next["refresh_token"]})).await, 401, "refresh_token_invalid").await;
    refused(signed.get("/v1/editorial/me").await, 401, "token_invalid").await;
    let again = app.post(path, &json!({"refresh_token": "dibao_rt_0"})).await;
    refused(again, 401, "refresh_token_invalid").await;
}
