//! `GET /v1/editorial/tokens`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_newest_come_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    for name in ["one", "two", "three"] {
        let answer = admin.post("/v1/editorial/tokens", &json!({"name": name, "role": "reader"})).await;
        assert_eq!(answer.status(), 201);
    }
    let first = admin.json("/v1/editorial/tokens?limit=2&total=true").await;
    assert_eq!((&first["items"][0]["name"], &first["total"]), (&json!("three"), &json!(3)));
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.json(&format!("/v1/editorial/tokens?limit=2&cursor={cursor}")).await;
    assert_eq!((&second["items"][0]["name"], &second["next_cursor"]), (&json!("one"), &json!(null)));
    let back = second["prev_cursor"].as_str().unwrap();
    assert_eq!(admin.json(&format!("/v1/editorial/tokens?limit=2&cursor={back}")).await["items"], first["items"]);
    for wrong in ["limit=0", "cursor=garbled"] {
        refused(admin.get(&format!("/v1/editorial/tokens?{wrong}")).await, 400, "invalid_parameter").await;
    }
}
