//! `update_person`.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// A new one.
pub async fn begun(by: &Signed<'_>, body: &Value) -> Value {
    let answer = by.post("/v1/editorial/people", body).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

/// Changes what was seen in a state.
pub async fn patch(by: &Signed<'_>, path: &str, held: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", held)];
    by.send(Method::PATCH, path, &headers, Some(body)).await
}

#[rstest]
#[tokio::test]
async fn a_new_name_is_everywhere_and_the_old_slug_answers(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let line = json!({
        "external_id": "a-1", "title": "稿件", "body": "正文。", "published_at": "2026-02-01", "people": [{"name": "李明", "role": "author"}],
    });
    app.publish(&[line]).await;
    let article = app.json("/v1/articles?external_id=a-1").await["items"][0].clone();
    let path = "/v1/editorial/people/li-ming";
    let tag = editor.get(path).await.headers()["etag"].to_str().unwrap().to_owned();
    let answer = patch(&editor, path, &tag, &json!({"name": "王曦", "slug": "renamed"})).await;
    assert_eq!(answer.status(), 200);
    let changed: Value = answer.json().await.unwrap();
    assert_eq!((&changed["former_slugs"], &changed["version"]), (&json!(["li-ming"]), &json!(2)));
    let read = app.json(&format!("/v1/articles/{}?min_seq={}", article["id"].as_str().unwrap(), changed["seq"])).await;
    assert_eq!(read["people"][0]["name"], "王曦");
    assert_eq!((&read["seq"], &read["updated_at"]), (&article["seq"], &article["updated_at"]));
    for name in ["renamed", "li-ming"] {
        assert_eq!(app.json(&format!("/v1/people/{name}")).await["name"], "王曦");
        assert_eq!(app.json(&format!("/v1/articles?person={name}&total=true")).await["total"], 1);
    }
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=update_person").await;
    assert_eq!(audit["items"][0]["detail"]["changed"], json!(["name", "slug"]));
    // What changes nothing leaves no trace.
    let again = patch(&editor, path, "\"v2\"", &json!({"name": "王曦", "slug": "renamed"})).await;
    assert_eq!(again.headers()["etag"], "\"v2\"");
    let log = app.json("/v1/changes?kind=person").await;
    assert_eq!(log["items"].as_array().unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn it_is_refused_by_who_has_not_seen_it_and_where_it_is_anothers(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    begun(&editor, &json!({"name": "李明"})).await;
    begun(&editor, &json!({"name": "王曦"})).await;
    let path = "/v1/editorial/people/li-ming";
    refused(editor.patch(path, &json!({"name": "新"})).await, 428, "precondition_required").await;
    refused(patch(&editor, path, "\"v2\"", &json!({"name": "新"})).await, 412, "precondition_failed").await;
    refused(patch(&editor, path, "*", &json!({"name": "王曦"})).await, 409, "name_taken").await;
    refused(patch(&editor, path, "*", &json!({"slug": "wang-xi"})).await, 409, "slug_taken").await;
    let wrong = json!({"name": null, "slug": null, "position": 1});
    let problem = refused(patch(&editor, path, "*", &wrong).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3, "{problem}");
    refused(patch(&editor, "/v1/editorial/people/none", "*", &json!({})).await, 404, "person_not_found").await;
    let two = [json!({"name": "甲"}), json!({"name": "乙"})];
    let (one, other) =
        futures_util::join!(patch(&editor, path, "\"v1\"", &two[0]), patch(&editor, path, "\"v1\"", &two[1]));
    let mut statuses = [one.status().as_u16(), other.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}
