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
        "/cover",
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
