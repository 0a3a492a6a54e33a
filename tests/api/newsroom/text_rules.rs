//! Characters of texts: lines refuse what shows nothing or changes the order, bodies and imports leave it out and say so.

use dibao::auth::Role;
use dibao::import::jsonl;
use dibao::import::line::Reading;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// One character of each kind that no text keeps, with its code point.
const HIDDEN: [(char, &str); 16] = [
    ('\u{7}', "U+0007"),
    ('\u{85}', "U+0085"),
    ('\u{ad}', "U+00AD"),
    ('\u{61c}', "U+061C"),
    ('\u{200b}', "U+200B"),
    ('\u{200e}', "U+200E"),
    ('\u{200f}', "U+200F"),
    ('\u{2028}', "U+2028"),
    ('\u{2029}', "U+2029"),
    ('\u{202e}', "U+202E"),
    ('\u{2060}', "U+2060"),
    ('\u{2069}', "U+2069"),
    ('\u{fdd0}', "U+FDD0"),
    ('\u{feff}', "U+FEFF"),
    ('\u{ffff}', "U+FFFF"),
    ('\u{1fffe}', "U+1FFFE"),
];

/// Joiners and variation selectors as scripts and emoji need them.
const NEEDED: &str = "👨‍👩‍👧 می‌خواهم ❤️ 葛\u{e0100}城";

/// Refuses a body because of the text at a pointer, with the code point.
async fn points_at(by: &Signed<'_>, path: &str, body: &Value, pointer: &str, code_point: &str) {
    let problem = refused(by.post(path, body).await, 422, "invalid_content").await;
    let told = problem["errors"].as_array().unwrap();
    let found = told.iter().find(|error| error["pointer"] == pointer);
    let detail = found.unwrap_or_else(|| panic!("{pointer}: {problem}"))["detail"].as_str().unwrap();
    assert!(detail.contains(code_point), "{pointer}: {detail} does not name {code_point}");
}

#[rstest]
#[tokio::test]
async fn a_line_with_a_hidden_character_is_refused_and_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    for (character, code_point) in HIDDEN {
        let bad = format!("清{character}河");
        let body = json!({
            "title": bad, "kicker": bad, "subtitle": bad, "short_title": bad, "original_title": bad, "column_label": bad,
            "source_label": bad, "note": bad, "external_id": bad,
            "ai_label": {"kind": "assisted", "text": bad}, "cover": {"url": "https://img.example.org/1.jpg", "alt": bad},
            "media": [{"url": "https://img.example.org/1.jpg", "alt": bad}],
            "notes": [{"kind": "editor", "label": bad, "text": "好"}],
        });
        for pointer in [
            "/title",
            "/kicker",
            "/subtitle",
            "/short_title",
            "/original_title",
            "/column_label",
            "/source_label",
            "/note",
            "/ai_label/text",
            "/cover/alt",
            "/media/0/alt",
            "/notes/0/label",
        ] {
            points_at(&chief, "/v1/editorial/articles", &body, pointer, code_point).await;
        }
    }
    for blank in ["\u{200d}", "\u{fe0f}\u{200c}", "\u{2800}", "\u{200b}\u{200b}"] {
        let body = json!({"title": blank});
        let problem = refused(chief.post("/v1/editorial/articles", &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], "/title", "{blank:?}: {problem}");
    }
    let made: Value = chief.post("/v1/editorial/articles", &json!({"title": NEEDED})).await.json().await.unwrap();
    assert_eq!((&made["content"]["title"], &made["dropped"]), (&json!(NEEDED), &json!([])));
    let path = format!("/v1/editorial/articles/{}", made["id"].as_str().unwrap());
    let problem =
        refused(chief.patch_any(&path, &json!({"title": "清\u{202e}河"})).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"][0]["pointer"], "/title");
    assert_eq!(chief.json(&path).await["content"]["title"], NEEDED);
}

#[rstest]
#[tokio::test]
async fn names_and_labels_of_everything_else_follow_the_same_rule(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let admin = app.sign_in("admin", Role::Admin).await;
    let bad = "清\u{202e}河";
    let of_chief = [
        ("/v1/editorial/channels", json!({"name": bad}), "/name"),
        ("/v1/editorial/columns", json!({"name": bad}), "/name"),
        ("/v1/editorial/columns", json!({"name": "清", "short_name": bad}), "/short_name"),
        ("/v1/editorial/columns", json!({"name": "清", "opening_note": bad}), "/opening_note"),
        ("/v1/editorial/sources", json!({"name": bad}), "/name"),
        ("/v1/editorial/sources", json!({"name": "清", "aliases": ["河", bad]}), "/aliases/1"),
        ("/v1/editorial/people", json!({"name": bad}), "/name"),
        ("/v1/editorial/tags", json!({"name": bad}), "/name"),
        ("/v1/editorial/tags", json!({"name": "清", "scheme": bad}), "/scheme"),
        ("/v1/editorial/tags", json!({"name": "清", "code": bad}), "/code"),
        ("/v1/editorial/collections", json!({"name": bad}), "/name"),
        ("/v1/editorial/collections", json!({"name": "清", "summary": bad}), "/summary"),
    ];
    for (path, body, pointer) in &of_chief {
        points_at(&chief, path, body, pointer, "U+202E").await;
    }
    let of_admin = [
        ("/v1/editorial/accounts", json!({"name": "li", "display_name": bad, "role": "editor"}), "/display_name"),
        ("/v1/editorial/tokens", json!({"name": bad, "role": "editor"}), "/name"),
    ];
    for (path, body, pointer) in &of_admin {
        points_at(&admin, path, body, pointer, "U+202E").await;
    }
    let table = format!("code,name\n1,{bad}\n");
    let path = "/v1/editorial/tags/import?scheme=themes";
    let answer = chief.post_bytes(path, &[("content-type", "text/csv")], table).await;
    let problem = refused(answer, 422, "invalid_content").await;
    assert!(problem.to_string().contains("U+202E"), "{problem}");
    // A question is answered, whatever characters it has.
    let related = json!({"title": format!("清河{bad}"), "text": "大桥\u{200b}"});
    assert_eq!(app.post("/v1/related", &related).await.status(), 200);
}

