//! `DELETE /v1/editorial/collections/{collection}/items/{article}`.

use reqwest::Method;
use rstest::rstest;

use super::{Board, at, order};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn an_article_is_taken_out_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let (head, before) = (board.head(), board.shown("tou-tiao").await);
    let path = at("tou-tiao", &format!("/items/{}", before[1]));
    refused(board.editor.delete(&path).await, 428, "precondition_required").await;
    let left = board.done(Method::DELETE, &path, None).await;
    let expected: Vec<String> = before.iter().filter(|id| **id != before[1]).cloned().collect();
    assert_eq!((order(&left), board.shown("tou-tiao").await), (expected.clone(), expected));
    refused(board.send(Method::DELETE, &path, "*", None).await, 404, "article_not_found").await;
    refused(board.send(Method::DELETE, &path, "\"v1\"", None).await, 412, "precondition_failed").await;
    assert_eq!(board.lines_after(head).await, ["collection.updated"]);
    assert_eq!(app.get(&format!("/v1/articles/{}", before[1])).await.status(), 200);
}
