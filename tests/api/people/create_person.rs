//! `create_person`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::support::signed::refused;
use crate::support::{App, Kind};

const PEOPLE: &str = "/v1/editorial/people";

#[rstest]
#[tokio::test]
async fn one_is_made_and_readers_see_it_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let answer = editor.post(PEOPLE, &json!({"name": "李明"})).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["etag"].to_str().unwrap()), (201, "\"v1\""));
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let made: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(location, format!("{PEOPLE}/{}", made["id"].as_str().unwrap()));
    assert_eq!((&made["slug"], &made["version"]), (&json!("li-ming"), &json!(1)));
    assert_eq!(editor.json(&location).await, made);
    let read = app.json("/v1/people/li-ming").await;
    for member in ["id", "name", "slug"] {
        assert_eq!(read[member], made[member], "{member}");
    }
    assert_eq!(read["article_count"], 0);
    let log = app.json("/v1/changes?kind=person").await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1);
    let line = &log["items"][0];
    assert_eq!((&line["type"], &line["seq"]), (&json!("person.created"), &made["seq"]));
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=create_person").await;
    assert_eq!(audit["items"][0]["subject"], json!({"kind": "person", "id": made["id"], "name": "李明"}));
    let reporter = app.sign_in("wang", Role::Reporter).await;
    refused(reporter.post(PEOPLE, &json!({"name": "王曦"})).await, 403, "forbidden").await;
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_nothing_is_made(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body = json!({"slug": "Qing He", "named": "x"});
    let problem = refused(editor.post(PEOPLE, &body).await, 422, "invalid_content").await;
    let mut found: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["/name", "/named", "/slug"]);
    for (member, value) in [
        ("name", json!("两\n行")),
        ("name", json!("")),
        ("name", json!("长".repeat(501))),
        ("slug", json!(null)),
        ("slug", json!("0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")),
    ] {
        let mut body = json!({"name": "李明"});
        body[member] = value;
        let problem = refused(editor.post(PEOPLE, &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], format!("/{member}"), "{problem}");
    }
    assert_eq!(app.json("/v1/changes").await["next_after"], 0);
    assert_eq!(editor.post(PEOPLE, &json!({"name": "李明"})).await.status(), 201);
    let problem = refused(editor.post(PEOPLE, &json!({"name": " 李明 "})).await, 409, "name_taken").await;
    assert_eq!(problem["holder"]["slug"], "li-ming");
    let taken = editor.post(PEOPLE, &json!({"name": "王曦", "slug": "li-ming"})).await;
    refused(taken, 409, "slug_taken").await;
    assert_eq!(app.json("/v1/people?total=true").await["total"], 1);
}

#[rstest]
#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let send = async |name: &str| {
        let headers = [("idempotency-key", "k-1")];
        editor.send(Method::POST, PEOPLE, &headers, Some(&json!({"name": name}))).await
    };
    let (first, again) = (send("李明").await.text().await.unwrap(), send("李明").await.text().await.unwrap());
    assert_eq!(first, again);
    refused(send("王曦").await, 422, "idempotency_key_reused").await;
    assert_eq!(app.json("/v1/people?total=true").await["total"], 1);
}
