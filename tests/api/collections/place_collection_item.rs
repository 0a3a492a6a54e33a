//! `PUT /v1/editorial/collections/{collection}/items/{article}`.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use super::{Board, at, order};
use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn an_article_is_added_and_moved(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let (head, before) = (board.head(), board.shown("wang-du-qiao").await);
    let new = board.id("demo-001").await;
    let path = at("wang-du-qiao", &format!("/items/{new}"));
    let placed =
        board.done(Method::PUT, &path, Some(&json!({"section": "gong-di", "position": 1, "title": "新"}))).await;
    let mut expected = before.clone();
    expected.insert(5, new.clone());
    assert_eq!(order(&placed), expected);
    assert_eq!(board.shown("wang-du-qiao").await, expected);
    let moved = board.done(Method::PUT, &path, Some(&json!({"position": 0}))).await;
    assert_eq!(order(&moved), [vec![new.clone()], before].concat());
    assert_eq!((&moved["items"][0]["title"], &moved["items"][0]["section"]), (&json!(null), &json!(null)));
    assert_eq!(board.done(Method::PUT, &path, Some(&json!({"position": 0}))).await, moved);
    assert_eq!(board.lines_after(head).await.len(), 2, "nothing has changed the last time");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_placed_is_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let (board, desk) = (Board::open(&app).await, Desk::open(&app).await);
    let a = board.id("demo-001").await;
    let withdrawn = desk.published("撤").await;
    desk.done(&desk.chief, withdrawn, "withdraw", json!({"reason": "factual_error"})).await;
    let send = async |article: &str, body| {
        board.send(Method::PUT, &at("tou-tiao", &format!("/items/{article}")), "*", Some(&body)).await
    };
    refused(send(&Uuid::now_v7().to_string(), json!({})).await, 404, "article_not_found").await;
    refused(send("x", json!({})).await, 400, "invalid_parameter").await;
    refused(send(&withdrawn.to_string(), json!({})).await, 410, "article_withdrawn").await;
    for (body, pointer) in [
        (json!({"section": "none"}), "/section"),
        (json!({"position": -1}), "/position"),
        (json!({"position": 1.5}), "/position"),
        (json!({"article": a}), "/article"),
    ] {
        let problem = refused(send(&a, body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let path = at("tou-tiao", &format!("/items/{a}"));
    refused(board.editor.put(&path, &json!({})).await, 428, "precondition_required").await;
    refused(board.send(Method::PUT, &path, "\"v77\"", Some(&json!({}))).await, 412, "precondition_failed").await;
}
