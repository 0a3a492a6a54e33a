//! An import takes what the API takes, and nothing else.

use std::io::Cursor;

use dibao::auth::Role;
use dibao::import::report::Report;
use dibao::import::{export, jsonl};
use rstest::rstest;
use serde_json::{Value, json};

use super::{ZONE, reading};
use crate::support::signed::refused;
use crate::support::{App, Kind};

/// A line of an article with some members in place of others.
pub(super) fn line(title: &str, members: Value) -> Value {
    let mut line = json!({"title": title, "body": "正文。", "published_at": "2024-01-01"});
    if let (Value::Object(line), Value::Object(members)) = (&mut line, members) {
        line.extend(members);
    }
    line
}

/// Imports lines.
pub(super) async fn import(app: &App, lines: &[Value]) -> Report {
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let report = jsonl::import(&app.db.primary, "f", Cursor::new(lines.join("\n")), reading(false), |_| {}).await;
    app.state.catch_up().await.unwrap();
    report.unwrap()
}

/// The lines that failed, in order.
fn failed(report: &Report) -> Vec<u64> {
    let mut failed: Vec<u64> = report.failed.iter().filter_map(|failure| failure.line).collect();
    failed.sort_unstable();
    failed
}

#[rstest]
#[tokio::test]
async fn what_the_future_holds_is_not_published(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let later = (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339();
    let report = import(
        &app,
        &[
            line("日常新闻", json!({})),
            line("年份打错的旧闻", json!({"published_at": "2204-01-01"})),
            line("禁发到一小时后", json!({"published_at": later})),
            line("将来改过", json!({"updated_at": later})),
            line("最后的年份", json!({"published_at": "9998-01-01T00:00:00Z"})),
        ],
    )
    .await;
    assert_eq!((report.created, failed(&report)), (1, vec![2, 3, 4, 5]), "{report}");
    assert!(report.failed[0].reason.contains("published_at"), "{report}");
    assert_eq!(app.json("/v1/articles?total=true").await["total"], 1);
}

#[tokio::test]
async fn pages_follow_the_same_rules() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let import = async |text: String| {
        let path = folder.path().join("page.txt");
        std::fs::write(&path, text).unwrap();
        let mut report = Report::default();
        dibao::import::page::import(&app.db, &path, ZONE, "zh-Hans", &mut report).await.unwrap();
        report
    };
    let later = (chrono::Utc::now() + chrono::TimeDelta::days(3)).format("%Y-%m-%d");
    let report = import(format!("清河新桥通车\n来源：云溪日报 {later}\n桥通了。\n")).await;
    assert!(report.created == 0 && report.failed[0].reason.contains("published_at"), "{report}");
    let long = "桥通了。".repeat(260_000);
    let report = import(format!("清河新桥通车\n来源：云溪日报 2024-01-01\n{long}\n")).await;
    assert!(report.created == 0 && report.failed[0].reason.contains("body"), "{report}");
    let report = import("清河新桥通车\n来源：云溪日报 2024-01-01\n桥通了。\n".to_owned()).await;
    assert_eq!(report.created, 1, "{report}");
}

