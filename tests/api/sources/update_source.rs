//! `update_source`.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use super::create_source::begun;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind, article};

/// Changes what was seen in a state.
pub async fn patch(by: &Signed<'_>, path: &str, held: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", held)];
    by.send(Method::PATCH, path, &headers, Some(body)).await
}

#[rstest]
#[tokio::test]
async fn a_source_is_changed_for_all_readers_and_what_changes_nothing_leaves_no_trace(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("a-1", "甲", "2026-01-01")]).await;
    let editor = app.sign_in("li", Role::Editor).await;
    let path = "/v1/editorial/sources/yun-xi-ri-bao";
    let lines = app.json("/v1/changes?kind=source").await["items"].as_array().unwrap().len();
    let body = json!({"name": "云溪日报社", "slug": "yun-xi", "kind": "newspaper", "aliases": ["云溪日报", "云溪报"]});
    let answer = patch(&editor, path, "\"v1\"", &body).await;
    assert_eq!(answer.status(), 200);
    let changed: Value = answer.json().await.unwrap();
    assert_eq!((&changed["version"], &changed["former_slugs"]), (&json!(2), &json!(["yun-xi-ri-bao"])));
    let read = app.json("/v1/sources/yun-xi-ri-bao").await;
    assert_eq!(
        (&read["name"], &read["kind"], &read["article_count"]),
        (&json!("云溪日报社"), &json!("newspaper"), &json!(1))
    );
    assert_eq!(app.json("/v1/changes?kind=source").await["items"].as_array().unwrap().len(), lines + 1);
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=update_source").await;
    assert_eq!(audit["items"][0]["detail"]["changed"], json!(["name", "slug", "kind", "aliases"]));
    for body in [json!({}), json!({"aliases": ["云溪报", "云溪日报", "云溪日报社"], "kind": "newspaper"})] {
        let same = patch(&editor, path, "\"v2\"", &body).await;
        assert_eq!(same.json::<Value>().await.unwrap(), changed);
    }
    // Only other names differ: that is a change, too.
    let fewer: Value =
        patch(&editor, path, "\"v2\"", &json!({"aliases": null, "kind": null})).await.json().await.unwrap();
    assert_eq!((&fewer["version"], &fewer["aliases"], &fewer["kind"]), (&json!(3), &json!([]), &json!(null)));
    // A name that was another name of its own is that no more.
    patch(&editor, path, "*", &json!({"aliases": ["云溪"]})).await;
    let renamed: Value = patch(&editor, path, "*", &json!({"name": "云溪"})).await.json().await.unwrap();
    assert_eq!((&renamed["name"], &renamed["aliases"]), (&json!("云溪"), &json!([])));
    refused(editor.patch(path, &json!({})).await, 428, "precondition_required").await;
    refused(patch(&editor, path, "\"v1\"", &json!({})).await, 412, "precondition_failed").await;
    refused(patch(&editor, "/v1/editorial/sources/none", "*", &json!({})).await, 404, "source_not_found").await;
}

#[rstest]
#[tokio::test]
async fn an_edition_moves_with_its_articles_and_circles_are_refused(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let mut line = article("a-1", "甲", "2026-01-01");
    line["source"] = json!({"name": "云溪日报", "edition": "清河新闻"});
    app.publish(&[line, article("a-2", "乙", "2026-01-02")]).await;
    let editor = app.sign_in("li", Role::Editor).await;
    begun(&editor, &json!({"name": "北湾晚报"})).await;
    let edition = "/v1/editorial/sources/qing-he-xin-wen";
    let counts = async || {
        let mut counts = Vec::new();
        for name in ["yun-xi-ri-bao", "bei-wan-wan-bao", "qing-he-xin-wen"] {
            let listed = app.json(&format!("/v1/articles?source={name}&total=true")).await["total"].clone();
            assert_eq!(app.json(&format!("/v1/sources/{name}")).await["article_count"], listed, "{name}");
            counts.push(listed.as_i64().unwrap());
        }
        counts
    };
    assert_eq!(counts().await, [2, 0, 1]);
    assert_eq!(patch(&editor, edition, "*", &json!({"parent": "bei-wan-wan-bao"})).await.status(), 200);
    assert_eq!(counts().await, [1, 1, 1]);
    let medium = "/v1/editorial/sources/bei-wan-wan-bao";
    for (path, parent, code) in [
        (medium, "bei-wan-wan-bao", "conflict"),
        (medium, "yun-xi-ri-bao", "conflict"),
        (medium, "qing-he-xin-wen", "out_of_range"),
        (edition, "qing-he-xin-wen", "out_of_range"),
        (edition, "nowhere", "not_found"),
    ] {
        let problem =
            refused(patch(&editor, path, "*", &json!({"parent": parent})).await, 422, "invalid_content").await;
        assert_eq!(
            (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
            (&json!("/parent"), &json!(code))
        );
    }
    assert_eq!(patch(&editor, edition, "*", &json!({"parent": null})).await.status(), 200);
    assert_eq!(counts().await, [1, 0, 1]);
}

#[rstest]
#[tokio::test]
async fn other_names_lead_imports_to_the_source(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    begun(&editor, &json!({"name": "云溪日报", "aliases": ["云溪日报社"]})).await;
    begun(&editor, &json!({"name": "清河新闻", "parent": "yun-xi-ri-bao", "aliases": ["云溪日报清河版"]})).await;
    let line = |id: &str, source: Value| {
        let mut line = article(id, id, "2026-01-01");
        line["source"] = source;
        line
    };
    app.publish(&[
        line("a-1", json!("云溪日报社")),
        line("a-2", json!("云溪日报清河版")),
        line("a-3", json!({"name": "云溪日报社", "edition": "清河新闻"})),
        line("a-4", json!({"name": "云溪日报社", "edition": "云溪日报清河版"})),
        line("a-5", json!({"name": "云溪日报社", "edition": "新版"})),
    ])
    .await;
    assert_eq!(app.json("/v1/sources?total=true").await["total"], 3, "only the new edition is made");
    assert_eq!(app.json("/v1/articles?source=yun-xi-ri-bao&total=true").await["total"], 5);
    assert_eq!(app.json("/v1/articles?source=qing-he-xin-wen&total=true").await["total"], 3);
    assert_eq!(app.json("/v1/sources/xin-ban").await["parent"]["slug"], "yun-xi-ri-bao");
}
