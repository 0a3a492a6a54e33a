//! `POST /v1/editorial/tokens`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_machine_may_what_its_scopes_say(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let new = json!({"name": "供稿机器", "role": "chief", "scopes": ["use_newsroom"], "expires_in_days": 30});
    let answer = admin.post("/v1/editorial/tokens", &new).await;
    let (status, made) = (answer.status(), answer.json::<Value>().await.unwrap());
    assert_eq!((status.as_u16(), &made["token"]["scopes"]), (201, &json!(["use_newsroom"])), "{made}");
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with(made["token"]["prefix"].as_str().unwrap()) && secret.starts_with("dibao_at_"));
    let bearer = format!("Bearer {secret}");
    let me = app.get_with("/v1/editorial/me", &[("authorization", &bearer)]).await;
    let me: Value = me.json().await.unwrap();
    assert_eq!((&me["kind"], &me["permissions"]), (&json!("token"), &json!(["use_newsroom"])));
    let audit = app.get_with("/v1/editorial/audit", &[("authorization", &bearer)]).await;
    let problem = refused(audit, 403, "forbidden").await;
    assert!(problem["detail"].as_str().unwrap().contains("scopes"), "{problem}");
    let wrong = json!({"name": "x", "role": "reader", "scopes": ["publish_articles", "publish"]});
    refused(admin.post("/v1/editorial/tokens", &wrong).await, 422, "invalid_content").await;
    let wrong = json!({"name": "x", "role": "reader", "scopes": ["publish_articles"]});
    let problem = refused(admin.post("/v1/editorial/tokens", &wrong).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"][0]["pointer"], "/scopes/0");
}
