//! What the API took at the edges of its limits is the same on the other database, and back again.

use dibao::auth::Role;
use dibao::import::{export, jsonl};
use dibao::kernel::limits;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{ZONE, reading};
use crate::support::signed::Signed;
use crate::support::{App, Kind};

/// How many articles are drawn for one move.
const ARTICLES: usize = 14;

/// Everything, as it is exported.
async fn everything(app: &App) -> String {
    let mut out = Vec::new();
    export::export(&app.db.read, ZONE, export::What::Everything, &mut out, |_| {}).await.unwrap();
    String::from_utf8(out).unwrap()
}

/// Makes something, which must be answered 201; its id.
async fn made(by: &Signed<'_>, things: &str, body: &Value) -> String {
    let answer = by.post(&format!("/v1/editorial/{things}"), body).await;
    let status = answer.status();
    let made: Value = answer.json().await.unwrap();
    assert_eq!(status, 201, "{things}: {made}");
    made["id"].as_str().unwrap().to_owned()
}

/// A name of exactly that many characters that no other number has.
fn name(number: usize, length: usize) -> String {
    format!("{number:03}{}", "名".repeat(length - 3))
}

/// The ids of things that articles can name, each at a limit.
struct Things {
    channels: Vec<String>,
    columns: Vec<String>,
    sources: Vec<String>,
    people: Vec<String>,
    tags: Vec<String>,
}

impl Things {
    /// Makes them over HTTP.
    async fn make(editor: &Signed<'_>, chief: &Signed<'_>) -> Self {
        let mut channels: Vec<String> = Vec::new();
        for level in 0..limits::CHANNEL_LEVELS {
            let mut body = json!({"name": format!("层{level} / “深”"), "parent": channels.last()});
            if level == 0 {
                body = json!({"name": name(0, limits::LINE), "slug": "a".repeat(limits::SLUG)});
            }
            channels.push(made(chief, "channels", &body).await);
        }
        let note = format!("开\t栏\r\n语。{}", "长".repeat(limits::TEXT - 7));
        let columns = vec![
            made(editor, "columns", &json!({"name": name(1, limits::LINE), "short_name": "短", "opening_note": note}))
                .await,
            made(editor, "columns", &json!({"name": "b", "status": "closed"})).await,
        ];
        let aliases: Vec<String> = (0..limits::ALIASES).map(|number| name(number, limits::LINE)).collect();
        let medium =
            made(editor, "sources", &json!({"name": "云溪日报", "aliases": aliases, "kind": "newspaper"})).await;
        let edition = made(editor, "sources", &json!({"name": "云溪日报", "parent": medium})).await;
        let periods: Vec<Value> = (0..limits::PERIODS)
            .map(|number| json!({"list": name(number, limits::LINE), "category": "类", "status": "frozen", "valid_from": "1000-01-01", "valid_to": "9999-12-31"}))
            .collect();
        let path = format!("/v1/editorial/sources/{edition}/authorisations");
        let periods = json!({"authorisations": periods});
        assert_eq!(chief.send(Method::PUT, &path, &[("if-match", "*")], Some(&periods)).await.status(), 200);
        let mut people = Vec::new();
        let mut tags = Vec::new();
        for number in 0..4 {
            people.push(made(editor, "people", &json!({"name": name(number, limits::LINE)})).await);
            let code = format!("{number}{}", "码".repeat(limits::CODE - 1));
            let body = json!({"name": name(number, limits::LINE), "scheme": "系".repeat(limits::CODE), "code": code});
            tags.push(made(editor, "tags", &body).await);
        }
        for name in ["范文", "範文"] {
            people.push(made(editor, "people", &json!({"name": name})).await);
        }
        // One that was renamed, and one that has become part of another.
        let renamed = editor.patch_any(&format!("/v1/editorial/tags/{}", tags[0]), &json!({"slug": "t-0"})).await;
        assert_eq!(renamed.status(), 200);
        let gone = made(editor, "people", &json!({"name": "别名"})).await;
        let merge = format!("/v1/editorial/people/{gone}/merge");
        let merged = editor.send(Method::POST, &merge, &[("if-match", "*")], Some(&json!({"into": people[0]}))).await;
        assert_eq!(merged.status(), 200);
        Self { channels, columns, sources: vec![medium, edition], people, tags }
    }
}

/// A text of one of the lengths at its limits.
fn text(most: usize) -> impl Strategy<Value = String> {
    let character = select(vec!['桥', 'a', 'Ａ', '“', '<', '&', '\\', '"', '𠮷', '😀', 'é', '。', '\u{3000}', ' ']);
    (vec(character, 1..12), select(vec![1, 2, most - 1, most])).prop_map(|(characters, length)| {
        let text: String = characters.iter().cycle().take(length).collect();
        // White space at the ends is left out by whoever reads it, which the length is about.
        let trimmed = text.trim();
        if trimmed.is_empty() { "桥".to_owned() } else { trimmed.to_owned() }
    })
}

