//! `PATCH /v1/editorial/articles/{id}`.

use dibao::auth::Role;
use futures_util::future::join_all;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Changes an article whose state was seen.
pub async fn patch(by: &Signed<'_>, path: &str, held: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", held)];
    by.send(Method::PATCH, path, &headers, Some(body)).await
}

/// Begins an article; its path.
pub async fn begun(by: &Signed<'_>, title: &str) -> String {
    let made: Value = by.post("/v1/editorial/articles", &json!({"title": title})).await.json().await.unwrap();
    format!("/v1/editorial/articles/{}", made["id"].as_str().unwrap())
}

#[rstest]
#[tokio::test]
async fn of_twenty_who_change_at_once_one_wins(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    let bodies: Vec<Value> = (0..20).map(|number| json!({"title": format!("题{number}")})).collect();
    let answers = join_all(bodies.iter().map(|body| patch(&reporter, &path, "\"v1\"", body))).await;
    let (won, lost): (Vec<Response>, Vec<Response>) = answers.into_iter().partition(|answer| answer.status() == 200);
    assert_eq!((won.len(), lost.len()), (1, 19));
    for answer in lost {
        assert_eq!(refused(answer, 412, "precondition_failed").await["etag"], "\"v2\"");
    }
    assert_eq!(reporter.json(&path).await["revision"], 2);
}

#[rstest]
#[tokio::test]
async fn what_is_got_can_be_sent_back_and_readers_see_nothing_of_a_change(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::demo(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    let path = format!("/v1/editorial/articles/{id}");
    let before = app.get(&format!("/v1/articles/{id}")).await.text().await.unwrap();
    let draft = editor.json(&path).await;
    let same = patch(&editor, &path, "\"v1\"", &draft["content"]).await;
    assert_eq!((same.status().as_u16(), &same.headers()["etag"]), (200, &"\"v1\"".parse().unwrap()));
    let changes = app.json("/v1/changes").await["next_after"].clone();
    let answer = patch(&editor, &path, "\"v1\"", &json!({"title": "绝密新题", "kicker": null, "tags": []})).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["etag"]), (200, &"\"v2\"".parse().unwrap()));
    assert_eq!(app.get(&format!("/v1/articles/{id}")).await.text().await.unwrap(), before);
    assert_eq!(app.json("/v1/changes").await["next_after"], changes);
    assert!(!app.get("/v1/articles?limit=100").await.text().await.unwrap().contains("绝密新题"));
    app.indexed().await;
    assert_eq!(app.json("/v1/search?q=绝密新题").await["items"], json!([]));
    refused(editor.patch(&path, &json!({"title": "x"})).await, 428, "precondition_required").await;
    for (body, pointer) in [
        (json!({"title": null}), "/title"),
        (json!({"stage": null}), "/stage"),
        (json!({"published_revision": 2}), "/published_revision"),
    ] {
        let problem = refused(patch(&editor, &path, "*", &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
}

#[rstest]
#[tokio::test]
async fn a_patch_reaches_into_objects_and_null_takes_away(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let file = json!({"url": "https://img.example.org/1.jpg", "alt": "桥", "width": 800});
    let body = json!({"title": "桥", "cover": file, "kicker": "引题", "media": [file]});
    let made: Value = reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
    let path = format!("/v1/editorial/articles/{}", made["id"].as_str().unwrap());
    let change = json!({"cover": {"alt": "新桥", "width": null}, "kicker": null, "media": null});
    let changed: Value = patch(&reporter, &path, "*", &change).await.json().await.unwrap();
    let cover = json!({
        "id": null, "url": "https://img.example.org/1.jpg", "mime_type": null, "width": null, "height": null, "alt": "新桥",
        "dominant_color": null, "focal_point": null, "renditions": [],
    });
    let content = &changed["content"];
    assert_eq!((&content["cover"], &content["kicker"], &content["media"]), (&cover, &Value::Null, &json!([])));
    let gone: Value = patch(&reporter, &path, "*", &json!({"cover": null})).await.json().await.unwrap();
    assert_eq!(gone["content"]["cover"], Value::Null);
    let problem = refused(patch(&reporter, &path, "*", &change).await, 422, "invalid_content").await;
    assert_eq!(
        (&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (&json!("/cover/url"), &json!("missing"))
    );
}

#[rstest]
#[tokio::test]
async fn a_tag_that_a_compressing_proxy_changed_is_the_same_version(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    let article = begun(&chief, "清河").await;
    let channel: Value = chief.post("/v1/editorial/channels", &json!({"name": "新闻"})).await.json().await.unwrap();
    let channel = format!("/v1/editorial/channels/{}", channel["id"].as_str().unwrap());
    let mut version = 1;
    for held in ["W/\"v#\"", "W/\"v0\", W/\"v#\"", "\"v#-gzip\"", "\"v#;gzip\"", "W/\"v#-br\"", "*"] {
        let stale = held.replace('#', &(version + 7).to_string());
        let held = held.replace('#', &version.to_string());
        for (path, member) in [(&article, "title"), (&channel, "name")] {
            if held != "*" {
                let answer = patch(&chief, path, &stale, &json!({member: "旧"})).await;
                assert_eq!(refused(answer, 412, "precondition_failed").await["etag"], format!("\"v{version}\""));
            }
            let answer = patch(&chief, path, &held, &json!({member: format!("新{version}")})).await;
            assert_eq!(answer.status(), 200, "{held}: {}", answer.text().await.unwrap());
        }
        version += 1;
        // What is read is compared weakly (RFC 9110, section 13.1.2).
        for path in [&article, &channel] {
            let tag = format!("W/\"v{version}\"");
            assert_eq!(chief.send(Method::GET, path, &[("if-none-match", &tag)], None).await.status(), 304);
        }
    }
    let etag = app.get("/v1/channels").await.headers()["etag"].to_str().unwrap().to_owned();
    for held in [etag.clone(), format!("W/{etag}"), format!("\"other\", W/{etag}")] {
        assert_eq!(app.get_with("/v1/channels", &[("if-none-match", &held)]).await.status(), 304, "{held}");
    }
}
