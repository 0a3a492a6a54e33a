//! `PATCH /v1/editorial/collections/{collection}`.

use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{Board, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_change_is_seen_at_once_and_its_former_slugs_go_on_leading_to_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let head = board.head();
    let before = app.json("/v1/collections/tou-tiao").await;
    let body = json!({"name": "今日头条", "slug": "today", "summary": null, "status": "closed"});
    let after = board.done(Method::PATCH, &at("tou-tiao", ""), Some(&body)).await;
    let shown = app.json("/v1/collections/today").await;
    assert_eq!(
        (&shown["id"], &shown["name"], &shown["summary"], &shown["status"]),
        (&before["id"], &json!("今日头条"), &json!(null), &json!("closed"))
    );
    assert_eq!((&shown["items"], &shown["updated_at"]), (&before["items"], &after["updated_at"]));
    assert_eq!(app.json("/v1/collections/tou-tiao").await, shown, "the former slug leads to it");
    let by_former = app.json("/v1/articles?collection=tou-tiao&total=true").await;
    assert_eq!(by_former["total"], shown["article_count"]);
    assert_eq!(board.lines_after(head).await, ["collection.updated"]);
    board.done(Method::PATCH, &at("tou-tiao", ""), Some(&json!({"slug": "tou-tiao"}))).await;
    assert_eq!(app.json("/v1/collections/tou-tiao").await["slug"], "tou-tiao", "it gets its own back");
    assert_eq!(app.json("/v1/collections/today").await["slug"], "tou-tiao");
}

#[rstest]
#[tokio::test]
async fn who_has_not_seen_the_present_state_changes_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let path = at("tou-tiao", "");
    let tag = board.editor.get(&path).await.headers()["etag"].to_str().unwrap().to_owned();
    let patch = async |seen: &str, body| board.send(Method::PATCH, &path, seen, Some(&body)).await;
    let head = board.head();
    let same = patch(&tag, json!({"name": "头条", "slug": "tou-tiao"})).await;
    assert_eq!((same.headers()["etag"].to_str().unwrap(), board.head()), (tag.as_str(), head), "nothing has changed");
    assert_eq!(patch(&tag, json!({"name": "要闻"})).await.status(), 200);
    let late = refused(patch(&tag, json!({"name": "头条"})).await, 412, "precondition_failed").await;
    assert_ne!(late["etag"], tag);
    refused(board.editor.patch(&path, &json!({"name": "头条"})).await, 428, "precondition_required").await;
    refused(board.send(Method::PATCH, &at("none", ""), "*", Some(&json!({}))).await, 404, "collection_not_found").await;
    refused(patch("*", json!({"slug": "wang-du-qiao"})).await, 409, "slug_taken").await;
    for (body, pointer) in [
        (json!({"name": null}), "/name"),
        (json!({"slug": null}), "/slug"),
        (json!({"slug": "-"}), "/slug"),
        (json!({"status": null}), "/status"),
        (json!({"summary": 5}), "/summary"),
        (json!({"colour": 5}), "/colour"),
    ] {
        let problem = refused(patch("*", body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    assert_eq!(app.json("/v1/collections/tou-tiao").await["name"], "要闻");
}

#[rstest]
#[tokio::test]
async fn what_is_hidden_is_gone_for_readers_and_comes_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let (head, before) = (board.head(), board.shown("tou-tiao").await);
    board.done(Method::PATCH, &at("tou-tiao", ""), Some(&json!({"status": "hidden"}))).await;
    app.refused("/v1/collections/tou-tiao", 404, "collection_not_found").await;
    let listed = app.walk("/v1/collections", "/slug").await;
    assert_eq!(listed, [json!("wang-du-qiao")]);
    app.refused("/v1/articles?collection=tou-tiao", 400, "invalid_parameter").await;
    board.done(Method::PATCH, &at("tou-tiao", ""), Some(&json!({"status": "open"}))).await;
    assert_eq!(board.shown("tou-tiao").await, before);
    assert_eq!(board.lines_after(head).await, ["collection.unpublished", "collection.published"]);
}
