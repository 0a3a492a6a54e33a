//! Uploaded pictures in articles: named by id when written, with all that a front end needs before they load when read.

use dibao::articles::save::Outcome;
use dibao::auth::Role;
use reqwest::{Method, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::pictures;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind, article};

/// An article of the reporter with a picture as its cover and in its body.
async fn written(by: &Signed<'_>, picture: &Value, caption: Value) -> Value {
    let id = &picture["id"];
    let blocks = json!([
        {"type": "paragraph", "spans": [{"text": "清河新桥昨日通车。", "marks": [], "href": null}]},
        {"type": "image", "media": {"id": id}, "caption": caption, "credit": null},
        {"type": "image", "media": {"url": "https://img.example.org/a.jpg"}, "caption": null, "credit": null},
    ]);
    let body = json!({
        "title": "清河新桥通车", "cover": {"id": id, "alt": "桥"}, "media": [{"id": id}],
        "body": {"format": "blocks", "blocks": blocks},
    });
    let answer = by.post("/v1/editorial/articles", &body).await;
    let status = answer.status();
    let json: Value = answer.json().await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{json}");
    json
}

#[rstest]
#[tokio::test]
async fn articles_carry_what_is_known_of_their_pictures(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let picture = desk.reporter.uploaded(pictures::jpeg(700, 500, 1)).await;
    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    let say = |held: &'static str, body: Value| {
        let (reporter, path) = (&desk.reporter, &path);
        async move {
            let headers = [("content-type", "application/merge-patch+json"), ("if-match", held)];
            assert_eq!(reporter.send(Method::PATCH, path, &headers, Some(&body)).await.status(), 200);
        }
    };
    let said =
        json!({"alt": "新桥", "caption": "新桥通车。", "credit": "周明 摄", "focal_point": {"x": 0.5, "y": 0.25}});
    say("\"v1\"", said).await;
    let draft = written(&desk.reporter, &picture, json!(null)).await;
    assert_eq!(draft["content"]["cover"]["width"], 700, "size and type are filled in");
    let id: Uuid = draft["id"].as_str().unwrap().parse().unwrap();
    desk.approve(id).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;

    let path_of_article = format!("/v1/articles/{id}");
    let shown = app.json(&path_of_article).await;
    let known = json!({
        "id": picture["id"], "url": picture["url"], "mime_type": "image/jpeg", "width": 700, "height": 500,
        "dominant_color": picture["dominant_color"], "focal_point": {"x": 0.5, "y": 0.25}, "renditions": picture["renditions"],
    });
    let with_alt = |alt: &str| {
        let mut known = known.clone();
        known["alt"] = json!(alt);
        known
    };
    assert_eq!(shown["cover"], with_alt("桥"), "what the article says goes before what the library says");
    assert_eq!(shown["media"], json!([with_alt("新桥")]));
    let blocks = &shown["body"]["blocks"];
    assert_eq!(blocks[1]["media"], with_alt("新桥"));
    assert_eq!((&blocks[1]["caption"], &blocks[1]["credit"]), (&json!("新桥通车。"), &json!("周明 摄")));
    let elsewhere = json!({
        "id": null, "url": "https://img.example.org/a.jpg", "mime_type": null, "width": null, "height": null, "alt": null,
        "dominant_color": null, "focal_point": null, "renditions": [],
    });
    assert_eq!(blocks[2]["media"], elsewhere);
    assert_eq!(app.json("/v1/articles?has=image").await["items"][0]["cover"], shown["cover"]);
    let html = app.json(&format!("{path_of_article}?body=html")).await["body"]["value"].as_str().unwrap().to_owned();
    assert!(html.contains(picture["url"].as_str().unwrap()) && html.contains("width=\"700\""), "{html}");

    // What is said of a picture later is seen at once, though the article's answer was kept.
    say("\"v2\"", json!({"alt": "清河新桥", "focal_point": null})).await;
    let later = app.json(&path_of_article).await;
    assert_eq!(later["body"]["blocks"][1]["media"]["alt"], "清河新桥");
    assert_eq!(later["cover"]["focal_point"], json!(null));
    assert_eq!((&later["updated_at"], &later["revision"]), (&shown["updated_at"], &shown["revision"]));
    let lines = app.json("/v1/changes?kind=media").await;
    let subject = &lines["items"][0]["subject"];
    assert_eq!((&lines["items"][0]["type"], &subject["id"]), (&json!("media.updated"), &picture["id"]));

    // What was answered can be sent again, and says the same.
    let again = json!({"cover": later["cover"], "body": later["body"], "media": later["media"]});
    let answer = desk.reporter.patch_any(&format!("/v1/editorial/articles/{id}"), &again).await;
    assert_eq!(answer.status(), 200);
    let draft: Value = answer.json().await.unwrap();
    assert_eq!(draft["content"]["body"]["blocks"][1]["media"]["id"], picture["id"]);
    assert_eq!(draft["content"]["body"]["blocks"][2]["media"]["url"], "https://img.example.org/a.jpg");
}

