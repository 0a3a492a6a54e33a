//! A member that is given more than once says two things: it is refused at any depth, in every body and every imported line.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::Value;

use crate::support::raw::Raw;
use crate::support::signed::Signed;
use crate::support::{App, Kind, contract};

/// Sends a body letter by letter; status, code, and the pointers that are named with their codes.
async fn sent(by: &Signed<'_>, method: &str, path: &str, media_type: &str, body: &str) -> (u16, Vec<(String, String)>) {
    let mut line = Raw::to(by.app());
    let (token, length) = (&by.token, body.len());
    line.write(format!(
        "{method} {path} HTTP/1.1\r\nHost: site.example\r\nAuthorization: Bearer {token}\r\nIf-Match: *\r\n\
         Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
    .await;
    let answer = line.answer(false).await.unwrap();
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (answer.status, errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect())
}

fn repeated(pointers: &[&str]) -> (u16, Vec<(String, String)>) {
    (422, pointers.iter().map(|pointer| ((*pointer).to_owned(), "repeated".to_owned())).collect())
}

#[rstest]
#[tokio::test]
async fn they_are_named_at_any_depth_and_nothing_is_kept(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("editor", Role::Editor).await;
    for (body, pointers) in [
        (r#"{"title": "一", "title": "二"}"#, &["/title"][..]),
        (r#"{"title": "一", "t\u0069tle": "一"}"#, &["/title"]),
        (r#"{"title": "一", "body": {"format": "text", "text": "一", "text": "二"}}"#, &["/body/text"]),
        (
            r#"{"title": "一", "body": {"format": "blocks", "blocks": [{"type": "paragraph", "inlines": [{"text": "a", "text": "b"}]}]}}"#,
            &["/body/blocks/0/inlines/0/text"],
        ),
        (
            r#"{"title": "一", "people": [{"role": "author", "name": "甲"}, {"role": "author", "role": "editor", "name": "乙"}]}"#,
            &["/people/1/role"],
        ),
        (r#"{"title": "一", "nothing": {"a/b": 1, "a/b": {"~": 1, "~": 1}}}"#, &["/nothing/a~1b", "/nothing/a~1b/~0"]),
    ] {
        assert_eq!(
            sent(&editor, "POST", "/v1/editorial/articles", "application/json", body).await,
            repeated(pointers),
            "{body}"
        );
    }
    assert_eq!(editor.json("/v1/editorial/articles").await["items"], Value::Array(Vec::new()));
}

#[rstest]
#[tokio::test]
async fn every_operation_with_a_json_body_refuses_them(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let signed = [Role::Admin, Role::Chief, Role::Reviewer, Role::Editor, Role::Reporter];
    let mut people = Vec::new();
    for role in signed {
        people.push(app.sign_in(role.word(), role).await);
    }
    let mut seen = 0;
    for (path, item) in contract::document().root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
            let Some(media_type) = content.and_then(|content| content.keys().find(|name| name.ends_with("json")))
            else {
                continue;
            };
            let mut filled = path.clone();
            while let Some((head, rest)) = filled.split_once('{') {
                let (_, tail) = rest.split_once('}').unwrap();
                filled = format!("{head}0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f{tail}");
            }
            let method: Method = method.to_uppercase().parse().unwrap();
            let body = r#"{"x": {"y": [{"z": 1, "z": 1}]}}"#;
            let mut answers = Vec::new();
            for person in &people {
                answers.push(sent(person, method.as_str(), &filled, media_type, body).await);
            }
            answers.retain(|(status, _)| *status != 403);
            assert!(answers.iter().all(|answer| *answer == repeated(&["/x/y/0/z"])), "{method} {path}: {answers:?}");
            assert!(!answers.is_empty(), "{method} {path}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}

#[rstest]
#[tokio::test]
async fn an_imported_line_is_refused_as_the_body_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use dibao::import::{jsonl, line::Reading};

    let Some(app) = App::start(kind).await else { return };
    let lines = [
        r#"{"external_id": "1", "title": "一", "title": "二", "published_at": "2026-01-01", "body": "一。"}"#,
        r#"{"external_id": "2", "title": "一", "published_at": "2026-01-01", "body": {"format": "blocks", "blocks": [{"type": "paragraph", "inlines": [{"text": "a", "text": "b"}]}]}}"#,
        r#"{"external_id": "3", "title": "一", "published_at": "2026-01-01", "body": "一。", "people": [{"name": "甲", "role": "author", "role": "editor"}]}"#,
        r#"{"kind": "column", "name": "走读", "name": "清河"}"#,
        r#"{"external_id": "4", "title": "一", "published_at": "2026-01-01", "body": "一。"}"#,
    ];
    let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
    let lines = std::io::Cursor::new(lines.join("\n"));
    let report = jsonl::import(&app.db.primary, "lines", lines, reading, |_| {}).await.unwrap();
    let text = report.to_string();
    for member in ["/title", "/body/blocks/0/inlines/0/text", "/people/0/role", "/name"] {
        assert!(text.contains(&format!("{member}: is given more than once")), "{member}: {text}");
    }
    assert_eq!(report.failed.len(), 4, "{text}");
    app.state.catch_up().await.unwrap();
    assert_eq!(app.json("/v1/articles").await["items"].as_array().unwrap().len(), 1);
}