#[rstest]
#[tokio::test]
async fn a_taken_slug_fails_the_line(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let known = json!({"slug": "one", "external_id": "1"});
    let report = import(&app, &[line("甲", known.clone()), line("乙", json!({"slug": "one"}))]).await;
    assert_eq!((report.created, failed(&report)), (1, vec![2]), "{report}");
    assert!(report.failed[0].reason.contains("`one`"), "{report}");
    // A slug that was given up is not free either, and nobody's former slug is taken away.
    let moved = json!({"slug": "two", "external_id": "1"});
    assert_eq!(import(&app, &[line("甲", moved)]).await.updated, 1);
    let report = import(
        &app,
        &[
            line("丙", json!({"slug": "one"})),
            line("丁", json!({"former_slugs": ["one"]})),
            line("戊", json!({"former_slugs": ["two"], "external_id": "5"})),
            // One that is made of a title goes out of the way of those that are asked for.
            line("三", json!({"external_id": "6"})),
            line("己", json!({"slug": "san", "external_id": "7"})),
            line("甲", json!({"slug": "san", "external_id": "1"})),
        ],
    )
    .await;
    assert_eq!((report.created, failed(&report)), (2, vec![1, 2, 3, 6]), "{report}");
    for (slug, title) in [("one", "甲"), ("two", "甲"), ("san", "己")] {
        let id = app.json(&format!("/v1/resolve?path=/{slug}")).await["id"].clone();
        assert_eq!(app.json(&format!("/v1/articles/{}", id.as_str().unwrap())).await["title"], title, "{slug}");
    }
    let things = [
        json!({"kind": "tag", "name": "防汛", "slug": "t"}),
        json!({"kind": "tag", "name": "防洪", "slug": "t"}),
        json!({"kind": "tag", "name": "抗旱", "former_slugs": ["t"]}),
        json!({"kind": "person", "name": "李明", "slug": "p"}),
        json!({"kind": "person", "name": "黎明", "slug": "p"}),
        json!({"kind": "collection", "name": "专题", "slug": "c", "items": []}),
        json!({"kind": "collection", "name": "别的", "slug": "d", "former_slugs": ["c"], "items": []}),
    ];
    let report = import(&app, &things).await;
    assert_eq!(failed(&report), [2, 3, 5, 7], "{report}");
}

#[rstest]
#[tokio::test]
async fn what_the_api_refuses_fails_the_line(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let note = json!({"kind": "editor", "label": "编者按", "text": "说明。"});
    let file = |url: &str| json!({"url": url});
    let members = [
        json!({"title": "长".repeat(501)}),
        json!({"title": format!("长\n{}", "长".repeat(500))}),
        json!({"kicker": "长".repeat(501)}),
        json!({"summary": "长".repeat(20_001)}),
        json!({"lang": "x"}),
        json!({"external_id": "a,b"}),
        json!({"external_id": "一\t二"}),
        json!({"external_id": "长".repeat(256)}),
        json!({"notes": vec![note.clone(); 101]}),
        json!({"notes": [{"kind": "editor", "label": " ", "text": "说明。"}]}),
        json!({"media": vec![file("https://qinghe.example/1.jpg"); 101]}),
        json!({"media": [file("https://qinghe.example/图.jpg")]}),
        json!({"cover": file("ftp://qinghe.example/1.jpg")}),
        json!({"cover": {"url": "https://qinghe.example/1.jpg", "width": 2_147_483_648_u32}}),
        json!({"cover": {"url": "https://qinghe.example/1.jpg", "alt": "长".repeat(20_001)}}),
        json!({"channel": vec!["栏"; 33]}),
        json!({"channel": ["一\n二"]}),
        json!({"people": vec!["李明"; 101]}),
        json!({"people": ["李\t明"]}),
        json!({"tags": vec!["防汛"; 101]}),
        json!({"tags": [{"name": "防汛", "code": "长".repeat(65)}]}),
        json!({"tags": [{"name": "防汛", "scheme": "一\n二"}]}),
        json!({"original_url": format!("https://qinghe.example/{}", "a".repeat(2_048))}),
        json!({"ai_label": {"kind": "assisted", "text": ""}}),
        json!({"source_override": {"reason": "长".repeat(2_001), "by": "李", "at": "2024-01-01"}}),
        json!({"first_published_at": "2024-01-02"}),
        json!({"revision": 0}),
        json!({"body": {"format": "blocks", "blocks": [{"type": "image", "media": file("https://qinghe.example/图.jpg")}]}}),
    ];
    let lines: Vec<Value> = members.into_iter().map(|members| line("稿", members)).collect();
    let all: Vec<u64> = (1..=lines.len() as u64).collect();
    let report = import(&app, &lines).await;
    assert_eq!(failed(&report), all, "{report}");
    let period = |from: &str| json!({"list": "名单", "status": "listed", "valid_from": from});
    let things = [
        json!({"kind": "channel", "name": "长".repeat(501)}),
        json!({"kind": "channel", "name": "一\n二"}),
        json!({"kind": "channel", "name": "一", "position": -1}),
        json!({"kind": "source", "name": "甲", "aliases": (0..101).map(|n| format!("甲{n}")).collect::<Vec<_>>()}),
        json!({"kind": "source", "name": "甲", "authorisations": [period("2021-1-4")]}),
        json!({"kind": "source", "name": "甲", "authorisations": [period("+12021-01-04")]}),
        json!({"kind": "source", "name": "甲", "authorisations": vec![period("2021-01-04"); 501]}),
        json!({"kind": "collection", "name": "长".repeat(201), "items": []}),
        json!({"kind": "collection", "name": "甲", "summary": "长".repeat(5_001), "items": []}),
        json!({"kind": "tag", "name": "甲", "code": "一\t二"}),
    ];
    let all: Vec<u64> = (1..=things.len() as u64).collect();
    let report = import(&app, &things).await;
    assert_eq!(failed(&report), all, "{report}");
    assert_eq!(app.json("/v1/changes").await["next_after"], 0, "nothing was made");
}

