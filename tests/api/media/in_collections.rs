//! Uploaded pictures as covers in collections, and what the newsroom is told of pictures: all that a front end needs.

use dibao::auth::Role;
use reqwest::{Method, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::pictures;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// What is answered of a picture, with what it shows.
fn shown(picture: &Value, alt: impl Into<Value>) -> Value {
    let alt: Value = alt.into();
    json!({
        "id": picture["id"], "url": picture["url"], "mime_type": "image/jpeg", "width": picture["width"],
        "height": picture["height"], "alt": alt, "dominant_color": picture["dominant_color"],
        "focal_point": picture["focal_point"], "renditions": picture["renditions"],
    })
}

/// An uploaded picture of which something is said.
async fn described(by: &Signed<'_>, seed: u32) -> Value {
    let picture = by.uploaded(pictures::jpeg(700, 500, seed)).await;
    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    let said = json!({"alt": "新桥", "focal_point": {"x": 0.5, "y": 0.25}});
    let answer = by.patch_any(&path, &said).await;
    assert_eq!(answer.status(), 200);
    let picture: Value = answer.json().await.unwrap();
    assert!(picture["renditions"].as_array().unwrap().len() > 1);
    picture
}

/// A collection with a name, in which articles have these covers.
async fn arranged(editor: &Signed<'_>, slug: &str, items: &[(Uuid, Value)]) -> Value {
    let made = editor.post("/v1/editorial/collections", &json!({"name": slug, "slug": slug})).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let items: Vec<Value> = items.iter().map(|(id, cover)| json!({"article": id, "cover": cover})).collect();
    let path = format!("/v1/editorial/collections/{slug}/items");
    let put = editor.send(Method::PUT, &path, &[("if-match", "*")], Some(&json!({"items": items}))).await;
    let status = put.status();
    let json: Value = put.json().await.unwrap();
    assert_eq!(status, 200, "{json}");
    json
}

#[rstest]
#[tokio::test]
async fn covers_of_collections_say_what_covers_of_articles_say(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("cache.memory_mb", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let (one, other) = (described(&editor, 1).await, described(&editor, 2).await);
    let mut articles = Vec::new();
    for title in ["甲", "乙", "丙"] {
        articles.push(desk.published(title).await);
    }
    let elsewhere = json!({"url": "https://img.example.org/a.jpg"});
    let covers = [json!({"id": one["id"]}), json!({"id": other["id"], "alt": "桥"}), elsewhere];
    let items: Vec<(Uuid, Value)> = articles.iter().copied().zip(covers).collect();
    let put = arranged(&editor, "tou-tiao", &items).await;
    assert_eq!(put["items"][0]["cover"], shown(&one, json!(null)), "the library's words are not the collection's");
    assert_eq!(put["items"][1]["cover"], shown(&other, json!("桥")));
    let held = editor.json("/v1/editorial/collections/tou-tiao").await;
    assert_eq!(held["items"], put["items"]);

    let read = app.json("/v1/collections/tou-tiao").await;
    assert_eq!(read["items"][0]["cover"], shown(&one, json!("新桥")));
    assert_eq!(read["items"][1]["cover"], shown(&other, json!("桥")));
    let third = &read["items"][2]["cover"];
    assert_eq!((&third["url"], &third["renditions"]), (&json!("https://img.example.org/a.jpg"), &json!([])));

    // Their number does not count: they are read at once.
    let (one, three) = ("/v1/collections/tou-tiao?limit=1", "/v1/collections/tou-tiao?limit=3");
    assert_eq!(app.statements(one).await, app.statements(three).await);

    // What was answered can be sent back and changes nothing.
    let path = "/v1/editorial/collections/tou-tiao/items";
    let again = json!({"sections": held["sections"], "items": held["items"]});
    let answer = editor.send(Method::PUT, path, &[("if-match", "*")], Some(&again)).await;
    assert_eq!(answer.json::<Value>().await.unwrap()["version"], held["version"]);
}

#[rstest]
#[tokio::test]
async fn what_is_said_of_a_cover_later_is_seen_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let picture = described(&editor, 1).await;
    let article = desk.published("甲").await;
    arranged(&editor, "tou-tiao", &[(article, json!({"id": picture["id"]}))]).await;
    let alt = async || app.json("/v1/collections/tou-tiao").await["items"][0]["cover"]["alt"].clone();
    assert_eq!(alt().await, "新桥");
    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    assert_eq!(editor.patch_any(&path, &json!({"alt": "清河"})).await.status(), 200);
    assert_eq!(alt().await, "清河", "though the answer was kept");
    let hidden = json!({"status": "hidden"});
    assert_eq!(editor.patch_any("/v1/editorial/collections/tou-tiao", &hidden).await.status(), 200);
    let log = app.json("/v1/site").await["seq"].clone();
    assert_eq!(editor.patch_any(&path, &json!({"alt": "河"})).await.status(), 200);
    assert_eq!(app.json("/v1/site").await["seq"], log, "no reader sees it there");
}

#[rstest]
#[tokio::test]
async fn only_pictures_that_are_there_are_covers_and_they_stay(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let picture = described(&editor, 1).await;
    let article = desk.draft("甲").await;
    arranged(&editor, "tou-tiao", &[(article, json!({"id": picture["id"]}))]).await;
    let any = [("if-match", "*")];
    let items = "/v1/editorial/collections/tou-tiao/items";
    let unknown = json!({"id": Uuid::now_v7()});
    let whole = json!({"items": [{"article": article, "cover": unknown}]});
    let problem = refused(editor.send(Method::PUT, items, &any, Some(&whole)).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"][0]["pointer"], "/items/0/cover/id");
    let place = format!("{items}/{article}");
    for (cover, pointer) in [
        (unknown, "/cover/id"),
        (json!({"url": "javascript:alert(1)"}), "/cover/url"),
        (json!({"id": picture["id"], "alt": "\u{1}"}), "/cover/alt"),
    ] {
        let answer = editor.send(Method::PUT, &place, &any, Some(&json!({"cover": cover}))).await;
        assert_eq!(refused(answer, 422, "invalid_content").await["errors"][0]["pointer"], pointer, "{cover}");
    }

    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    let delete = || editor.send(Method::DELETE, &path, &any, None);
    let problem = refused(delete().await, 409, "media_in_use").await;
    assert!(problem["detail"].as_str().unwrap().contains("tou-tiao"), "{problem}");
    assert_eq!(editor.send(Method::DELETE, &place, &any, None).await.status(), 200);
    assert_eq!(delete().await.status(), 204, "nothing shows it any more");
}

#[rstest]
#[tokio::test]
async fn the_newsroom_is_told_what_readers_are(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = described(&reporter, 1).await;
    let file = json!({"id": picture["id"]});
    let body = json!({
        "title": "清河新桥通车", "cover": file, "media": [file],
        "body": {"format": "blocks", "blocks": [{"type": "image", "media": file, "caption": null, "credit": null}]},
    });
    let created: Value = reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
    let at = format!("/v1/editorial/articles/{}", created["id"].as_str().unwrap());
    let patched: Value = reporter.patch_any(&at, &json!({"title": "新桥"})).await.json().await.unwrap();
    let restore = format!("{at}/revisions/1/restore");
    let restored: Value = reporter.send(Method::POST, &restore, &[("if-match", "*")], None).await.json().await.unwrap();
    let (held, revision) = (reporter.json(&at).await, reporter.json(&format!("{at}/revisions/1")).await);
    let expected = shown(&picture, json!(null));
    for (name, answer) in
        [("create", created), ("update", patched), ("restore", restored), ("get", held), ("revision", revision)]
    {
        let content = &answer["content"];
        assert_eq!(content["cover"], expected, "{name}");
        assert_eq!(content["media"], json!([expected]), "{name}");
        assert_eq!(content["body"]["blocks"][0]["media"], expected, "{name}");
    }
    let link: Value = reporter.post(&format!("{at}/preview-links"), &json!({})).await.json().await.unwrap();
    let preview = app.json(link["path"].as_str().unwrap()).await;
    assert_eq!(preview["cover"], shown(&picture, json!("新桥")));
    assert_eq!(preview["body"]["blocks"][0]["media"], shown(&picture, json!("新桥")));
}