#[rstest]
#[tokio::test]
async fn a_picture_that_is_shown_is_not_deleted(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let picture = desk.reporter.uploaded(pictures::jpeg(70, 50, 1)).await;
    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    let delete = || editor.send(Method::DELETE, &path, &[("if-match", "*")], None);
    let draft = written(&desk.reporter, &picture, json!("图")).await;
    let id: Uuid = draft["id"].as_str().unwrap().parse().unwrap();
    let at = format!("/v1/editorial/articles/{id}");
    let problem = refused(delete().await, 409, "media_in_use").await;
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("清河新桥通车") && detail.contains(&id.to_string()), "{detail}");

    desk.approve(id).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    let without = json!({"cover": null, "media": null, "body": {"format": "text", "value": "没有图。"}});
    assert_eq!(desk.reporter.patch_any(&at, &without).await.status(), 200);
    refused(delete().await, 409, "media_in_use").await;
    desk.approve(id).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    assert_eq!(delete().await.status(), 204, "nothing shows it any more");

    let restore = format!("{at}/revisions/1/restore");
    let answer = desk.reporter.send(Method::POST, &restore, &[("if-match", "*")], None).await;
    refused(answer, 422, "invalid_content").await;
    assert_eq!(app.get(&format!("/v1/articles/{id}")).await.status(), 200);
}

#[rstest]
#[tokio::test]
async fn what_is_gone_for_good_holds_no_picture(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let editor = app.sign_in("editor", Role::Editor).await;
    let picture = desk.reporter.uploaded(pictures::jpeg(70, 50, 1)).await;
    let path = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
    let delete = || editor.send(Method::DELETE, &path, &[("if-match", "*")], None);
    let withdrawn: Uuid = written(&desk.reporter, &picture, json!(null)).await["id"].as_str().unwrap().parse().unwrap();
    let deleted = written(&desk.reporter, &picture, json!(null)).await["id"].as_str().unwrap().to_owned();
    desk.approve(withdrawn).await;
    desk.done(&desk.chief, withdrawn, "publish", json!({})).await;
    desk.done(&desk.chief, withdrawn, "withdraw", json!({"reason": "privacy"})).await;
    refused(delete().await, 409, "media_in_use").await;
    let deleted = format!("/v1/editorial/articles/{deleted}");
    let gone = desk.reporter.send(Method::DELETE, &deleted, &[("if-match", "*")], None).await;
    assert_eq!(gone.status(), 204);
    assert_eq!(delete().await.status(), 204);
}

#[rstest]
#[tokio::test]
async fn only_pictures_that_are_there_can_be_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::jpeg(70, 50, 1)).await;
    let unknown = json!({"id": Uuid::now_v7()});
    let film = json!({"format": "blocks", "blocks": [
        {"type": "video", "media": {"id": picture["id"]}, "poster": null, "caption": null, "credit": null},
    ]});
    for (body, pointer) in [
        (json!({"title": "题", "cover": unknown}), "/media"),
        (json!({"title": "题", "media": [unknown]}), "/media"),
        (json!({"title": "题", "cover": {}}), "/cover/url"),
        (json!({"title": "题", "cover": {"id": "x"}}), "/cover"),
        (json!({"title": "题", "body": film}), "/body/blocks/0/media/id"),
    ] {
        let problem = refused(reporter.post("/v1/editorial/articles", &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
    }
    let mut line = article("wire-1", "来稿", "2026-03-01");
    line["cover"] = json!({"id": picture["id"], "url": "javascript:alert(1)"});
    let mut lacking = article("wire-2", "来稿二", "2026-03-01");
    lacking["cover"] = json!({"id": Uuid::now_v7(), "url": ""});
    let outcomes = app.publish(&[line.clone(), lacking, article("wire-3", "来稿三", "2026-03-01")]).await;
    assert!(matches!(outcomes[..], [Outcome::Created(_), Outcome::Refused(_), Outcome::Created(_)]), "{outcomes:?}");
    let outcomes = app.publish(&[line]).await;
    assert!(matches!(outcomes[..], [Outcome::Unchanged(_)]), "{outcomes:?}");
    let listed = app.json("/v1/articles?external_id=wire-1").await;
    assert_eq!(listed["items"][0]["cover"]["renditions"], picture["renditions"]);
}
