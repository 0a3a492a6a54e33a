//! `GET /v1/editorial/collections/{collection}`.

use rstest::rstest;
use serde_json::json;

use super::{Board, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn it_answers_by_slug_and_id_with_the_tag_that_changes_take(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let board = Board::open(&app).await;
    let answer = board.editor.get(&at("wang-du-qiao", "")).await;
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let held: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(tag, format!("\"v{}\"", held["version"]));
    assert_eq!(board.editor.json(&at(held["id"].as_str().unwrap(), "")).await, held);
    assert_eq!((held["items"].as_array().unwrap().len(), held["sections"].as_array().unwrap().len()), (10, 3));
    let item = &held["items"][5];
    assert_eq!(
        (&item["title"], &item["headline"], &item["state"]),
        (&json!("合龙"), &json!("望渡桥今晨合龙"), &json!("published"))
    );
    refused(board.editor.get(&at("none", "")).await, 404, "collection_not_found").await;
    refused(board.editor.get(&at("tou-tiao", "?fields=id")).await, 400, "invalid_parameter").await;
}