#[rstest]
#[tokio::test]
async fn trees_and_codes_are_those_that_the_api_takes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut lines = vec![json!({"kind": "channel", "name": "层", "slug": "c-1"})];
    for level in 2..=33 {
        let (slug, parent) = (format!("c-{level}"), format!("c-{}", level - 1));
        lines.push(json!({"kind": "channel", "name": "层", "slug": slug, "parent": parent}));
    }
    let report = import(&app, &lines).await;
    assert_eq!(failed(&report), [33], "{report}");
    let report = import(
        &app,
        &[
            json!({"kind": "source", "name": "云溪日报", "slug": "s-1"}),
            json!({"kind": "source", "name": "要闻", "slug": "s-2", "parent": "s-1"}),
            json!({"kind": "source", "name": "头版", "slug": "s-3", "parent": "s-2"}),
            json!({"kind": "source", "name": "北湾晚报", "slug": "s-4"}),
            json!({"kind": "source", "name": "云溪日报", "slug": "s-1", "parent": "s-4"}),
            json!({"kind": "tag", "name": "灾害", "scheme": "medtop", "code": "03"}),
            json!({"kind": "tag", "name": "防汛", "scheme": "medtop", "code": "04"}),
            json!({"kind": "tag", "name": "防汛", "scheme": "medtop", "code": "03"}),
            // A vocabulary gives a code another name.
            json!({"kind": "tag", "name": "灾难", "scheme": "medtop", "code": "03"}),
        ],
    )
    .await;
    assert_eq!(failed(&report), [3, 5, 8], "{report}");
    // An article that names a tag by another name and its code means that tag.
    let tag = json!({"name": "自然灾害", "scheme": "medtop", "code": "03"});
    assert_eq!(import(&app, &[line("稿", json!({"external_id": "1", "tags": [tag]}))]).await.created, 1);
    assert_eq!(app.json("/v1/articles?external_id=1").await["items"][0]["tags"][0]["name"], "灾难");
    let editor = app.sign_in("li", Role::Editor).await;
    let third = editor.post("/v1/editorial/sources", &json!({"name": "头版", "parent": "s-2"})).await;
    refused(third, 422, "invalid_content").await;
}

#[rstest]
#[tokio::test]
async fn a_published_article_without_a_text_comes_in(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let empty = json!({"format": "blocks", "blocks": []});
    let spaces = json!({"format": "blocks", "blocks": [{"type": "paragraph", "spans": [{"text": " ", "marks": [], "href": null}]}]});
    let bare = json!({"body": empty.clone(), "external_id": "1"});
    let report =
        import(&app, &[line("图", bare), line("空", json!({"body": spaces})), line("无", json!({"body": ""}))]).await;
    assert_eq!((report.created, failed(&report)), (2, vec![3]), "{report}");
    let mut out = Vec::new();
    export::export(&app.db.read, ZONE, export::What::Articles, &mut out, |_| {}).await.unwrap();
    for line in String::from_utf8(out).unwrap().lines() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap()["body"], empty);
    }
}
