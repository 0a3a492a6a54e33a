//! `get_collection`, and what lists of articles find by a collection.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Board, at, item, order};
use crate::support::desk::Desk;
use crate::support::{App, Kind, names};

#[rstest]
#[tokio::test]
async fn each_answers_by_slug_and_id_and_counts_its_articles(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    names::found(&app, "collections", "collection", "collection_not_found").await;
}

#[rstest]
#[tokio::test]
async fn its_articles_come_in_the_editors_order_page_by_page(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let whole = app.json("/v1/collections/wang-du-qiao").await;
    let external: Vec<&str> =
        whole["items"].as_array().unwrap().iter().map(|one| one["article"]["external_id"].as_str().unwrap()).collect();
    let expected =
        ["060", "002", "009", "010", "031", "048", "050", "011", "028", "029"].map(|end| format!("demo-{end}"));
    assert_eq!(external, expected);
    let walked = app.walk("/v1/collections/wang-du-qiao?limit=3", "/id").await;
    assert_eq!(walked, order(&whole).into_iter().map(Value::from).collect::<Vec<_>>());
    let first = app.json("/v1/collections/wang-du-qiao?limit=3&total=true").await;
    assert_eq!(
        (&first["total"], &first["total_is_lower_bound"], &first["prev_cursor"]),
        (&json!(10), &json!(false), &json!(null))
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = app.json(&format!("/v1/collections/wang-du-qiao?limit=3&cursor={cursor}")).await;
    let back = second["prev_cursor"].as_str().unwrap();
    assert_eq!(app.json(&format!("/v1/collections/wang-du-qiao?limit=3&cursor={back}")).await["items"], first["items"]);
    app.refused(&format!("/v1/collections/tou-tiao?cursor={cursor}"), 400, "invalid_parameter").await;
    for wrong in ["limit=0", "limit=101", "cursor=x", "fields=slug", "body=text&limit=21", "sort=position"] {
        app.refused(&format!("/v1/collections/tou-tiao?{wrong}"), 400, "invalid_parameter").await;
    }
    let trimmed = app.json("/v1/collections/tou-tiao?fields=article.title&limit=1&body=text").await;
    assert_eq!(trimmed["name"], "头条", "the collection itself stays whole");
    assert_eq!(trimmed["items"][0].as_object().unwrap().len(), 2);
    let with_body = app.json("/v1/collections/tou-tiao?limit=1&body=text&include=channel").await;
    assert!(with_body["items"][0]["article"]["body"]["value"].as_str().unwrap().chars().count() > 50);
}

#[rstest]
#[tokio::test]
async fn lists_and_searches_find_by_collections_along_with_all_else(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    app.indexed().await;
    let empty = board.made(json!({"name": "空"})).await;
    let bridge = board.id("demo-060").await;
    let everything = app.walk("/v1/articles?limit=100", "/id").await.len();
    for (query, expected) in [
        ("collection=tou-tiao".to_owned(), 5),
        ("collection=tou-tiao,wang-du-qiao".to_owned(), 14),
        ("collection=wang-du-qiao&channel=xin-wen".to_owned(), 6),
        ("collection=wang-du-qiao&to=2025-12-31".to_owned(), 7),
        (format!("collection=wang-du-qiao&ids={bridge}"), 1),
        ("collection=tou-tiao&external_id=demo-001".to_owned(), 0),
        (format!("collection={empty}"), 0),
        (format!("collection={empty},tou-tiao&sort=published_at"), 5),
    ] {
        for list in ["articles", "search"] {
            let found = app.json(&format!("/v1/{list}?{query}&total=true&limit=100&min_seq={}", board.head())).await;
            assert_eq!(found["total"], expected, "{list} {query}");
            assert_eq!(found["items"].as_array().unwrap().len(), expected, "{list} {query}");
        }
    }
    assert!(everything > 60);
    let listed = app.walk("/v1/articles?collection=wang-du-qiao&limit=3&sort=-updated_at", "/id").await;
    assert_eq!(listed.len(), 10);
    let searched = app.json("/v1/search?q=望渡桥&collection=tou-tiao&total=true").await;
    assert!(searched["total"].as_i64().unwrap() >= 1 && searched["total"].as_i64().unwrap() <= 5);
    let many = (0..21).map(|_| "a").collect::<Vec<_>>().join(",");
    app.refused(&format!("/v1/articles?collection={many}"), 400, "invalid_parameter").await;
    let problem = app.refused("/v1/articles?collection=tou-tia", 400, "invalid_parameter").await;
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("tou-tiao"), "{problem}");
}

#[rstest]
#[tokio::test]
async fn a_page_goes_on_while_the_collection_changes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let first = app.json("/v1/articles?collection=wang-du-qiao&limit=4").await;
    let items = board.shown("wang-du-qiao").await.iter().rev().take(9).map(|id| item(id, None)).collect();
    board.arrange("wang-du-qiao", json!([]), items).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = app.json(&format!("/v1/articles?collection=wang-du-qiao&limit=100&cursor={cursor}")).await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 6, "the cursor is of the filter, not of what it finds");
}

#[rstest]
#[tokio::test]
async fn kept_answers_follow_every_change(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let (board, desk) = (Board::open(&app).await, Desk::open(&app).await);
    let published = desk.published("桥头夜市开张").await.to_string();
    let ask = async || {
        let page = app.get("/v1/collections/tou-tiao").await;
        let tag = page.headers()["etag"].to_str().unwrap().to_owned();
        (tag, page.json::<Value>().await.unwrap())
    };
    let (tag, before) = ask().await;
    assert_eq!(app.get_with("/v1/collections/tou-tiao", &[("if-none-match", &tag)]).await.status(), 304);
    board.done(Method::PUT, &at("tou-tiao", &format!("/items/{published}")), Some(&json!({"position": 0}))).await;
    let (new_tag, after) = ask().await;
    assert_ne!((new_tag, order(&after)), (tag, order(&before)));
    assert_eq!(order(&after)[0], published);
    desk.done(&desk.chief, published.parse().unwrap(), "withdraw", json!({"reason": "factual_error"})).await;
    assert_eq!(order(&ask().await.1), order(&before));
}
