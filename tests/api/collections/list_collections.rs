//! `list_collections`.

use rstest::rstest;
use serde_json::json;

use super::Board;
use crate::support::{App, Kind, names};

#[rstest]
#[tokio::test]
async fn every_one_is_listed_once_in_the_order_of_slugs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    for name in ["轮播", "滚动"] {
        board.made(json!({"name": name})).await;
    }
    names::listed(&app, "collections").await;
    let page = app.json("/v1/collections").await;
    let counts: Vec<_> = page["items"].as_array().unwrap().iter().map(|one| one["article_count"].clone()).collect();
    assert_eq!(counts, [json!(0), json!(0), json!(5), json!(10)]);
}

#[rstest]
#[tokio::test]
async fn they_are_told_apart_by_whether_they_go_on(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    assert_eq!(app.walk("/v1/collections?status=open", "/slug").await, [json!("tou-tiao")]);
    assert_eq!(app.walk("/v1/collections?status=closed", "/slug").await, [json!("wang-du-qiao")]);
    for wrong in ["ajar", "hidden"] {
        app.refused(&format!("/v1/collections?status={wrong}"), 400, "invalid_parameter").await;
    }
    let trimmed = app.json("/v1/collections?fields=name&limit=1").await;
    assert_eq!(trimmed["items"][0].as_object().unwrap().len(), 2);
}
