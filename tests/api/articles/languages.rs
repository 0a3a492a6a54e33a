//! `lang`: ranges of languages (RFC 4647, basic filtering) in lists, searches and their cursors.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind};

/// A line of an article in a language.
fn line(id: &str, lang: &str) -> Value {
    json!({"external_id": id, "title": format!("清河 {id}"), "lang": lang, "body": "清河大桥通车。", "published_at": "2026-01-04"})
}

/// The ids of what a path lists, in their own order.
async fn listed(app: &App, path: &str) -> Vec<String> {
    let answer = app.json(path).await;
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("{path}: {answer}")).clone();
    let article = |item: &Value| item.get("article").unwrap_or(item)["external_id"].as_str().unwrap().to_owned();
    let mut ids: Vec<String> = items.iter().map(article).collect();
    ids.sort();
    ids
}

#[rstest]
#[tokio::test]
async fn a_range_finds_the_language_and_what_is_within_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let languages = [
        ("a", "zh-Hans"),
        ("b", "zh-Hant"),
        ("c", "zh-CN"),
        ("d", "zh"),
        ("e", "zh-Hans-CN"),
        ("f", "en-GB"),
        ("g", "zha"),
    ];
    app.publish(&languages.map(|(id, lang)| line(id, lang))).await;
    app.indexed().await;
    for (range, expected) in [
        ("zh", "abcde"),
        ("ZH", "abcde"),
        ("zh-Hans", "ae"),
        ("zh-hans-cn", "e"),
        ("zh-Hant", "b"),
        ("zh-CN", "c"),
        ("en", "f"),
        ("zh-Hant,en", "bf"),
        ("zh,zh-Hans", "abcde"),
        ("zh-Han", ""),
        ("zha", "g"),
        ("fr", ""),
    ] {
        let expected: Vec<String> = expected.chars().map(String::from).collect();
        assert_eq!(listed(&app, &format!("/v1/articles?lang={range}")).await, expected, "{range}");
        assert_eq!(listed(&app, &format!("/v1/search?q=清河&lang={range}")).await, expected, "{range}");
        let count = app.json(&format!("/v1/articles?lang={range}&limit=1&has=column")).await;
        assert_eq!(count["items"], json!([]), "{range}");
    }
}

#[rstest]
#[tokio::test]
async fn a_cursor_goes_on_when_a_language_is_new(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[line("a", "zh-Hans"), line("b", "zh-Hans"), line("c", "zh-Hans")]).await;
    let first = app.json("/v1/articles?lang=zh&limit=1").await;
    let cursor = first["next_cursor"].as_str().unwrap().to_owned();
    app.publish(&[line("d", "zh-Hant")]).await;
    let next = app.json(&format!("/v1/articles?lang=zh&limit=3&cursor={cursor}")).await;
    assert_eq!(next["items"].as_array().unwrap().len(), 2, "{next}");
    assert_eq!(listed(&app, "/v1/articles?lang=zh").await, ["a", "b", "c", "d"]);
    app.refused(&format!("/v1/articles?lang=en&limit=3&cursor={cursor}"), 400, "invalid_parameter").await;
}
