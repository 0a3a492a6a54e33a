//! `POST /v1/editorial/collections`.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Board, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

const PATH: &str = "/v1/editorial/collections";

#[rstest]
#[tokio::test]
async fn a_collection_is_there_at_once_with_a_slug_of_its_name(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let board = Board::open(&app).await;
    let head = board.head();
    let answer = board.editor.post(PATH, &json!({"name": "首页  轮播", "summary": "五张图。"})).await;
    let (tag, location) = (answer.headers()["etag"].clone(), answer.headers()["location"].clone());
    assert_eq!((answer.status().as_u16(), tag.to_str().unwrap()), (201, "\"v1\""));
    let made: Value = answer.json().await.unwrap();
    assert_eq!(location.to_str().unwrap(), at(made["id"].as_str().unwrap(), ""));
    assert_eq!(
        (&made["slug"], &made["status"], &made["items"]),
        (&json!("shou-ye-lun-bo"), &json!("open"), &json!([]))
    );
    let shown = app.json("/v1/collections/shou-ye-lun-bo").await;
    assert_eq!((&shown["id"], &shown["summary"], &shown["items"]), (&made["id"], &json!("五张图。"), &json!([])));
    assert_eq!(board.lines_after(head).await, ["collection.created"]);
    let again =
        board.editor.post(PATH, &json!({"name": "首页轮播", "slug": null, "status": null, "summary": null})).await;
    let again: Value = again.json().await.unwrap();
    assert!(again["slug"].as_str().unwrap().starts_with("shou-ye-lun-bo-"), "a made slug gives way: {again}");
}

#[rstest]
#[tokio::test]
async fn one_that_is_hidden_is_not_there_for_readers(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let head = board.head();
    let slug = board.made(json!({"name": "两会", "slug": "liang-hui", "status": "hidden"})).await;
    board.arrange(&slug, json!([]), vec![super::item(&board.id("demo-001").await, None)]).await;
    assert_eq!((board.lines_after(head).await, board.head()), (vec![], head), "there is nothing to notice");
    app.refused("/v1/collections/liang-hui", 404, "collection_not_found").await;
    app.refused("/v1/articles?collection=liang-hui", 400, "invalid_parameter").await;
    app.refused("/v1/search?collection=liang-hui", 400, "invalid_parameter").await;
    board.done(Method::PATCH, &at(&slug, ""), Some(&json!({"status": "open"}))).await;
    assert_eq!(board.shown("liang-hui").await.len(), 1);
    assert_eq!(board.lines_after(head).await, ["collection.published"]);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_made_is_refused_with_its_place(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let board = Board::open(&app).await;
    let slug = board.made(json!({"name": "头条", "slug": "top"})).await;
    board.done(Method::PATCH, &at(&slug, ""), Some(&json!({"slug": "new"}))).await;
    for taken in ["top", "new"] {
        let problem =
            refused(board.editor.post(PATH, &json!({"name": "另", "slug": taken})).await, 409, "slug_taken").await;
        assert!(problem["detail"].as_str().unwrap().contains("is free"), "{problem}");
    }
    for (body, pointers) in [
        (json!({}), vec!["/name"]),
        (json!({"name": null, "slug": "A", "status": "ajar"}), vec!["/name", "/slug", "/status"]),
        (json!({"name": " "}), vec!["/name"]),
        (json!({"name": "长".repeat(201)}), vec!["/name"]),
        (json!({"name": "a\u{0}b"}), vec!["/name"]),
        (json!({"name": "名", "slug": "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f"}), vec!["/slug"]),
        (json!({"name": "名", "slug": ["a"]}), vec!["/slug"]),
        (json!({"name": "名", "summary": "文".repeat(5_001)}), vec!["/summary"]),
        (json!({"name": "名", "items": []}), vec!["/items"]),
    ] {
        let problem = refused(board.editor.post(PATH, &body).await, 422, "invalid_content").await;
        let found: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(found, pointers, "{body}");
    }
    assert_eq!(app.json("/v1/collections?total=true").await["total"], 1);
}

#[rstest]
#[tokio::test]
async fn a_request_that_is_sent_again_makes_one_collection(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let board = Board::open(&app).await;
    let body = json!({"name": "头条"});
    let send =
        async |body: &Value| board.editor.send(Method::POST, PATH, &[("idempotency-key", "k1")], Some(body)).await;
    let (first, again) = (send(&body).await, send(&body).await);
    assert_eq!((first.status(), again.status()), (again.status(), first.status()));
    assert_eq!(first.json::<Value>().await.unwrap(), again.json::<Value>().await.unwrap());
    refused(send(&json!({"name": "另"})).await, 422, "idempotency_key_reused").await;
    assert_eq!(app.json("/v1/collections?total=true").await["total"], 1);
    let chief = app.sign_in("chief", dibao::auth::Role::Chief).await;
    let audit = chief.json("/v1/editorial/audit?subject_kind=collection").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&audit["items"][0]["action"], &audit["items"][0]["subject"]["name"]),
        (&json!("create_collection"), &json!("头条"))
    );
}
