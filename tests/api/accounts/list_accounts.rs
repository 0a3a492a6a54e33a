//! `GET /v1/editorial/accounts`.

use dibao::auth::Role;
use rstest::rstest;

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn accounts_come_page_by_page_by_name(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    for name in ["wang", "li", "zhao"] {
        app.account(name, Role::Reporter).await;
    }
    let names = |page: &serde_json::Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = admin.json("/v1/editorial/accounts?limit=3&total=true").await;
    assert_eq!((names(&first), &first["total"]), (vec!["admin".into(), "li".into(), "wang".into()], &4.into()));
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.json(&format!("/v1/editorial/accounts?limit=3&cursor={cursor}")).await;
    assert_eq!(names(&second), ["zhao"]);
    let cursor = second["prev_cursor"].as_str().unwrap();
    let back = admin.json(&format!("/v1/editorial/accounts?limit=3&cursor={cursor}")).await;
    assert_eq!(back["items"], first["items"]);
    for wrong in ["limit=0", "cursor=garbled", "x=1"] {
        refused(admin.get(&format!("/v1/editorial/accounts?{wrong}")).await, 400, "invalid_parameter").await;
    }
}
