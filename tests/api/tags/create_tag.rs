//! `create_tag`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::update_tag::begun;
use crate::support::signed::refused;
use crate::support::{App, Kind};

const TAGS: &str = "/v1/editorial/tags";

#[rstest]
#[tokio::test]
async fn one_is_made_and_readers_see_it_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let answer = editor.post(TAGS, &json!({"name": "防汛", "scheme": "themes", "code": "T-1"})).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["etag"].to_str().unwrap()), (201, "\"v1\""));
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let made: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(location, format!("{TAGS}/{}", made["id"].as_str().unwrap()));
    assert_eq!((&made["slug"], &made["version"]), (&json!("fang-xun"), &json!(1)));
    assert_eq!(editor.json(&location).await, made);
    let read = app.json("/v1/tags/fang-xun").await;
    for member in ["id", "name", "slug", "scheme", "code"] {
        assert_eq!(read[member], made[member], "{member}");
    }
    assert_eq!(read["article_count"], 0);
    let log = app.json("/v1/changes?kind=tag").await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1);
    let line = &log["items"][0];
    assert_eq!((&line["type"], &line["seq"]), (&json!("tag.created"), &made["seq"]));
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=create_tag").await;
    assert_eq!(audit["items"][0]["subject"], json!({"kind": "tag", "id": made["id"], "name": "防汛"}));
    let reporter = app.sign_in("wang", Role::Reporter).await;
    refused(reporter.post(TAGS, &json!({"name": "防洪"})).await, 403, "forbidden").await;
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_nothing_is_made(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body = json!({"slug": "Qing He", "scheme": "a\u{1}b", "code": 7, "codes": "x"});
    let problem = refused(editor.post(TAGS, &body).await, 422, "invalid_content").await;
    let mut found: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["/code", "/codes", "/name", "/scheme", "/slug"]);
    for (member, value) in [
        ("name", json!("两\n行")),
        ("name", json!("")),
        ("name", json!("长".repeat(501))),
        ("slug", json!(null)),
        ("slug", json!("0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")),
        ("scheme", json!(null)),
        ("scheme", json!("长".repeat(65))),
        ("code", json!("")),
        ("code", json!("长".repeat(65))),
        ("code", json!("一\n二")),
    ] {
        let mut body = json!({"name": "防汛"});
        body[member] = value;
        let problem = refused(editor.post(TAGS, &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], format!("/{member}"), "{problem}");
    }
    assert_eq!(app.json("/v1/changes").await["next_after"], 0);
    assert_eq!(editor.post(TAGS, &json!({"name": "防汛"})).await.status(), 201);
    let problem = refused(editor.post(TAGS, &json!({"name": " 防汛 "})).await, 409, "name_taken").await;
    assert_eq!(problem["holder"]["slug"], "fang-xun");
    let taken = editor.post(TAGS, &json!({"name": "防洪", "slug": "fang-xun"})).await;
    refused(taken, 409, "slug_taken").await;
    assert_eq!(app.json("/v1/tags?total=true").await["total"], 1);
}

#[rstest]
#[tokio::test]
async fn names_and_codes_are_ones_own_in_a_vocabulary(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let first = begun(&editor, &json!({"name": "防汛", "scheme": "themes", "code": "T-1"})).await;
    // Another vocabulary may have the same name and code.
    begun(&editor, &json!({"name": "防汛", "scheme": "other", "code": "T-1"})).await;
    begun(&editor, &json!({"name": "防汛"})).await;
    let code = json!({"name": "防洪", "scheme": "themes", "code": "T-1"});
    let problem = refused(editor.post(TAGS, &code).await, 409, "code_taken").await;
    assert_eq!(problem["holder"]["id"], first["id"]);
    let name = json!({"name": "防汛", "scheme": "themes", "code": "T-2"});
    refused(editor.post(TAGS, &name).await, 409, "name_taken").await;
    assert_eq!(app.json("/v1/tags?total=true").await["total"], 3);
}

#[rstest]
#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let send = async |name: &str| {
        let headers = [("idempotency-key", "k-1")];
        editor.send(Method::POST, TAGS, &headers, Some(&json!({"name": name}))).await
    };
    let (first, again) = (send("防汛").await.text().await.unwrap(), send("防汛").await.text().await.unwrap());
    assert_eq!(first, again);
    refused(send("防洪").await, 422, "idempotency_key_reused").await;
    assert_eq!(app.json("/v1/tags?total=true").await["total"], 1);
}