/// A text of several lines.
fn lines(most: usize) -> impl Strategy<Value = String> {
    (text(most / 2 - 2), select(vec!["\n", "\r\n", "\t", "\n\n"]), text(most / 2 - 2))
        .prop_map(|(one, between, two)| format!("{one}{between}{two}"))
}

/// A file at its limits.
fn file() -> impl Strategy<Value = Value> {
    let url = select(vec![1, 2_000]).prop_map(|length| format!("https://qinghe.example/{}", "a".repeat(length)));
    let size = select(vec![json!(null), json!(0), json!(2_147_483_647)]);
    (url, proptest::option::of(text(limits::LINE)), size, proptest::option::of(lines(2_000))).prop_map(
        |(url, mime_type, size, alt)| json!({"url": url, "mime_type": mime_type, "width": size, "height": size, "alt": alt.map(|alt| alt.replace('\r', ""))}),
    )
}

/// A block.
fn block() -> impl Strategy<Value = Value> {
    let span = (text(300), select(vec![json!([]), json!(["code", "strong", "code"])]))
        .prop_map(|(text, marks)| json!({"text": text, "marks": marks, "href": null}));
    let spans = vec(span, 1..3).boxed();
    prop_oneof![
        spans.clone().prop_map(|spans| json!({"type": "paragraph", "spans": spans})),
        Just(json!({"type": "paragraph", "spans": []})),
        Just(json!({"type": "divider"})),
        (file(), text(500)).prop_map(|(media, caption)| json!({"type": "image", "media": media, "caption": caption, "credit": null})),
        (spans.clone(), select(vec![0, 5]))
            .prop_map(|(spans, depth)| json!({"type": "list", "ordered": true, "items": [{"depth": depth, "spans": spans}]})),
        (spans, select(vec![1, 100])).prop_map(|(spans, span)| {
            json!({"type": "table", "caption": null, "rows": [{"cells": [{"header": true, "colspan": span, "rowspan": span, "spans": spans}]}]})
        }),
    ]
}

/// An article as editors send it; what it refers to is put in by number.
fn article() -> impl Strategy<Value = Value> {
    let head =
        (text(limits::LINE), proptest::option::of(text(limits::LINE)), proptest::option::of(lines(limits::TEXT)));
    let times = select(vec![
        (json!(null), json!(null)),
        (json!("1000-01-01"), json!(null)),
        (json!("2024-01-01T09:30:15.125+08:00"), json!("day")),
        (json!("2024-01-01T23:30:15-08:00"), json!("day")),
        (json!("2024-01-01T09:30"), json!(null)),
        (json!("1900-12-31T23:59:59Z"), json!("second")),
        (json!("2024-01-01"), json!("minute")),
    ]);
    let note =
        lines(2_000).prop_map(|text| json!({"kind": "editor", "label": " 编者按 ", "text": format!(" {text} ")}));
    let many = select(vec![0, 1, limits::LINKS]);
    let body = prop_oneof![
        3 => vec(block(), 0..5).prop_map(|blocks| json!({"format": "blocks", "blocks": blocks})),
        1 => Just(json!({"format": "html", "value": "<p>一段<b>话</b></p><script>x</script>"})),
        1 => Just(json!({"format": "text", "value": "一、标题\n正文。"})),
        1 => Just(json!(null)),
    ];
    let lists = (vec(note, 0..3), many.clone(), many, vec(file(), 0..3), proptest::option::of(file()), body);
    let lang = select(vec![json!(null), json!("zh-Hans"), json!("en"), json!("aa-b1-c2-d3-e4-f5-g6-h7-i8-j9-k0-l")]);
    (head, times, lists, lang).prop_map(|((title, line, summary), (at, precision), lists, lang)| {
        let (notes, people, tags, media, cover, body) = lists;
        json!({
            "title": title, "kicker": line, "subtitle": line, "short_title": line, "original_title": line,
            "column_label": line, "source_label": line, "summary": summary, "published_at": at,
            "published_precision": precision, "lang": lang, "notes": notes, "media": media, "cover": cover, "body": body,
            "people": people, "tags": tags,
        })
    })
}

/// What readers are answered of everything, without the numbers of the log.
async fn answers(app: &App) -> Vec<Value> {
    fn bare(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| name != "seq");
                members.values_mut().for_each(bare);
            }
            Value::Array(items) => items.iter_mut().for_each(bare),
            _ => {}
        }
    }
    let mut answers = Vec::new();
    for id in app.walk("/v1/articles?limit=100", "/id").await {
        let mut article = app.json(&format!("/v1/articles/{}", id.as_str().unwrap())).await;
        bare(&mut article);
        answers.push(article);
    }
    answers
}

