//! `GET /v1/editorial/me`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn one_learns_who_one_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang.xi", Role::Reporter).await;
    assert_eq!(
        reporter.json("/v1/editorial/me").await,
        json!({
            "kind": "account", "id": reporter.id, "name": "wang.xi", "display_name": "wang.xi (reporter)",
            "role": "reporter", "permissions": ["use_newsroom", "write_own_drafts", "see_drafts", "upload_media", "read_articles"],
        })
    );
    refused(reporter.get("/v1/editorial/me?x=1").await, 400, "invalid_parameter").await;
    let answer = app.get("/v1/editorial/me").await;
    assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"dibao\"");
    refused(answer, 401, "unauthenticated").await;
}
