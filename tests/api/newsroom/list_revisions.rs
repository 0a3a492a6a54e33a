//! `GET /v1/editorial/articles/{id}/revisions`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::update_article::{begun, patch};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_latest_comes_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    patch(&reporter, &path, "*", &json!({"title": "大桥", "note": "改题"})).await;
    let items = reporter.json(&format!("{path}/revisions")).await["items"].clone();
    let numbers = [0, 1].map(|at| (items[at]["number"].as_i64(), items[at]["is_latest"].as_bool()));
    assert_eq!(numbers, [(Some(2), Some(true)), (Some(1), Some(false))]);
    assert_eq!((&items[0]["note"], &items[1]["note"]), (&json!("改题"), &json!(null)));
    assert_ne!(items[0]["digest"], items[1]["digest"]);
    let other = app.sign_in("li", Role::Reporter).await;
    refused(other.get(&format!("{path}/revisions")).await, 404, "article_not_found").await;
}

#[rstest]
#[tokio::test]
async fn pages_go_on_and_back_while_it_is_changed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "一").await;
    for title in ["二", "三", "四", "五"] {
        patch(&reporter, &path, "*", &json!({"title": title})).await;
    }
    let numbers = |page: &Value| -> Vec<i64> {
        page["items"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()).collect()
    };
    let list = format!("{path}/revisions?limit=2");
    let first = reporter.json(&format!("{list}&total=true")).await;
    assert_eq!((numbers(&first), &first["total"], &first["prev_cursor"]), (vec![5, 4], &json!(5), &json!(null)));
    patch(&reporter, &path, "*", &json!({"title": "六"})).await;
    let second = reporter.json(&format!("{list}&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!(numbers(&second), [3, 2]);
    let third = reporter.json(&format!("{list}&cursor={}", second["next_cursor"].as_str().unwrap())).await;
    assert_eq!((numbers(&third), &third["next_cursor"]), (vec![1], &json!(null)));
    let back = reporter.json(&format!("{list}&cursor={}", second["prev_cursor"].as_str().unwrap())).await;
    assert_eq!(numbers(&back), [5, 4]);
    let other = begun(&reporter, "另").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    for wrong in [format!("{other}/revisions?cursor={cursor}"), format!("{path}/revisions?cursor=x")] {
        refused(reporter.get(&wrong).await, 400, "invalid_parameter").await;
    }
}