#[rstest]
#[tokio::test]
async fn what_the_api_takes_is_equal_on_the_other_database(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let other = if kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
    let settings = [("review.levels", "0")];
    let (Some(app), Some(there), Some(back)) =
        (App::start_with(kind, &settings).await, App::start(other).await, App::start(kind).await)
    else {
        return;
    };
    let editor = app.sign_in("li", Role::Editor).await;
    let chief = app.sign_in("chief", Role::Chief).await;
    let things = Things::make(&editor, &chief).await;
    let mut runner = TestRunner::deterministic();
    let mut ids = Vec::new();
    for number in 0..ARTICLES {
        let mut drawn = article().new_tree(&mut runner).unwrap().current();
        let some = |ids: &[String], many: &Value| -> Vec<String> {
            let many = usize::try_from(many.as_u64().unwrap()).unwrap();
            ids.iter().cycle().take(many).cloned().collect()
        };
        let people = some(&things.people, &drawn["people"]);
        let roles = ["author", "editor", "photographer"];
        drawn["people"] =
            people.iter().zip(roles.iter().cycle()).map(|(id, role)| json!({"person": id, "role": role})).collect();
        drawn["tags"] = json!(some(&things.tags, &drawn["tags"]));
        drawn["channel"] = json!(things.channels[number * 7 % things.channels.len()]);
        drawn["column"] = json!(things.columns.get(number % 3));
        drawn["source"] = json!(things.sources.get(number % 3));
        if number == 0 {
            drawn["external_id"] = json!("外".repeat(limits::EXTERNAL_ID));
            drawn["slug"] = json!("b".repeat(limits::SLUG));
            drawn["original_url"] = json!(format!("https://qinghe.example/{}", "a".repeat(limits::ADDRESS_BYTES - 23)));
            drawn["ai_label"] = json!({"kind": "assisted", "text": "标".repeat(limits::LINE)});
        }
        let id = made(&editor, "articles", &drawn).await;
        for (by, step) in [(&editor, "submit"), (&chief, "publish")] {
            let path = format!("/v1/editorial/articles/{id}/{step}");
            let answer = by.send(Method::POST, &path, &[("if-match", "*")], Some(&json!({}))).await;
            assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        }
        ids.push(id);
    }
    let summary = format!("导{}", "语".repeat(limits::COLLECTION_SUMMARY - 1));
    let body = json!({"name": name(0, limits::COLLECTION_NAME), "summary": summary, "status": "hidden"});
    let collection = made(&editor, "collections", &body).await;
    let sections: Vec<Value> = (0..limits::SECTIONS)
        .map(|number| json!({"id": format!("{number:0>width$}", width = limits::SECTION_ID), "title": name(number, limits::LINE)}))
        .collect();
    let items: Vec<Value> = ids
        .iter()
        .map(|id| json!({"article": id, "section": sections[0]["id"], "title": name(0, limits::LINE), "summary": format!("一\n二{}", "三".repeat(limits::ITEM_SUMMARY - 3))}))
        .collect();
    let path = format!("/v1/editorial/collections/{collection}/items");
    let arranged = json!({"sections": sections, "items": items});
    let put = editor.send(Method::PUT, &path, &[("if-match", "*")], Some(&arranged)).await;
    assert_eq!(put.status(), 200, "{}", put.text().await.unwrap());
    let path = format!("/v1/editorial/articles/{}/related-choices", ids[0]);
    let choices = json!({"pinned": ids[1..4], "banned": ids[4..]});
    let put = chief.send(Method::PUT, &path, &[("if-match", "*")], Some(&choices)).await;
    assert_eq!(put.status(), 200, "{}", put.text().await.unwrap());
    app.state.catch_up().await.unwrap();
    let (mut lines, expected) = (everything(&app).await, answers(&app).await);
    assert_eq!(expected.len(), ARTICLES);
    for home in [&there, &back] {
        let text = std::io::Cursor::new(lines.clone());
        let report = jsonl::import(&home.db.primary, "export", text, reading(false), |_| {}).await.unwrap();
        assert_eq!((report.created, report.failed.len()), (ARTICLES as u64, 0), "{report}");
        home.state.catch_up().await.unwrap();
        let moved = everything(home).await;
        moved.lines().zip(lines.lines()).for_each(|(moved, line)| assert_eq!(moved, line));
        assert_eq!(moved.lines().count(), lines.lines().count());
        assert_eq!(answers(home).await, expected);
        lines = moved;
    }
}
