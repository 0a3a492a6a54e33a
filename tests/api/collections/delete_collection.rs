//! `DELETE /v1/editorial/collections/{collection}`.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{Board, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_collection_goes_with_its_slugs_and_its_articles_stay(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    board.done(Method::PATCH, &at("wang-du-qiao", ""), Some(&json!({"slug": "bridge"}))).await;
    let (head, articles) = (board.head(), app.json("/v1/articles?total=true").await["total"].clone());
    let path = at("bridge", "");
    refused(board.editor.delete(&path).await, 428, "precondition_required").await;
    refused(board.send(Method::DELETE, &path, "\"v1\"", None).await, 412, "precondition_failed").await;
    let gone = board.send(Method::DELETE, &path, "*", None).await;
    assert_eq!(gone.status(), 200);
    let gone: serde_json::Value = gone.json().await.unwrap();
    assert_eq!(gone["seq"], head + 1);
    for slug in ["bridge", "wang-du-qiao"] {
        app.refused(&format!("/v1/collections/{slug}"), 404, "collection_not_found").await;
    }
    refused(board.send(Method::DELETE, &path, "*", None).await, 404, "collection_not_found").await;
    assert_eq!(app.walk("/v1/collections", "/slug").await, [json!("tou-tiao")]);
    assert_eq!(board.lines_after(head).await, ["collection.deleted"]);
    assert_eq!(app.json("/v1/articles?total=true").await["total"], articles);
    assert_eq!(board.made(json!({"name": "新桥", "slug": "wang-du-qiao"})).await, "wang-du-qiao", "the slug is free");
    assert_eq!(app.json("/v1/collections/wang-du-qiao").await["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn one_that_nobody_saw_goes_unnoticed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let board = Board::open(&app).await;
    let slug = board.made(json!({"name": "两会", "status": "hidden"})).await;
    assert_eq!(board.send(Method::DELETE, &at(&slug, ""), "*", None).await.status(), 200);
    assert_eq!((board.head(), board.lines_after(0).await), (0, vec![]));
}
