//! `update_channel`.

use dibao::auth::Role;
use dibao::import::line::Reading;
use dibao::import::{export, jsonl};
use futures_util::future::join_all;
use rstest::rstest;
use serde_json::{Value, json};

use super::create_channel::{CHANNELS, below, made, told};
use crate::columns::update_column::patch;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Changes a channel, whatever state was seen.
async fn change(by: &Signed<'_>, channel: &str, body: Value) -> Value {
    let answer = patch(by, &format!("{CHANNELS}/{channel}"), "*", &body).await;
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The ids of the articles that lists and searches find under a channel; both must find the same.
async fn articles(app: &App, channel: &str) -> Vec<Value> {
    app.indexed().await;
    let mut listed = app.walk(&format!("/v1/articles?channel={channel}"), "/id").await;
    let mut found = app.walk(&format!("/v1/search?channel={channel}&sort=-published_at"), "/article/id").await;
    listed.sort_by_key(Value::to_string);
    found.sort_by_key(Value::to_string);
    assert_eq!(listed, found, "{channel}");
    let counted = app.json(&format!("/v1/channels/{channel}")).await["article_count"].as_u64();
    assert_eq!(counted, u64::try_from(listed.len()).ok(), "{channel}");
    listed
}

/// An article in a channel.
fn article(number: u8, channel: &[&str]) -> Value {
    json!({
        "external_id": format!("m-{number}"), "title": format!("第{number}篇"), "body": "清河的正文。",
        "published_at": format!("2026-01-{number:02}"), "channel": channel,
    })
}

#[rstest]
#[tokio::test]
async fn a_channel_that_moves_takes_its_articles_along(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    app.publish(&[
        article(1, &["新闻"]),
        article(2, &["新闻", "地方", "清河"]),
        article(3, &["新闻", "地方", "清河"]),
        article(4, &["新闻", "地方"]),
        article(5, &["专题", "去处"]),
        article(6, &["专题"]),
    ])
    .await;
    let count = async |channel: &'static str| articles(&app, channel).await.len();
    let all = async || {
        let mut counts = Vec::new();
        for channel in ["xin-wen", "di-fang", "qing-he", "zhuan-ti", "qu-chu"] {
            counts.push(count(channel).await);
        }
        assert_eq!(dibao::articles::wrong_counts(&app.db.read).await.unwrap(), Vec::<String>::new());
        counts
    };
    assert_eq!(all().await, [4, 3, 2, 2, 1]);
    // From one branch into another.
    let moved = change(&chief, "di-fang", json!({"parent": "qu-chu"})).await;
    assert_eq!(all().await, [1, 3, 2, 5, 4]);
    let read = app.json(&format!("/v1/channels/qing-he?min_seq={}", moved["seq"])).await;
    let path: Vec<&str> =
        read["path"].as_array().unwrap().iter().map(|channel| channel["slug"].as_str().unwrap()).collect();
    assert_eq!(path, ["zhuan-ti", "qu-chu", "di-fang", "qing-he"]);
    // Up within the branch, to the top, and below again.
    change(&chief, "qing-he", json!({"parent": "zhuan-ti"})).await;
    assert_eq!(all().await, [1, 1, 2, 5, 2]);
    change(&chief, "qing-he", json!({"parent": null})).await;
    assert_eq!(all().await, [1, 1, 2, 3, 2]);
    change(&chief, "zhuan-ti", json!({"parent": "qing-he"})).await;
    assert_eq!(all().await, [1, 1, 5, 3, 2]);
    // What is published, changed and taken back afterwards is where it belongs.
    app.publish(&[article(7, &["清河", "专题", "去处", "地方"]), article(2, &["清河", "专题"])]).await;
    assert_eq!(all().await, [1, 2, 6, 5, 3]);
    // Another instance that begins now sees the same tree.
    let whole = dibao::catalog::query::whole(&app.db.read).await.unwrap();
    let (kept, read) = (app.state.catalog(), &whole);
    for slug in kept.channels.slugs() {
        assert_eq!(kept.channels.find(slug), read.channels.find(slug));
    }
}

#[rstest]
#[tokio::test]
async fn nothing_stands_below_itself(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    app.publish(&[article(1, &["甲", "乙", "丙"])]).await;
    let head = app.json("/v1/changes?limit=1000").await["next_after"].clone();
    for parent in ["jia", "yi", "bing"] {
        let path = format!("{CHANNELS}/jia");
        refused(patch(&chief, &path, "*", &json!({"parent": parent})).await, 409, "channel_cycle").await;
    }
    let path = format!("{CHANNELS}/jia");
    let problem = refused(patch(&chief, &path, "*", &json!({"parent": "none"})).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"][0]["pointer"], "/parent");
    // Two that would each be fine: the second one makes a ring of both.
    let one = made(&chief, json!({"name": "一"})).await;
    let two = made(&chief, json!({"name": "二"})).await;
    let at = |channel: &Value| format!("{CHANNELS}/{}", channel["id"].as_str().unwrap());
    let (to_two, to_one) = (json!({"parent": two["id"]}), json!({"parent": one["id"]}));
    let (at_one, at_two) = (at(&one), at(&two));
    let answers = join_all([patch(&chief, &at_one, "*", &to_two), patch(&chief, &at_two, "*", &to_one)]).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(articles(&app, "jia").await.len(), 1);
    assert!(told(&app, &head).await.iter().all(|(_, slug)| !["jia", "yi", "bing"].contains(&slug.as_str())));
}

#[rstest]
#[tokio::test]
async fn siblings_stand_in_the_order_that_is_asked_for(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    for name in ["a", "b", "c", "d"] {
        made(&chief, json!({"name": name})).await;
    }
    let head = app.json("/v1/changes?limit=1000").await["next_after"].clone();
    change(&chief, "d", json!({"position": 1})).await;
    assert_eq!(below(&app, None).await, ["a", "d", "b", "c"]);
    let expected = ["b", "c", "d"].map(|slug| ("channel.updated".to_owned(), slug.to_owned()));
    assert_eq!(told(&app, &head).await, expected);
    change(&chief, "a", json!({"position": 99})).await;
    assert_eq!(below(&app, None).await, ["d", "b", "c", "a"]);
    let head = app.json("/v1/changes?limit=1000").await["next_after"].clone();
    // Where it stands already nothing changes.
    let version = chief.json(&format!("{CHANNELS}/a")).await["version"].clone();
    assert_eq!(change(&chief, "a", json!({"position": 3})).await["version"], version);
    assert_eq!(told(&app, &head).await, []);
    // What leaves closes its gap, and what comes takes its place.
    change(&chief, "b", json!({"parent": "d"})).await;
    change(&chief, "c", json!({"parent": "d", "position": 0})).await;
    assert_eq!(
        (below(&app, None).await, below(&app, Some("d")).await),
        (vec!["d".into(), "a".into()], vec!["c".into(), "b".into()])
    );
    let position = chief.json(&format!("{CHANNELS}/a")).await["position"].clone();
    assert_eq!(position, 1);
}

#[rstest]
#[tokio::test]
async fn of_many_who_change_a_state_one_does(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    made(&chief, json!({"name": "新闻"})).await;
    let path = format!("{CHANNELS}/xin-wen");
    refused(chief.patch(&path, &json!({"name": "要闻"})).await, 428, "precondition_required").await;
    let bodies: Vec<Value> =
        (0..8).map(|number| json!({"name": format!("新闻{number}"), "slug": format!("n{number}")})).collect();
    let answers = join_all(bodies.iter().map(|body| patch(&chief, &path, "\"v1\"", body))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[200].as_slice(), &[412; 7]].concat());
    let channel = chief.json(&path).await;
    assert_eq!((&channel["version"], &channel["former_slugs"]), (&json!(2), &json!(["xin-wen"])));
    for wrong in [json!({"name": null}), json!({"position": null}), json!({"position": -1}), json!({"colour": 1})] {
        refused(patch(&chief, &path, "*", &wrong).await, 422, "invalid_content").await;
    }
}

#[rstest]
#[tokio::test]
async fn what_was_edited_goes_out_and_comes_in_again(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let other = if kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
    let (Some(app), Some(empty)) = (App::demo(kind).await, App::start(other).await) else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let top = made(&chief, json!({"name": "首页", "position": 0})).await;
    change(&chief, "xin-wen", json!({"parent": "shou-ye", "slug": "news", "name": "要闻"})).await;
    let column = "/v1/editorial/columns/zou-du-qing-he";
    let body = json!({"name": "行走清河", "opening_note": null, "slug": "walk", "status": "closed"});
    assert_eq!(patch(&chief, column, "*", &body).await.status(), 200);
    let zone = chrono_tz::Asia::Shanghai;
    let out = async |app: &App| {
        let mut out = Vec::new();
        export::export(&app.db.read, zone, export::What::Everything, &mut out, |_| {}).await.unwrap();
        String::from_utf8(out).unwrap()
    };
    let reading = || Reading { zone, lang: "zh-Hans".into(), labels: false };
    let lines = out(&app).await;
    let import = async |lines: &str| {
        let lines = std::io::Cursor::new(lines.to_owned());
        jsonl::import(&empty.db.primary, "export", lines, reading(), |_| {}).await.unwrap()
    };
    let report = import(&lines).await;
    assert_eq!(report.failed.len(), 0, "{report}");
    assert_eq!(out(&empty).await, lines);
    // Taken in again after a further move, the other one's tree moves, with its articles.
    change(&chief, "news", json!({"parent": null})).await;
    let lines = out(&app).await;
    import(&lines).await;
    empty.state.catch_up().await.unwrap();
    assert_eq!(out(&empty).await, lines);
    assert_eq!(dibao::articles::wrong_counts(&empty.db.read).await.unwrap(), Vec::<String>::new());
    assert_eq!(below(&empty, top["slug"].as_str()).await, Vec::<String>::new());
    assert_eq!(articles(&empty, "news").await.len(), articles(&app, "news").await.len());
}
