//! `DELETE /v1/editorial/media/{id}`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;

use crate::support::pictures;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn what_no_article_shows_is_deleted_with_its_bytes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("editor", Role::Editor).await;
    let jpeg = pictures::jpeg(700, 500, 1);
    let picture = editor.uploaded(jpeg.clone()).await;
    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    let url = picture["url"].as_str().unwrap();
    assert_eq!(app.get(picture["renditions"][0]["url"].as_str().unwrap()).await.status(), 200);
    refused(editor.delete(&path).await, 428, "precondition_required").await;
    let delete = |held: &'static str| {
        let (editor, path) = (&editor, &path);
        async move { editor.send(Method::DELETE, path, &[("if-match", held)], None).await }
    };
    refused(delete("\"v2\"").await, 412, "precondition_failed").await;
    assert_eq!(delete("\"v1\"").await.status(), 204);
    refused(delete("\"v1\"").await, 404, "media_not_found").await;
    app.refused(url, 404, "media_not_found").await;
    app.refused(picture["renditions"][0]["url"].as_str().unwrap(), 404, "media_not_found").await;
    let left =
        std::process::Command::new("find").arg(&app.settings.media.folder).args(["-type", "f"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&left.stdout), "");
    assert_ne!(editor.uploaded(jpeg).await["id"], picture["id"], "the same file can come again");
}
