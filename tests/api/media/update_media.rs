//! `PATCH /v1/editorial/media/{id}`.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::pictures;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Says something of a picture whose state was seen.
async fn patch(by: &Signed<'_>, id: &Value, held: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", held)];
    let path = format!("/v1/editorial/media/{}", id.as_str().unwrap());
    by.send(Method::PATCH, &path, &headers, Some(body)).await
}

#[rstest]
#[tokio::test]
async fn what_a_picture_shows_can_be_said_by_who_brought_it_and_by_editors(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let colleague = app.sign_in("colleague", Role::Reporter).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let id = reporter.uploaded(pictures::jpeg(30, 20, 1)).await["id"].clone();
    let said = json!({"alt": "新桥", "credit": "周明 摄", "focal_point": {"x": 0.5, "y": 0.123_456}});
    let answer = patch(&reporter, &id, "\"v1\"", &said).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["etag"]), (200, &"\"v2\"".parse().unwrap()));
    let picture: Value = answer.json().await.unwrap();
    assert_eq!(picture["focal_point"], json!({"x": 0.5, "y": 0.1235}));
    refused(patch(&colleague, &id, "\"v2\"", &json!({"alt": "x"})).await, 403, "forbidden").await;
    let answer = patch(&editor, &id, "\"v2\"", &json!({"alt": null, "caption": "清河新桥"})).await;
    let picture: Value = answer.json().await.unwrap();
    assert_eq!(
        [&picture["alt"], &picture["caption"], &picture["credit"]],
        [&json!(null), &json!("清河新桥"), &json!("周明 摄")]
    );
    let same = patch(&editor, &id, "\"v3\"", &json!({"alt": null})).await;
    assert_eq!(same.headers()["etag"], "\"v3\"", "nothing has changed");
    refused(patch(&editor, &id, "\"v1\"", &json!({"alt": "x"})).await, 412, "precondition_failed").await;
    for (body, pointer) in [
        (json!({"alt": ""}), "/alt"),
        (json!({"alt": "a\nb"}), "/alt"),
        (json!({"caption": "字".repeat(2_001)}), "/caption"),
        (json!({"focal_point": {"x": 1.1, "y": 0}}), "/focal_point"),
        (json!({"focal_point": {"x": 1}}), "/focal_point"),
        (json!({"width": 3}), "/width"),
    ] {
        let problem = refused(patch(&editor, &id, "\"v3\"", &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
    let audit = app.sign_in("chief", Role::Chief).await.json("/v1/editorial/audit?action=update_media").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 2);
    let changes = app.json("/v1/changes?kind=media").await;
    assert_eq!(changes["items"], json!([]), "no reader sees it");
}
