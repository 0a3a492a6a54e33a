//! `suggest`.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind, article};

/// An article with names of every kind.
fn named(external_id: &str, title: &str, published_at: &str) -> Value {
    let mut line = article(external_id, title, published_at);
    line["source"] = json!("重庆晨报");
    line["column"] = json!("走读精武");
    line["people"] = json!([{"name": "金武周", "role": "reporter"}]);
    line["tags"] = json!(["精武镇"]);
    line
}

/// What is suggested: kind, text, and the part that was met.
async fn suggested(app: &App, query: &str) -> Vec<(String, String, String)> {
    let answer = app.json(&format!("/v1/suggest?{query}")).await;
    answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let text = item["text"].as_str().unwrap().to_owned();
            let at = |name: &str| usize::try_from(item["match"][name].as_u64().unwrap()).unwrap();
            let met = text.chars().skip(at("start")).take(at("length")).collect();
            (item["kind"].as_str().unwrap().to_owned(), text, met)
        })
        .collect()
}

#[rstest]
#[tokio::test]
async fn names_and_titles_are_met_by_characters_sound_and_initials(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let lines = [
        named("1", "精武镇举行防汛演练", "2026-01-01"),
        named("2", "精武镇举行防汛演练", "2026-01-02"),
        named("3", "走进精武镇：iPhone生产线", "2026-01-03"),
        named("4", "无关", "2026-01-04"),
    ];
    app.publish(&lines).await;
    app.indexed().await;
    let of = |kind: &str, text: &str, met: &str| (kind.to_owned(), text.to_owned(), met.to_owned());
    for (query, expected) in [
        (
            "q=jwz",
            vec![
                of("tag", "精武镇", "精武镇"),
                of("person", "金武周", "金武周"),
                of("article", "精武镇举行防汛演练", "精武镇"),
                of("article", "走进精武镇：iPhone生产线", "精武镇"),
            ],
        ),
        (
            "q=jingwuzh",
            vec![
                of("tag", "精武镇", "精武镇"),
                of("article", "精武镇举行防汛演练", "精武镇"),
                of("article", "走进精武镇：iPhone生产线", "精武镇"),
            ],
        ),
        ("q=chongqing", vec![of("source", "重庆晨报", "重庆")]),
        ("q=%E7%B2%BE%E6%AD%A6%E9%8E%AE&kind=article&limit=1", vec![of("article", "精武镇举行防汛演练", "精武镇")]),
        ("q=iph", vec![]),
        ("q=iphone", vec![of("article", "走进精武镇：iPhone生产线", "iPhone")]),
        ("q=fangxunyan", vec![of("article", "精武镇举行防汛演练", "防汛演")]),
        ("q=%E9%98%B2xun", vec![of("article", "精武镇举行防汛演练", "防汛")]),
        ("q=zoudu&kind=column", vec![of("column", "走读精武", "走读")]),
        ("q=%EF%BC%8C", vec![]),
        ("q=zzzzzz", vec![]),
    ] {
        assert_eq!(suggested(&app, query).await, expected, "{query}");
    }
    let all = app.json("/v1/suggest?q=jwz").await;
    assert_eq!((&all["items"][0]["article_count"], &all["items"][0]["published_at"]), (&json!(4), &Value::Null));
    assert_eq!(all["items"][2]["published_at"], "2026-01-02T00:00:00+08:00");
}

#[rstest]
#[tokio::test]
async fn hostile_typing_is_refused_or_finds_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    app.indexed().await;
    for query in ["", "q=", "q=a&limit=0", "q=a&limit=21", "q=a&kind=site", "q=a&x=1", "q=%00", "q=%FF"] {
        app.get(&format!("/v1/suggest?{query}")).await.error_for_status().unwrap_err();
    }
    let long = "x".repeat(61);
    assert_eq!(app.get(&format!("/v1/suggest?q={long}")).await.status(), 400);
    for query in
        ["%F0%9F%99%82", "%28%28%22", "%27%3B--", "....", "a", "%E7%9A%84", &"x".repeat(60), &"xian".repeat(15)]
    {
        let items = app.json(&format!("/v1/suggest?limit=20&q={query}")).await;
        assert!(items["items"].as_array().unwrap().len() <= 20, "{query}");
    }
}
