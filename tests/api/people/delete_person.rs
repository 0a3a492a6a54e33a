//! `delete_person`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::update_person::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn one_that_nothing_names_is_deleted_with_its_slugs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let made = begun(&editor, &json!({"name": "李明"})).await;
    let path = format!("/v1/editorial/people/{}", made["id"].as_str().unwrap());
    patch(&editor, &path, "\"v1\"", &json!({"slug": "other"})).await;
    refused(editor.delete(&path).await, 428, "precondition_required").await;
    refused(editor.send(Method::DELETE, &path, &[("if-match", "\"v1\"")], None).await, 412, "precondition_failed")
        .await;
    let answer = editor.send(Method::DELETE, &path, &[("if-match", "\"v2\"")], None).await;
    assert_eq!(answer.status(), 200);
    let deleted: serde_json::Value = answer.json().await.unwrap();
    for name in ["other", "li-ming", made["id"].as_str().unwrap()] {
        app.refused(&format!("/v1/people/{name}"), 404, "person_not_found").await;
    }
    let log = app.json("/v1/changes?kind=person").await;
    let last = log["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["type"], &last["seq"]), (&json!("person.deleted"), &deleted["seq"]));
    assert_eq!(begun(&editor, &json!({"name": "李明"})).await["slug"], "li-ming");
}

#[rstest]
#[tokio::test]
async fn what_articles_and_drafts_name_stays(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    app.publish(&[json!({
        "external_id": "a-1", "title": "稿件", "body": "正文。", "published_at": "2026-02-01", "people": [{"name": "李明", "role": "author"}],
    })])
    .await;
    begun(&editor, &json!({"name": "王曦"})).await;
    let draft = editor
        .post("/v1/editorial/articles", &json!({"title": "草稿", "people": [{"person": "wang-xi", "role": "author"}]}))
        .await;
    assert_eq!(draft.status(), 201);
    for (slug, title) in [("li-ming", "稿件"), ("wang-xi", "草稿")] {
        let path = format!("/v1/editorial/people/{slug}");
        let problem =
            refused(editor.send(Method::DELETE, &path, &[("if-match", "*")], None).await, 409, "in_use").await;
        assert_eq!(
            (&problem["uses"][0]["count"], &problem["uses"][0]["examples"][0]["name"]),
            (&json!(1), &json!(title))
        );
        assert_eq!(app.get(&format!("/v1/people/{slug}")).await.status(), 200);
    }
}
