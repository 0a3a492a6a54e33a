//! `update_column`.

use dibao::auth::Role;
use futures_util::future::join_all;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// A new column.
pub async fn begun(by: &Signed<'_>, name: &str) -> Value {
    let answer = by.post("/v1/editorial/columns", &json!({"name": name})).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

/// Changes what was seen in a state.
pub async fn patch(by: &Signed<'_>, path: &str, held: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", held)];
    by.send(Method::PATCH, path, &headers, Some(body)).await
}

/// The numbers of the lines of the log about a kind.
async fn lines(app: &App, kind: &str) -> Vec<i64> {
    let log = app.json(&format!("/v1/changes?limit=1000&kind={kind}")).await;
    log["items"].as_array().unwrap().iter().map(|line| line["seq"].as_i64().unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn a_renamed_column_is_another_for_all_readers_and_its_old_slug_answers(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let article = app.json("/v1/articles?column=zou-du-qing-he&limit=1").await["items"][0].clone();
    let path = format!("/v1/articles/{}", article["id"].as_str().unwrap());
    let before = app.get(&path).await.headers()["etag"].clone();
    let lines_before = lines(&app, "column").await.len();
    let column = "/v1/editorial/columns/zou-du-qing-he";
    let tag = editor.get(column).await.headers()["etag"].to_str().unwrap().to_owned();
    let body = json!({"name": "行走清河", "short_name": null, "slug": "walk", "status": "closed"});
    let answer = patch(&editor, column, &tag, &body).await;
    assert_eq!(answer.status(), 200);
    let changed: Value = answer.json().await.unwrap();
    assert_eq!(lines(&app, "column").await.len(), lines_before + 1);
    let read = app.json(&format!("{path}?min_seq={}", changed["seq"])).await;
    assert_eq!(
        read["column"],
        json!({"id": changed["id"], "slug": "walk", "name": "行走清河"})
            .as_object()
            .map(|same| {
                let mut same = same.clone();
                for (name, value) in read["column"].as_object().unwrap() {
                    same.entry(name).or_insert(value.clone());
                }
                Value::Object(same)
            })
            .unwrap()
    );
    // The article itself did not change; its representation did.
    assert_eq!((&read["seq"], &read["updated_at"]), (&article["seq"], &article["updated_at"]));
    assert_ne!(app.get(&path).await.headers()["etag"], before);
    for name in ["walk", "zou-du-qing-he"] {
        let read = app.json(&format!("/v1/columns/{name}")).await;
        assert_eq!(
            (&read["name"], &read["short_name"], &read["status"]),
            (&json!("行走清河"), &json!(null), &json!("closed"))
        );
        let found = app.json(&format!("/v1/articles?column={name}&total=true")).await;
        assert_eq!(found["total"], read["article_count"]);
    }
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=update_column").await;
    assert_eq!(audit["items"][0]["detail"]["changed"], json!(["name", "slug", "short_name", "status"]));
    // Back again: a slug of its own is no one else's.
    let back = patch(&editor, column, "*", &json!({"slug": "zou-du-qing-he"})).await;
    assert_eq!(back.json::<Value>().await.unwrap()["former_slugs"], json!(["walk"]));
}

#[rstest]
#[tokio::test]
async fn what_changes_nothing_leaves_no_trace(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let column = begun(&editor, "清河").await;
    let path = format!("/v1/editorial/columns/{}", column["id"].as_str().unwrap());
    for body in [json!({}), json!({"name": "清河", "slug": "qing-he", "status": "open", "short_name": null})] {
        let answer = patch(&editor, &path, "\"v1\"", &body).await;
        assert_eq!(answer.headers()["etag"], "\"v1\"");
        assert_eq!(answer.json::<Value>().await.unwrap(), column);
    }
    assert_eq!(lines(&app, "column").await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn only_who_has_seen_the_present_state_changes_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let column = begun(&editor, "清河").await;
    let path = format!("/v1/editorial/columns/{}", column["id"].as_str().unwrap());
    refused(editor.patch(&path, &json!({"name": "大桥"})).await, 428, "precondition_required").await;
    let stale = patch(&editor, &path, "\"v2\"", &json!({"name": "大桥"})).await;
    assert_eq!(refused(stale, 412, "precondition_failed").await["etag"], "\"v1\"");
    let bodies: Vec<Value> = (0..10).map(|number| json!({"name": format!("清河{number}")})).collect();
    let answers = join_all(bodies.iter().map(|body| patch(&editor, &path, "\"v1\"", body))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[200].as_slice(), &[412; 9]].concat());
    assert_eq!(editor.json(&path).await["version"], 2);
    assert_eq!(lines(&app, "column").await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn names_and_slugs_of_others_are_refused_former_ones_too(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let first = begun(&editor, "清河").await;
    begun(&editor, "大桥").await;
    let moved = patch(&editor, "/v1/editorial/columns/qing-he", "*", &json!({"slug": "river"})).await;
    assert_eq!(moved.status(), 200);
    let path = "/v1/editorial/columns/da-qiao";
    for slug in ["river", "qing-he"] {
        let problem = refused(patch(&editor, path, "*", &json!({"slug": slug})).await, 409, "slug_taken").await;
        assert_eq!(problem["holder"]["id"], first["id"]);
    }
    refused(patch(&editor, path, "*", &json!({"name": "清河"})).await, 409, "name_taken").await;
    let wrong = json!({"name": null, "slug": null, "status": "shut", "position": 1});
    let problem = refused(patch(&editor, path, "*", &wrong).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "{problem}");
    refused(patch(&editor, "/v1/editorial/columns/none", "*", &json!({})).await, 404, "column_not_found").await;
    let json_only = editor.send(Method::PATCH, path, &[("if-match", "*")], Some(&json!({}))).await;
    refused(json_only, 415, "unsupported_media_type").await;
    assert_eq!(editor.json(path).await["version"], 1);
}

#[rstest]
#[tokio::test]
async fn what_an_editor_writes_no_article_takes_the_place_of(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let line = |number: u8, day: &str| {
        json!({
            "external_id": format!("c-{number}"), "title": format!("第{number}篇"), "body": "正文。", "published_at": day,
            "column": "清河", "notes": [{"kind": "opening", "label": "开栏语", "text": format!("开栏语{number}")}],
        })
    };
    app.publish(&[line(1, "2026-02-01")]).await;
    let path = "/v1/editorial/columns/qing-he";
    let column = editor.json(path).await;
    assert_eq!(column["opening_note"], "开栏语1");
    let tag = format!("\"v{}\"", column["version"]);
    let written = patch(&editor, path, &tag, &json!({"opening_note": "编辑部写的。"})).await;
    assert_eq!(written.status(), 200);
    app.publish(&[line(2, "2026-01-01")]).await;
    assert_eq!(app.json("/v1/columns/qing-he").await["opening_note"], "编辑部写的。");
    patch(&editor, path, "*", &json!({"opening_note": null})).await;
    app.publish(&[line(3, "2025-12-01")]).await;
    assert_eq!(app.json("/v1/columns/qing-he").await["opening_note"], json!(null));
}
