//! `create_channel`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

pub const CHANNELS: &str = "/v1/editorial/channels";

/// Makes a channel, which must be taken.
pub async fn made(by: &Signed<'_>, body: Value) -> Value {
    let answer = by.post(CHANNELS, &body).await;
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 201, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The slugs below a channel, or at the top, in the site's order.
pub async fn below(app: &App, parent: Option<&str>) -> Vec<String> {
    let found = match parent {
        Some(parent) => app.json(&format!("/v1/channels/{parent}")).await["children"].clone(),
        None => app.json("/v1/channels").await["items"].clone(),
    };
    found.as_array().unwrap().iter().map(|channel| channel["slug"].as_str().unwrap().to_owned()).collect()
}

/// Type and slug of each line about channels after a line.
pub async fn told(app: &App, after: &Value) -> Vec<(String, String)> {
    let log = app.json(&format!("/v1/changes?limit=1000&kind=channel&after={after}")).await;
    let lines = log["items"].as_array().unwrap().iter();
    lines
        .map(|line| (line["type"].as_str().unwrap().to_owned(), line["subject"]["slug"].as_str().unwrap().to_owned()))
        .collect()
}

#[rstest]
#[tokio::test]
async fn channels_are_made_below_others_at_their_places(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let news = made(&chief, json!({"name": "新闻"})).await;
    assert_eq!((&news["slug"], &news["parent"], &news["position"]), (&json!("xin-wen"), &json!(null), &json!(0)));
    let general = made(&chief, json!({"name": "综合", "parent": "xin-wen"})).await;
    assert_eq!((&general["parent"], &general["position"]), (&news["id"], &json!(0)));
    let culture = made(&chief, json!({"name": "文化", "parent": news["id"]})).await;
    assert_eq!(culture["position"], 1);
    // The first place: the others shift, each with a line of its own, before that of the new one.
    let sport = made(&chief, json!({"name": "体育", "parent": "xin-wen", "position": 0})).await;
    assert_eq!(below(&app, Some("xin-wen")).await, ["ti-yu", "zong-he", "wen-hua"]);
    let expected = [("channel.updated", "zong-he"), ("channel.updated", "wen-hua"), ("channel.created", "ti-yu")];
    let expected = expected.map(|(event, slug)| (event.to_owned(), slug.to_owned()));
    assert_eq!(told(&app, &culture["seq"]).await, expected);
    let shifted = chief.get(&format!("{CHANNELS}/zong-he")).await;
    assert_eq!(shifted.headers()["etag"], "\"v2\"");
    assert_eq!(shifted.json::<Value>().await.unwrap()["position"], 1);
    // Beyond the end is the end.
    let last = made(&chief, json!({"name": "教育", "parent": "xin-wen", "position": 2_147_483_647})).await;
    assert_eq!(last["position"], 3);
    assert_eq!(app.json(&format!("/v1/channels/ti-yu?min_seq={}", sport["seq"])).await["path"][0]["slug"], "xin-wen");
}

#[rstest]
#[tokio::test]
async fn a_name_is_one_siblings_only_and_a_slug_one_channels(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    made(&chief, json!({"name": "新闻"})).await;
    let general = made(&chief, json!({"name": "综合", "parent": "xin-wen"})).await;
    let again = chief.post(CHANNELS, &json!({"name": "综合", "parent": "xin-wen"})).await;
    assert_eq!(refused(again, 409, "name_taken").await["holder"]["id"], general["id"]);
    let other = made(&chief, json!({"name": "综合"})).await;
    assert!(other["slug"].as_str().unwrap().starts_with("zong-he-"));
    let taken = chief.post(CHANNELS, &json!({"name": "总览", "slug": "zong-he"})).await;
    refused(taken, 409, "slug_taken").await;
    let wrong = json!({"name": "x", "parent": "none", "position": 0});
    let problem = refused(chief.post(CHANNELS, &wrong).await, 422, "invalid_content").await;
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (&json!("/parent"), &json!("not_found"))
    );
    let wrong = json!({"position": -1, "parent": 7, "colour": "red"});
    let problem = refused(chief.post(CHANNELS, &wrong).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "{problem}");
    refused(chief.post(CHANNELS, &json!({"name": "x", "position": null})).await, 422, "invalid_content").await;
    let editor = app.sign_in("li", Role::Editor).await;
    refused(editor.post(CHANNELS, &json!({"name": "x"})).await, 403, "forbidden").await;
    let send = async || {
        let headers = [("idempotency-key", "k")];
        chief.send(Method::POST, CHANNELS, &headers, Some(&json!({"name": "一次"}))).await.text().await.unwrap()
    };
    assert_eq!(send().await, send().await);
}

#[rstest]
#[tokio::test]
async fn the_tree_has_32_levels_at_most(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let mut parent = json!(null);
    for level in 1..=32 {
        parent = made(&chief, json!({"name": format!("第{level}层"), "slug": format!("l{level}"), "parent": parent}))
            .await["id"]
            .clone();
    }
    let deeper = chief.post(CHANNELS, &json!({"name": "太深", "parent": parent})).await;
    assert_eq!(refused(deeper, 422, "invalid_content").await["errors"][0]["code"], "out_of_range");
    assert_eq!(app.json("/v1/channels/l32").await["path"].as_array().unwrap().len(), 32);
    // A branch that is as deep goes nowhere below another one.
    made(&chief, json!({"name": "旁支", "slug": "side"})).await;
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", "*")];
    let sink = chief.send(Method::PATCH, &format!("{CHANNELS}/l1"), &headers, Some(&json!({"parent": "side"}))).await;
    assert_eq!(refused(sink, 422, "invalid_content").await["errors"][0]["code"], "out_of_range");
    let sink = chief.send(Method::PATCH, &format!("{CHANNELS}/l2"), &headers, Some(&json!({"parent": "side"}))).await;
    assert_eq!(sink.status(), 200);
}
