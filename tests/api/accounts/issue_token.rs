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