#[rstest]
#[tokio::test]
async fn bodies_leave_hidden_characters_out_and_list_them(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    for (character, code_point) in HIDDEN {
        let text = format!("甲{character}乙{NEEDED}");
        let span = json!({"text": text, "marks": [], "href": null});
        let picture = json!({"type": "image", "media": {"url": "https://img.example.org/1.jpg"}, "caption": text, "credit": text});
        let blocks = json!([{"type": "paragraph", "spans": [span]}, picture]);
        for body in [
            json!({"format": "text", "value": text}),
            json!({"format": "html", "value": format!("<p>{text}</p>")}),
            json!({"format": "html", "value": format!("<p>甲&#{};乙</p>", u32::from(character))}),
            json!({"format": "html", "value": format!("<h2>{text}</h2><ul><li>{text}</ul><pre>{text}</pre>")}),
            json!({"format": "blocks", "blocks": blocks}),
        ] {
            let sent = json!({"title": "桥", "body": body});
            let answer = reporter.post("/v1/editorial/articles", &sent).await;
            assert_eq!(answer.status(), 201, "{code_point}: {sent}");
            let made: Value = answer.json().await.unwrap();
            let kept = made["content"]["body"].to_string();
            // HTML itself replaces the character references of some controls.
            if kept.contains(&format!("甲{character}乙")) || !made["dropped"].to_string().contains(code_point) {
                let is_reference = sent.to_string().contains("&#") && matches!(character, '\u{85}');
                assert!(is_reference, "{code_point}: {made}");
            }
            assert!(!kept.contains(character), "{code_point}: {kept}");
            assert!(sent.to_string().contains("&#") || kept.contains(NEEDED), "{code_point}: {kept}");
        }
    }
    let sent = json!({
        "title": "桥", "summary": "摘\u{feff}要", "notes": [{"kind": "editor", "label": "编者按", "text": "编\u{200b}者"}],
        "body": {"format": "text", "value": "甲\r乙"},
    });
    let made: Value = reporter.post("/v1/editorial/articles", &sent).await.json().await.unwrap();
    assert_eq!(made["content"]["summary"], "摘要");
    assert_eq!(made["content"]["notes"][0]["text"], "编者");
    assert_eq!(made["dropped"], json!(["summary: U+FEFF ×1", "notes: U+200B ×1"]));
    assert_eq!(made["content"]["body"]["blocks"].as_array().unwrap().len(), 2, "{made}");
}

#[rstest]
#[tokio::test]
async fn imported_lines_leave_hidden_characters_out_and_list_them(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    for (number, (character, code_point)) in HIDDEN.into_iter().enumerate() {
        let bad = format!("甲{character}乙{number}");
        let lines = [
            json!({"kind": "tag", "name": format!("签{bad}")}),
            json!({
                "external_id": format!("x{number}"), "title": bad, "kicker": bad, "summary": bad, "published_at": "2026-01-04",
                "notes": [{"kind": "editor", "label": bad, "text": bad}], "ai_label": {"kind": "assisted", "text": bad},
                "body_html": format!("<p>{bad}</p>"), "people": [bad], "tags": [format!("签{bad}")],
                "media": [{"url": "https://img.example.org/1.jpg", "alt": bad}],
            }),
        ];
        let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
        let text = lines.map(|line| line.to_string()).join("\n");
        let report = jsonl::import(&app.db.primary, "f", std::io::Cursor::new(text), reading, |_| {}).await.unwrap();
        assert_eq!((report.created, report.failed_count), (1, 0), "{code_point}: {report}");
        for field in [
            "title: ",
            "kicker: ",
            "summary: ",
            "notes.label: ",
            "notes.text: ",
            "ai_label.text: ",
            "people: ",
            "media: ",
            "",
        ] {
            let listed = report
                .unplaced
                .iter()
                .any(|one| one.line == Some(2) && one.text.starts_with(&format!("{field}{code_point}")));
            assert!(listed, "{field}{code_point}: {report}");
        }
        assert!(report.unplaced.iter().any(|one| one.line == Some(1) && one.text.contains(code_point)), "{report}");
        app.state.catch_up().await.unwrap();
        let article =
            app.json(&format!("/v1/articles?external_id=x{number}&body=blocks")).await["items"][0].to_string();
        assert!(!article.contains(character) && !article.contains("\\u0007"), "{code_point}: {article}");
    }
}
