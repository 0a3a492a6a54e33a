//! `GET /v1/editorial/accounts/{id}`.

use dibao::auth::Role;
use rstest::rstest;

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn an_account_is_there_with_the_tag_that_changes_take(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let path = format!("/v1/editorial/accounts/{}", admin.id);
    let answer = admin.get(&path).await;
    assert_eq!(answer.headers()["etag"], "\"v2\"", "signing in is seen of it");
    let text = answer.text().await.unwrap();
    assert!(!text.contains("argon2") && !text.contains("hash"), "{text}");
    let held = [("if-none-match", "\"v2\"")];
    assert_eq!(admin.send(reqwest::Method::GET, &path, &held, None).await.status(), 304);
    let none = format!("/v1/editorial/accounts/{}", uuid::Uuid::now_v7());
    refused(admin.get(&none).await, 404, "account_not_found").await;
    refused(admin.get("/v1/editorial/accounts/admin").await, 400, "invalid_parameter").await;
}
