//! `export jsonl --all --media` and `import jsonl --media`: pictures and the articles that show them, from one database to another.

use std::io::Cursor;
use std::path::Path;

use dibao::auth::Role;
use dibao::import::export::{What, export};
use dibao::import::jsonl::{Pictures, import_with};
use dibao::import::line::Reading;
use dibao::import::report::Report;
use dibao::media::{Stock, bring_out};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind, article, pictures};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// All lines of a site.
async fn lines(app: &App) -> String {
    let mut out = Vec::new();
    export(&app.db.read, ZONE, What::Everything, &mut out, |_| {}).await.unwrap();
    String::from_utf8(out).unwrap()
}

/// Imports lines with pictures from a folder.
async fn bring_in(app: &App, lines: &str, folder: Option<&Path>) -> Report {
    let reading = Reading { zone: ZONE, lang: "zh-Hans".into(), labels: false };
    let stock = Stock::open(&app.db.read, &app.settings.media).await.unwrap();
    let pictures = Pictures { stock, folder: folder.map(Path::to_owned) };
    let lines = Cursor::new(lines.to_owned());
    let report = import_with(&app.db.primary, Some(&pictures), "f", lines, reading, |_| {}).await.unwrap();
    app.state.catch_up().await.unwrap();
    report
}

#[rstest]
#[case(Kind::Sqlite, Kind::Postgres)]
#[case(Kind::Postgres, Kind::Sqlite)]
#[tokio::test]
async fn a_site_with_pictures_comes_out_as_it_went_in(#[case] from: Kind, #[case] to: Kind) {
    let (Some(home), Some(away)) = (App::start(from).await, App::start(to).await) else { return };
    let reporter = home.sign_in("reporter", Role::Reporter).await;
    let form = |file: &[u8]| {
        let mut body = b"--b\r\nContent-Disposition: form-data; name=\"alt\"\r\n\r\n\xe6\xa1\xa5\r\n".to_vec();
        body.extend(b"--b\r\nContent-Disposition: form-data; name=\"focal_x\"\r\n\r\n0.1\r\n");
        body.extend(b"--b\r\nContent-Disposition: form-data; name=\"focal_y\"\r\n\r\n0.9\r\n");
        body.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n--b--\r\n");
        body
    };
    let turned = pictures::with_exif(&pictures::jpeg(70, 50, 1), 6);
    let answer = reporter.upload("multipart/form-data; boundary=b", form(&turned)).await;
    let picture: Value = answer.json().await.unwrap();
    reporter.uploaded(pictures::gif(30, 30, 2)).await;
    reporter.uploaded(pictures::png(30, 30, 2)).await;
    let mut line = article("wire-1", "新桥", "2026-03-01");
    line["cover"] = json!({"id": picture["id"], "url": ""});
    home.publish(&[line]).await;
    // The rest of what editors make: a vocabulary, a collection with a cover of its own, one tag in the place of two.
    let editor = home.sign_in("editor", Role::Editor).await;
    let table = "code,name\n01,防汛\n02,防洪\n";
    let vocabulary = "/v1/editorial/tags/import?scheme=topics&title=Topics";
    assert_eq!(editor.post_bytes(vocabulary, &[("content-type", "text/csv")], table).await.status(), 200);
    let merge = "/v1/editorial/tags/fang-hong/merge";
    let into = json!({"into": "fang-xun"});
    assert_eq!(editor.send(Method::POST, merge, &[("if-match", "*")], Some(&into)).await.status(), 200);
    let made = editor.post("/v1/editorial/collections", &json!({"name": "头条", "slug": "tou-tiao"})).await;
    assert_eq!(made.status(), 201);
    let article = home.json("/v1/articles?external_id=wire-1").await["items"][0]["id"].clone();
    let items = json!({"items": [{"article": article, "cover": {"id": picture["id"], "alt": "另一座"}}]});
    let path = "/v1/editorial/collections/tou-tiao/items";
    assert_eq!(editor.send(Method::PUT, path, &[("if-match", "*")], Some(&items)).await.status(), 200);

    let folder = tempfile::tempdir().unwrap();
    let stock = Stock::open(&home.db.read, &home.settings.media).await.unwrap();
    assert_eq!(bring_out(&home.db.read, &stock, folder.path()).await.unwrap(), 3);
    let out = lines(&home).await;
    let none = bring_in(&away, &out, None).await;
    assert_eq!(
        (none.failed.len(), none.created),
        (5, 0),
        "three pictures without bytes, the article and the collection: {none:?}"
    );
    let all = bring_in(&away, &out, Some(folder.path())).await;
    assert_eq!((all.failed.len(), all.created), (0, 1), "{all:?}");
    let again = bring_in(&away, &out, Some(folder.path())).await;
    assert_eq!((again.failed.len(), again.created, again.unchanged), (0, 0, 1), "{again:?}");
    assert_eq!(lines(&away).await, out);
    assert!(out.contains("\"tag_scheme\"") && out.contains("\"former_names\":[\"防洪\"]"), "{out}");
    let (there, here) = (away.json("/v1/collections/tou-tiao").await, home.json("/v1/collections/tou-tiao").await);
    assert_eq!(there["items"][0]["cover"], here["items"][0]["cover"]);
    assert!(here["items"][0]["cover"]["renditions"].is_array(), "{here}");
    let path = "/v1/articles?external_id=wire-1";
    assert_eq!(away.json(path).await["items"][0]["cover"], home.json(path).await["items"][0]["cover"]);
    let url = picture["url"].as_str().unwrap();
    assert_eq!(away.get(url).await.bytes().await.unwrap(), home.get(url).await.bytes().await.unwrap());
}

#[rstest]
#[tokio::test]
async fn pictures_that_are_not_what_they_say_are_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let digest = "0".repeat(64);
    std::fs::write(folder.path().join(&digest), pictures::jpeg(30, 20, 1)).unwrap();
    let text = "1".repeat(64);
    std::fs::write(folder.path().join(&text), "not a picture").unwrap();
    let id = uuid::Uuid::now_v7().to_string();
    let lines: Vec<String> = [
        json!({"kind": "media", "id": id, "digest": digest}),
        json!({"kind": "media", "id": id, "digest": text}),
        json!({"kind": "media", "id": id, "digest": "../../etc/passwd"}),
        json!({"kind": "media", "id": "x", "digest": digest}),
        json!({"kind": "media", "id": id, "digest": digest, "focal_point": {"x": 2, "y": 0}}),
        json!({"kind": "media", "id": id, "digest": "2".repeat(64)}),
    ]
    .iter()
    .map(Value::to_string)
    .collect();
    let report = bring_in(&app, &lines.join("\n"), Some(folder.path())).await;
    let mut failed: Vec<u64> = report.failed.iter().map(|failure| failure.line.unwrap()).collect();
    failed.sort_unstable();
    assert_eq!(failed, [1, 2, 3, 4, 5, 6], "{report:?}");
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    assert_eq!(reporter.json("/v1/editorial/media").await["items"], json!([]));
}
