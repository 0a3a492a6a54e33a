//! `DELETE /v1/editorial/articles/{id}`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;

use super::update_article::begun;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn only_what_no_reader_has_seen_is_deleted(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let path = begun(&editor, "清河").await;
    refused(editor.delete(&path).await, 428, "precondition_required").await;
    let stale = editor.send(Method::DELETE, &path, &[("if-match", "\"v9\"")], None).await;
    assert_eq!(refused(stale, 412, "precondition_failed").await["etag"], "\"v1\"");
    assert_eq!(editor.send(Method::DELETE, &path, &[("if-match", "\"v1\"")], None).await.status(), 204);
    refused(editor.get(&path).await, 404, "article_not_found").await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    let path = format!("/v1/editorial/articles/{id}");
    let published = editor.send(Method::DELETE, &path, &[("if-match", "*")], None).await;
    refused(published, 409, "article_published").await;
}
