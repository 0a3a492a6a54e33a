//! `POST /v1/editorial/articles`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn nothing_executable_comes_through_and_no_reader_sees_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let html = "<p onclick=\"x()\">清河<script>alert(1)</script><a href=\"javascript:alert(1)\">大桥</a></p><p><b>通车";
    let body = json!({"title": " 清河\t大桥 ", "body": {"format": "html", "value": html}, "note": "初稿"});
    let answer = reporter.post("/v1/editorial/articles", &body).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["etag"]), (201, &"\"v1\"".parse().unwrap()));
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let made: Value = answer.json().await.unwrap();
    assert_eq!((&made["content"]["title"], &made["state"]), (&json!("清河 大桥"), &json!("draft")));
    let text = made["content"]["body"].to_string();
    assert!(text.contains("大桥") && text.contains("通车"), "{text}");
    assert!(!text.contains("script") && !text.contains("onclick") && !text.contains("alert"), "{text}");
    assert_eq!(reporter.json(&location).await["content"], made["content"]);
    let id = made["id"].as_str().unwrap();
    app.refused(&format!("/v1/articles/{id}"), 404, "article_not_found").await;
    assert_eq!(app.json("/v1/articles").await["items"], json!([]));
    assert_eq!(app.json("/v1/changes").await["items"], json!([]));
    app.refused(&format!("/v1/resolve?path=/{id}"), 404, "path_not_found").await;
}

#[rstest]
#[tokio::test]
async fn what_says_nothing_is_left_out_and_what_is_wrong_in_a_body_is_pointed_at(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let span = |text: &str| json!({"text": text, "marks": ["code", "strong", "code"]});
    let blocks = json!([
        {"type": "paragraph", "spans": [span("清河"), span("")]},
        {"type": "paragraph", "spans": [span("\u{3000}\n")]},
        {"type": "list", "ordered": false, "items": []},
    ]);
    let body = json!({"title": "桥", "notes": null, "body": {"format": "blocks", "blocks": blocks}});
    let made: Value = reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
    let left = json!([{"type": "paragraph", "spans": [{"text": "清河", "marks": ["strong", "code"], "href": null}]}]);
    assert_eq!(made["content"]["body"], json!({"format": "blocks", "blocks": left}));

    let heading = json!({"type": "heading", "id": "s1", "level": 2, "spans": [span("题")]});
    let file = json!({"url": "https://img.example.org/1.jpg", "alt": "a\u{0}"});
    let link = json!({"type": "paragraph", "spans": [{"text": "a", "marks": [], "href": "javascript:x"}]});
    let picture = json!({"type": "image", "media": file.clone()});
    let nothing = json!({"type": "paragraph", "spans": []});
    let many = json!({"title": "桥", "body": {"format": "blocks", "blocks": vec![nothing.clone(); 5_001]}});
    let problem = refused(reporter.post("/v1/editorial/articles", &many).await, 422, "invalid_content").await;
    assert_eq!(problem["errors"][0]["pointer"], "/body/blocks");
    let body = json!({
        "title": "桥", "body": {"format": "blocks", "blocks": [nothing, heading.clone(), heading, link, picture]},
        "media": [file], "cover": {"alt": "桥"}, "ai_label": {"kind": "assisted"},
        "notes": [{"kind": "editor", "label": " ", "text": "好"}],
    });
    let problem = refused(reporter.post("/v1/editorial/articles", &body).await, 422, "invalid_content").await;
    let mut wrong: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    wrong.sort_unstable();
    let expected = [
        ("/ai_label/text", "missing"),
        ("/body/blocks/2/id", "repeated"),
        ("/body/blocks/3/spans/0/href", "malformed"),
        ("/body/blocks/4/media/alt", "malformed"),
        ("/cover/url", "missing"),
        ("/media/0/alt", "malformed"),
        ("/notes/0/label", "out_of_range"),
    ];
    assert_eq!(wrong, expected);
}

#[rstest]
#[tokio::test]
async fn all_that_is_wrong_is_said_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let body = json!({
        "state": "published", "author": "li", "kicker": "a\u{0}b", "slug": "Übel", "channel": "zong-hee", "lang": "x",
        "original_url": "javascript:alert(1)", "tags": ["fang-xun", "nothing"], "body": {"format": "markdown", "value": ""},
        "cover": {"url": "data:text/html,x"}, "published_at": "yesterday", "people": [{"person": "nobody", "role": "editor"}],
    });
    let problem = refused(reporter.post("/v1/editorial/articles", &body).await, 422, "invalid_content").await;
    let mut places: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    places.sort_unstable();
    let expected = [
        "/author",
        "/body",
        "/channel",
        "/cover/url",
        "/kicker",
        "/lang",
        "/original_url",
        "/people/0",
        "/published_at",
        "/slug",
        "/state",
        "/tags/1",
        "/title",
    ];
    assert_eq!(places, expected);
    assert!(problem.to_string().contains("Did you mean `zong-he`?"), "{problem}");
    let reviewer = app.sign_in("zhao", Role::Reviewer).await;
    refused(reviewer.post("/v1/editorial/articles", &json!({"title": "x"})).await, 403, "forbidden").await;
}
