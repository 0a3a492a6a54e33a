//! `delete_column`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::update_column::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_column_that_nothing_uses_is_deleted_with_its_slugs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let column = begun(&editor, "清河").await;
    let path = format!("/v1/editorial/columns/{}", column["id"].as_str().unwrap());
    patch(&editor, &path, "\"v1\"", &json!({"slug": "river"})).await;
    assert_eq!(app.get("/v1/columns/qing-he").await.status(), 200);
    refused(editor.delete(&path).await, 428, "precondition_required").await;
    let stale = editor.send(Method::DELETE, &path, &[("if-match", "\"v1\"")], None).await;
    refused(stale, 412, "precondition_failed").await;
    let answer = editor.send(Method::DELETE, &path, &[("if-match", "\"v2\"")], None).await;
    assert_eq!(answer.status(), 200);
    let deleted: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(deleted["id"], column["id"]);
    for name in ["river", "qing-he", column["id"].as_str().unwrap()] {
        app.refused(&format!("/v1/columns/{name}"), 404, "column_not_found").await;
        app.refused(&format!("/v1/articles?column={name}"), 400, "invalid_parameter").await;
    }
    assert_eq!(app.json("/v1/columns").await["items"], json!([]));
    let log = app.json("/v1/changes?kind=column").await;
    let last = log["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["type"], &last["seq"]), (&json!("column.deleted"), &deleted["seq"]));
    let again = editor.send(Method::DELETE, &path, &[("if-match", "*")], None).await;
    refused(again, 404, "column_not_found").await;
    // Another one may have what it had.
    assert_eq!(begun(&editor, "清河").await["slug"], "qing-he");
}

#[rstest]
#[tokio::test]
async fn what_articles_refer_to_stays_whatever_state_they_are_in(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let count = app.json("/v1/columns/zou-du-qing-he").await["article_count"].clone();
    let path = "/v1/editorial/columns/zou-du-qing-he";
    let problem = refused(editor.send(Method::DELETE, path, &[("if-match", "*")], None).await, 409, "in_use").await;
    let uses = problem["uses"].as_array().unwrap();
    assert_eq!((uses.len(), &uses[0]["kind"], &uses[0]["count"]), (1, &json!("article"), &count));
    let examples = uses[0]["examples"].as_array().unwrap();
    assert!((1..=5).contains(&examples.len()) && examples[0]["name"].is_string(), "{problem}");
    assert_eq!(app.get("/v1/columns/zou-du-qing-he").await.status(), 200);
    // A draft that no reader sees refers to it as well.
    let column = begun(&editor, "新栏").await;
    let draft = editor.post("/v1/editorial/articles", &json!({"title": "草稿", "column": "xin-lan"})).await;
    assert_eq!(draft.status(), 201);
    let path = format!("/v1/editorial/columns/{}", column["id"].as_str().unwrap());
    let problem = refused(editor.send(Method::DELETE, &path, &[("if-match", "*")], None).await, 409, "in_use").await;
    assert_eq!((&problem["uses"][0]["count"], &problem["uses"][0]["examples"][0]["name"]), (&json!(1), &json!("草稿")));
}

#[rstest]
#[tokio::test]
async fn a_revision_that_names_what_was_deleted_is_not_restored(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let column = begun(&editor, "清河").await;
    let draft = editor.post("/v1/editorial/articles", &json!({"title": "草稿", "column": "qing-he"})).await;
    let article = draft.headers()["location"].to_str().unwrap().to_owned();
    let path = format!("/v1/editorial/columns/{}", column["id"].as_str().unwrap());
    assert_eq!(patch(&editor, &article, "*", &json!({"column": null})).await.status(), 200);
    assert_eq!(editor.send(Method::DELETE, &path, &[("if-match", "*")], None).await.status(), 200);
    let restore = format!("{article}/revisions/1/restore");
    let problem =
        refused(editor.send(Method::POST, &restore, &[("if-match", "*")], None).await, 422, "invalid_content");
    assert_eq!(problem.await["errors"][0]["pointer"], "/column");
    assert_eq!(editor.json(&article).await["revision"], 2);
}
