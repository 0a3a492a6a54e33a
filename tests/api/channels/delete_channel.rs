//! `delete_channel`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::create_channel::{CHANNELS, below, made, told};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn only_an_empty_channel_without_others_below_it_is_deleted(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let gone = made(&chief, json!({"name": "空", "position": 0})).await;
    let inner = made(&chief, json!({"name": "里", "parent": gone["id"]})).await;
    let delete = async |channel: &Value, held: &str| {
        let path = format!("{CHANNELS}/{}", channel["id"].as_str().unwrap());
        chief.send(Method::DELETE, &path, &[("if-match", held)], None).await
    };
    let problem = refused(delete(&gone, "*").await, 409, "in_use").await;
    let expected = json!([{"kind": "channel", "count": 1, "examples": [{"id": inner["id"], "name": "里"}]}]);
    assert_eq!(problem["uses"], expected);
    assert_eq!(delete(&inner, "\"v1\"").await.status(), 200);
    refused(delete(&gone, "\"v7\"").await, 412, "precondition_failed").await;
    let tree = below(&app, None).await;
    let before = app.json("/v1/changes?limit=1000").await["next_after"].clone();
    let answer = delete(&gone, "\"v1\"").await;
    assert_eq!(answer.status(), 200);
    let deleted: Value = answer.json().await.unwrap();
    assert_eq!(below(&app, None).await, tree[1..]);
    let lines = told(&app, &before).await;
    assert_eq!(lines.last().unwrap(), &("channel.deleted".to_owned(), "kong".to_owned()));
    assert_eq!(app.json("/v1/changes?limit=1000").await["next_after"], deleted["seq"]);
    app.refused("/v1/channels/kong", 404, "channel_not_found").await;
    app.refused("/v1/search?channel=kong", 400, "invalid_parameter").await;
    // With articles: nothing of what was begun is left, the places of the siblings included.
    let used = chief.json(&format!("{CHANNELS}/xin-wen")).await;
    let problem = refused(delete(&used, "*").await, 409, "in_use").await;
    assert!(problem["uses"].as_array().unwrap().iter().any(|used| used["kind"] == "channel"), "{problem}");
    let leaf = app.json("/v1/channels/xin-wen").await["children"][0].clone();
    let problem = refused(delete(&leaf, "*").await, 409, "in_use").await;
    let count = app.json(&format!("/v1/channels/{}", leaf["slug"].as_str().unwrap())).await["article_count"].clone();
    assert_eq!((&problem["uses"][0]["kind"], &problem["uses"][0]["count"]), (&json!("article"), &count));
    assert_eq!(app.json("/v1/changes?limit=1000").await["next_after"], deleted["seq"]);
}
