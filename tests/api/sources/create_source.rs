//! `create_source`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

const SOURCES: &str = "/v1/editorial/sources";

/// A new source.
pub async fn begun(by: &Signed<'_>, body: &Value) -> Value {
    let answer = by.post(SOURCES, body).await;
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 201, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[rstest]
#[tokio::test]
async fn a_medium_and_its_edition_are_made_and_readers_see_them_at_once(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body = json!({"name": "北湾晚报", "kind": "newspaper", "aliases": ["北湾晚报社", "北湾晚报", "北湾晚报社"]});
    let answer = editor.post(SOURCES, &body).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["etag"].to_str().unwrap()), (201, "\"v1\""));
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let made: Value = answer.json().await.unwrap();
    // Its own name is none of its other names, and each of these stands once.
    assert_eq!((&made["aliases"], &made["authorisations"]), (&json!(["北湾晚报社"]), &json!([])));
    assert_eq!(editor.json(&location).await, made);
    let edition = begun(&editor, &json!({"name": "聚焦港区", "parent": "bei-wan-wan-bao"})).await;
    assert_eq!((&edition["parent"], &edition["kind"]), (&made["id"], &json!(null)));
    let read = app.json("/v1/sources/bei-wan-wan-bao").await;
    assert_eq!((&read["kind"], &read["authorisation"]), (&json!("newspaper"), &json!(null)));
    assert_eq!(read["editions"][0]["id"], edition["id"]);
    let log = app.json("/v1/changes?kind=source").await;
    assert_eq!(log["items"].as_array().unwrap().len(), 2);
    assert_eq!(log["items"][0]["seq"], made["seq"]);
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=create_source").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn names_and_other_names_are_one_sources_only(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let first = begun(&editor, &json!({"name": "北湾晚报", "aliases": ["北湾报"]})).await;
    let holder = json!({"kind": "source", "id": first["id"], "slug": "bei-wan-wan-bao", "name": "北湾晚报"});
    for body in [
        json!({"name": "北湾晚报"}),
        json!({"name": "北湾报"}),
        json!({"name": "北湾", "aliases": ["新闻", "北湾报"]}),
        json!({"name": "北湾", "aliases": ["北湾晚报"]}),
        json!({"name": "北湾报", "parent": first["id"]}),
    ] {
        let problem = refused(editor.post(SOURCES, &body).await, 409, "name_taken").await;
        assert_eq!(problem["holder"], holder, "{body}");
    }
    // Editions of two media may have one name; those of one may not.
    begun(&editor, &json!({"name": "东港日报"})).await;
    begun(&editor, &json!({"name": "要闻", "parent": "bei-wan-wan-bao"})).await;
    begun(&editor, &json!({"name": "要闻", "parent": "dong-gang-ri-bao"})).await;
    refused(editor.post(SOURCES, &json!({"name": "要闻", "parent": "dong-gang-ri-bao"})).await, 409, "name_taken")
        .await;
    refused(editor.post(SOURCES, &json!({"name": "西山报", "aliases": ["要闻"]})).await, 409, "name_taken").await;
    assert_eq!(app.json("/v1/sources?total=true").await["total"], 4);
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_nothing_is_left(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body = json!({"kind": "paper", "slug": "Bei Wan", "aliases": ["a\u{7}b", "长".repeat(501)], "list": 1});
    let problem = refused(editor.post(SOURCES, &body).await, 422, "invalid_content").await;
    let mut found: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["/aliases/0", "/aliases/1", "/kind", "/list", "/name", "/slug"]);
    for (member, value) in [
        ("aliases", json!([""])),
        ("aliases", json!("北湾")),
        ("aliases", json!(vec!["a"; 101])),
        ("parent", json!("nowhere")),
        ("kind", json!(7)),
    ] {
        let mut body = json!({"name": "北湾"});
        body[member] = value;
        let problem = refused(editor.post(SOURCES, &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], format!("/{member}"), "{problem}");
    }
    begun(&editor, &json!({"name": "东港日报"})).await;
    begun(&editor, &json!({"name": "要闻", "parent": "dong-gang-ri-bao"})).await;
    // Editions have no editions.
    let deeper = editor.post(SOURCES, &json!({"name": "更深", "parent": "yao-wen"})).await;
    assert_eq!(refused(deeper, 422, "invalid_content").await["errors"][0]["code"], "out_of_range");
    assert_eq!(app.json("/v1/sources?total=true").await["total"], 2);
}

#[rstest]
#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body = json!({"name": "北湾晚报", "aliases": ["北湾"]});
    let send = async |body: &Value| editor.send(Method::POST, SOURCES, &[("idempotency-key", "k-1")], Some(body)).await;
    let (first, again) = (send(&body).await.text().await.unwrap(), send(&body).await.text().await.unwrap());
    assert_eq!(first, again);
    refused(send(&json!({"name": "东港"})).await, 422, "idempotency_key_reused").await;
    assert_eq!(app.json("/v1/sources?total=true").await["total"], 1);
}
