//! `GET /v1/editorial/audit`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::refresh_token::used_earlier;
use crate::support::signed::{PASSWORD, refused};
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn who_did_what_is_there_and_no_secret_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let editor = app.sign_in("wang", Role::Editor).await;
    let answer = app.post("/v1/editorial/token/refresh", &json!({"refresh_token": editor.refresh})).await;
    let next: Value = answer.json().await.unwrap();
    used_earlier(&app, 11_000).await;
    app.post("/v1/editorial/token/refresh", &json!({"refresh_token": editor.refresh})).await;
    for _ in 0..10 {
        app.post("/v1/editorial/token", &json!({"name": "wang", "password": "guessed password"})).await;
    }
    let made = admin.post("/v1/editorial/tokens", &json!({"name": "key", "role": "reader"})).await;
    let made: Value = made.json().await.unwrap();
    let path = format!("/v1/editorial/accounts/{}/password", editor.id);
    admin.put(&path, &json!({"password": "another lamp by it"})).await;
    let page = admin.json("/v1/editorial/audit?limit=100").await;
    let lines: Vec<(&str, &str)> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["action"].as_str().unwrap(), line["actor"]["kind"].as_str().unwrap()))
        .collect();
    for expected in [
        ("create_account", "command"),
        ("issue_token", "account"),
        ("refresh_token", "nobody"),
        ("issue_token", "nobody"),
        ("create_api_token", "account"),
        ("replace_account_password", "account"),
    ] {
        assert!(lines.contains(&expected), "{expected:?} is missing: {lines:?}");
    }
    // Going on with a session is no act; a token that came twice is.
    assert_eq!(lines.iter().filter(|(action, _)| *action == "refresh_token").count(), 1, "{lines:?}");
    assert!(lines.iter().filter(|line| **line == ("issue_token", "nobody")).count() <= 2, "{lines:?}");
    let text = page.to_string();
    let tokens = [&editor.token, &editor.refresh, &admin.token, &admin.refresh].map(String::as_str);
    let next = ["access_token", "refresh_token"].map(|name| next[name].as_str().unwrap());
    let others = [made["secret"].as_str().unwrap(), PASSWORD, "another lamp by it", "guessed password", "$argon2"];
    for secret in tokens.into_iter().chain(next).chain(others) {
        assert!(!text.contains(secret), "{secret}");
    }
    let first = page["items"].as_array().unwrap().last().unwrap();
    assert_eq!(first["position"], 1);
    let signed_in = page["items"].as_array().unwrap().iter().find(|line| line["action"] == "issue_token").unwrap();
    assert_eq!(signed_in["address"], "127.0.0.1");
}

#[rstest]
#[tokio::test]
async fn lines_are_found_by_what_they_tell(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let editor = app.sign_in("wang", Role::Editor).await;
    for (filter, count) in [
        ("", 4),
        ("action=create_account", 2),
        ("action=create_account,issue_token", 4),
        ("subject_kind=account", 4),
        ("subject_kind=token", 0),
        ("to=2026-01-01", 0),
        ("from=2026-01-01", 4),
        ("from=2999-01-01", 0),
    ] {
        let page = chief.json(&format!("/v1/editorial/audit?total=true&{filter}")).await;
        assert_eq!(page["total"], count, "{filter}");
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{filter}");
    }
    let of = |name| format!("/v1/editorial/audit?{name}={}", editor.id);
    assert_eq!(chief.json(&of("actor")).await["items"].as_array().unwrap().len(), 1);
    assert_eq!(chief.json(&of("subject")).await["items"].as_array().unwrap().len(), 2);
    let first = chief.json("/v1/editorial/audit?limit=3").await;
    let next = first["next_cursor"].as_str().unwrap();
    let second = chief.json(&format!("/v1/editorial/audit?limit=3&cursor={next}")).await;
    assert_eq!(second["items"][0]["position"], 1);
    for wrong in
        ["actor=wang", "action=DROP", "subject_kind=a%20b", "from=soon", "limit=0", "from=2026-02-01&to=2026-01-01"]
    {
        refused(chief.get(&format!("/v1/editorial/audit?{wrong}")).await, 400, "invalid_parameter").await;
    }
    let other = format!("/v1/editorial/audit?limit=3&action=issue_token&cursor={next}");
    refused(chief.get(&other).await, 400, "invalid_parameter").await;
}
