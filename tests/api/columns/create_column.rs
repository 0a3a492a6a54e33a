//! `create_column`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::support::signed::refused;
use crate::support::{App, Kind};

const COLUMNS: &str = "/v1/editorial/columns";

#[rstest]
#[tokio::test]
async fn a_column_is_made_and_readers_see_it_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body =
        json!({"name": "走读清河:一条河与一座城", "short_name": "走读清河", "opening_note": "从本期起,\n开设专栏。"});
    let answer = editor.post(COLUMNS, &body).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["etag"].to_str().unwrap()), (201, "\"v1\""));
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let made: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(location, format!("{COLUMNS}/{}", made["id"].as_str().unwrap()));
    assert_eq!(
        (&made["slug"], &made["status"], &made["version"]),
        (&json!("zou-du-qing-he"), &json!("open"), &json!(1))
    );
    assert_eq!(editor.json(&location).await, made);
    let read = app.json("/v1/columns/zou-du-qing-he").await;
    for member in ["id", "name", "short_name", "opening_note", "status"] {
        assert_eq!(read[member], made[member], "{member}");
    }
    let log = app.json("/v1/changes?kind=column").await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1);
    let line = &log["items"][0];
    assert_eq!(
        (&line["type"], &line["seq"], &line["subject"]["id"]),
        (&json!("column.created"), &made["seq"], &made["id"])
    );
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=create_column").await;
    assert_eq!(audit["items"][0]["subject"], json!({"kind": "column", "id": made["id"], "name": made["name"]}));
}

#[rstest]
#[tokio::test]
async fn names_and_slugs_are_one_columns_only(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let first: serde_json::Value = editor.post(COLUMNS, &json!({"name": "清河"})).await.json().await.unwrap();
    let problem = refused(editor.post(COLUMNS, &json!({"name": " 清河 "})).await, 409, "name_taken").await;
    assert_eq!(problem["holder"], json!({"kind": "column", "id": first["id"], "slug": "qing-he", "name": "清河"}));
    // The same pinyin is made distinct; the same slug, asked for, is refused.
    let second: serde_json::Value = editor.post(COLUMNS, &json!({"name": "青禾"})).await.json().await.unwrap();
    assert!(second["slug"].as_str().unwrap().starts_with("qing-he-"), "{second}");
    let taken = editor.post(COLUMNS, &json!({"name": "清河新事", "slug": "qing-he"})).await;
    let problem = refused(taken, 409, "slug_taken").await;
    assert_eq!(problem["holder"]["id"], first["id"]);
    // Refusals leave nothing behind.
    assert_eq!(app.json("/v1/columns?total=true").await["total"], 2);
    assert_eq!(app.json("/v1/changes?kind=column").await["items"].as_array().unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_said_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body = json!({"short_name": "a\u{1}b", "slug": "Qing He", "status": "opened", "opening_notes": "x"});
    let problem = refused(editor.post(COLUMNS, &body).await, 422, "invalid_content").await;
    let mut found: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["/name", "/opening_notes", "/short_name", "/slug", "/status"]);
    for (member, value) in [
        ("name", json!("两\n行")),
        ("name", json!("")),
        ("name", json!(7)),
        ("name", json!("长".repeat(501))),
        ("slug", json!(null)),
        ("slug", json!("0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")),
        ("status", json!(null)),
        ("opening_note", json!("长".repeat(20_001))),
    ] {
        let mut body = json!({"name": "清河"});
        body[member] = value;
        let problem = refused(editor.post(COLUMNS, &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], format!("/{member}"), "{problem}");
    }
    assert_eq!(app.json("/v1/changes").await["next_after"], 0);
}

#[rstest]
#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let body = json!({"name": "清河"});
    let send = async |body: &serde_json::Value| {
        editor.send(Method::POST, COLUMNS, &[("idempotency-key", "k-1")], Some(body)).await
    };
    let (first, again) = (send(&body).await.text().await.unwrap(), send(&body).await.text().await.unwrap());
    assert_eq!(first, again);
    refused(send(&json!({"name": "大桥"})).await, 422, "idempotency_key_reused").await;
    assert_eq!(app.json("/v1/columns?total=true").await["total"], 1);
}
