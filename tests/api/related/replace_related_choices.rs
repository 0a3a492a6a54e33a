//! `PUT /v1/editorial/articles/{id}/related-choices`.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{bridge, id, order};
use crate::support::desk::Desk;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Replaces choices of which a state was seen.
async fn put(editor: &Signed<'_>, article: &str, seen: &str, body: &Value) -> Response {
    let path = format!("/v1/editorial/articles/{article}/related-choices");
    editor.send(Method::PUT, &path, &[("if-match", seen)], Some(body)).await
}

/// The types of the lines of the change log after a number.
async fn lines_after(app: &App, seq: i64) -> Vec<Value> {
    let lines = app.json(&format!("/v1/changes?after={seq}")).await;
    lines["items"].as_array().unwrap().iter().map(|line| line["type"].clone()).collect()
}

#[rstest]
#[tokio::test]
async fn readers_see_the_choices_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    app.indexed().await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let [article, school, paper] = [id(&app, "bridge").await, id(&app, "school").await, id(&app, "paper").await];
    let path = format!("/v1/articles/{article}/related");
    let (before, whole) = (app.json(&path).await, app.json(&format!("/v1/articles/{article}")).await);
    let head = app.state.catalog().head.seq;
    let answer = put(&editor, &article, "*", &json!({"pinned": [school], "banned": [paper]})).await;
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let chosen: Value = answer.json().await.unwrap();
    assert_eq!((&chosen["pinned"][0]["id"], &chosen["pinned"][0]["state"]), (&json!(school), &json!("published")));
    assert_eq!(chosen["banned"][0]["id"], json!(paper));
    let after = app.json(&path).await;
    assert_eq!(order(&after)[0], "school");
    assert!(!order(&after).contains(&"paper"), "{:?}", order(&after));
    assert_eq!(lines_after(&app, head).await, [json!("article.updated")]);
    assert_eq!(app.json(&format!("/v1/articles/{article}")).await, whole, "the article itself has not changed");
    let same = put(&editor, &article, &tag, &json!({"pinned": [school], "banned": [paper]})).await;
    assert_eq!((same.headers()["etag"].to_str().unwrap(), lines_after(&app, head).await.len()), (tag.as_str(), 1));
    assert_eq!(put(&editor, &article, &tag, &json!({})).await.status(), 200);
    app.indexed().await;
    assert_eq!(order(&app.json(&path).await), order(&before), "what is not sent is not chosen");
    refused(put(&editor, &article, &tag, &json!({"pinned": [school]})).await, 412, "precondition_failed").await;
    let chief = app.sign_in("chief", Role::Chief).await;
    let audit = chief.json("/v1/editorial/audit?action=replace_related_choices").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 2);
    assert_eq!(audit["items"][1]["detail"], json!({"pinned": 1, "banned": 1}));
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_chosen_is_refused_with_its_place(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let [article, school] = [id(&app, "bridge").await, id(&app, "school").await];
    let nobody = Uuid::now_v7().to_string();
    for (body, pointers) in [
        (json!({"pinned": [article, school, nobody], "banned": [school]}), vec!["/pinned/0", "/pinned/2", "/banned/0"]),
        (json!({"pinned": ["x"], "banned": [5]}), vec!["/pinned/0", "/banned"]),
        (json!({"pinned": vec![school.clone(); 21]}), vec!["/pinned"]),
        (json!({"banned": vec![school.clone(); 201]}), vec!["/banned"]),
        (json!({"pins": []}), vec!["/pins"]),
        (json!({"pinned": [school, school]}), vec!["/pinned/1"]),
    ] {
        let problem = refused(put(&editor, &article, "*", &body).await, 422, "invalid_content").await;
        let found: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(found, pointers, "{problem}");
    }
    refused(put(&editor, &nobody, "*", &json!({})).await, 404, "article_not_found").await;
    let path = format!("/v1/editorial/articles/{article}/related-choices");
    refused(editor.put(&path, &json!({})).await, 428, "precondition_required").await;
}

#[rstest]
#[tokio::test]
async fn what_readers_do_not_see_is_not_noticed_and_does_not_appear(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let desk = Desk::open(&app).await;
    let [article, school] = [id(&app, "bridge").await, id(&app, "school").await];
    let draft = desk.draft("清河大桥夜景").await;
    let head = app.state.catalog().head.seq;
    assert_eq!(put(&desk.chief, &draft.to_string(), "*", &json!({"pinned": [school]})).await.status(), 200);
    assert_eq!(lines_after(&app, head).await, Vec::<Value>::new(), "nobody knows of a draft");
    assert_eq!(put(&desk.chief, &article, "*", &json!({"pinned": [draft.to_string(), school]})).await.status(), 200);
    app.indexed().await;
    let path = format!("/v1/articles/{article}/related");
    assert_eq!(order(&app.json(&path).await)[0], "school");
    desk.approve(draft).await;
    desk.done(&desk.chief, draft, "publish", json!({})).await;
    app.indexed().await;
    assert_eq!(app.json(&path).await["items"][0]["id"], json!(draft));
    desk.done(&desk.chief, draft, "withdraw", json!({"reason": "factual_error"})).await;
    assert_eq!(order(&app.json(&path).await)[0], "school", "it is gone at once");
    let choices = desk.chief.json(&format!("/v1/editorial/articles/{article}/related-choices")).await;
    assert_eq!(choices["pinned"][0]["state"], "withdrawn");
}
