//! `import_vocabulary`.

use dibao::auth::Role;
use reqwest::Response;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Sends a table.
pub async fn import(by: &Signed<'_>, scheme: &str, table: &[u8]) -> Response {
    by.post_bytes(&format!("/v1/editorial/tags/import?scheme={scheme}"), &[("content-type", "text/csv")], table).await
}

/// What became of it; it must have gone in.
pub async fn brought(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The lines and codes of what was wrong.
async fn faults(answer: Response) -> Vec<(u64, String)> {
    let problem = refused(answer, 422, "invalid_content").await;
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|one| (one["line"].as_u64().unwrap(), one["code"].as_str().unwrap().to_owned())).collect()
}

/// The tags of a vocabulary by their codes.
async fn terms(app: &App, scheme: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut terms: Vec<_> = app.json(&format!("/v1/tags?scheme={scheme}&limit=100")).await["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| (text(&tag["code"]), text(&tag["name"]), text(&tag["slug"])))
        .collect();
    terms.sort();
    terms
}

/// The end of the log.
async fn head(app: &App) -> Value {
    app.json("/v1/site").await["seq"].clone()
}

#[rstest]
#[tokio::test]
async fn terms_become_tags_and_the_same_again_changes_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let table = "\u{feff}code,name,slug\r\n01,政治,politics\r\n02,\"经济,财经\",\r\n\r\n03,防汛,\r\n";
    let first = brought(import(&editor, "gbt20093", table.as_bytes()).await).await;
    let counts =
        |one: &Value| [&one["created"], &one["updated"], &one["unchanged"]].map(|count| count.as_u64().unwrap());
    assert_eq!((counts(&first), &first["seq"]), ([3, 0, 0], &head(&app).await));
    let term = |code: &str, name: &str, slug: &str| (code.to_owned(), name.to_owned(), slug.to_owned());
    let all =
        [term("01", "政治", "politics"), term("02", "经济,财经", "jing-ji-cai-jing"), term("03", "防汛", "fang-xun")];
    assert_eq!(terms(&app, "gbt20093").await, all);
    // GB18030 is the same table.
    let (bytes, ..) = encoding_rs::GB18030.encode("code,name\n01,政治\n02,\"经济,财经\"\n03,防汛\n");
    let log = head(&app).await;
    assert_eq!(counts(&brought(import(&editor, "gbt20093", &bytes).await).await), [0, 0, 3]);
    assert_eq!(head(&app).await, log);
    // Names that are exchanged, a new term; what the table leaves out stays, and so do slugs.
    let table = "name,code\n防汛,01\n政治,03\n教育,04\n";
    assert_eq!(counts(&brought(import(&editor, "gbt20093", table.as_bytes()).await).await), [1, 2, 0]);
    let all = [
        term("01", "防汛", "politics"),
        term("02", "经济,财经", "jing-ji-cai-jing"),
        term("03", "政治", "fang-xun"),
        term("04", "教育", "jiao-yu"),
    ];
    assert_eq!(terms(&app, "gbt20093").await, all);
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=import_vocabulary").await;
    let items = audit["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["detail"]["updated"]), (2, &json!(2)), "{audit}");
}

#[rstest]
#[tokio::test]
async fn tags_without_a_code_are_known_by_their_names(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    for body in [json!({"name": "防汛"}), json!({"name": "防洪", "code": "7"})] {
        assert_eq!(editor.post("/v1/editorial/tags", &body).await.status(), 201);
    }
    let done = brought(import(&editor, "keyword", "code,name\n8,防汛\n,防洪\n".as_bytes()).await).await;
    assert_eq!((&done["updated"], &done["unchanged"]), (&json!(1), &json!(1)));
    let codes: Vec<String> = terms(&app, "keyword").await.into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["7", "8"]);
    // Another code does not take a name away.
    let wrong = import(&editor, "keyword", "code,name\n1,新\n9,防洪\n".as_bytes()).await;
    assert_eq!(faults(wrong).await, [(3, "conflict".to_owned())]);
    assert_eq!(terms(&app, "keyword").await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_said_by_its_line_and_nothing_goes_in(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let long = "长".repeat(501);
    let table = format!(
        "code,name,slug\n1,好,\n2,好,\n1,不同,\n4,,\n5,\"两\n行\",\n6,{long},\n7,太少\n8,坏,Not A Slug\n{},长码,\n",
        "9".repeat(65)
    );
    let expected: Vec<(u64, String)> = [
        (3, "repeated"),
        (4, "repeated"),
        (5, "missing"),
        (6, "malformed"),
        (8, "out_of_range"),
        (9, "malformed"),
        (10, "malformed"),
        (11, "out_of_range"),
    ]
    .into_iter()
    .map(|(line, code)| (line, code.to_owned()))
    .collect();
    assert_eq!(faults(import(&editor, "medtop", table.as_bytes()).await).await, expected);
    for (table, code) in [
        ("", "missing"),
        ("code\n1\n", "missing"),
        ("code,name,parent\n1,好,2\n", "unknown"),
        ("code,name,code\n1,好,2\n", "repeated"),
        ("1,好\n2,坏\n", "unknown"),
    ] {
        assert_eq!(faults(import(&editor, "medtop", table.as_bytes()).await).await[0], (1, code.to_owned()), "{table}");
    }
    let many: String = (0..500).map(|number| format!("{number},\n")).collect();
    assert_eq!(faults(import(&editor, "medtop", format!("code,name\n{many}").as_bytes()).await).await.len(), 100);
    refused(import(&editor, "medtop", b"code,name\n1,\x00\xff\xfe\n").await, 422, "invalid_content").await;
    let path = "/v1/editorial/tags/import?scheme=medtop";
    refused(
        editor.post_bytes(path, &[("content-type", "application/json")], b"{}").await,
        415,
        "unsupported_media_type",
    )
    .await;
    let nameless =
        editor.post_bytes("/v1/editorial/tags/import", &[("content-type", "text/csv")], b"code,name\n").await;
    refused(nameless, 400, "invalid_parameter").await;
    let reporter = app.sign_in("wang", Role::Reporter).await;
    refused(import(&reporter, "medtop", b"code,name\n1,a\n").await, 403, "forbidden").await;
    assert_eq!(app.json("/v1/changes").await["next_after"], 0);
}

#[rstest]
#[tokio::test]
async fn tables_have_bounds(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let lines = |count: usize| {
        let lines: String = (0..count).map(|number| format!("{number},词{number}\n")).collect();
        format!("code,name\n{lines}")
    };
    let most = dibao::web::table::MAX_LINES;
    assert_eq!(faults(import(&editor, "big", lines(most + 1).as_bytes()).await).await.len(), 1);
    refused(
        import(&editor, "big", "a".repeat(dibao::web::table::MAX_BYTES + 1).as_bytes()).await,
        413,
        "body_too_large",
    )
    .await;
    assert_eq!(app.json("/v1/changes").await["next_after"], 0);
}
