//! What holds for every answer.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind, article, pictures};

#[rstest]
#[tokio::test]
async fn a_current_copy_is_answered_304_and_a_renamed_world_is_not(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    for path in ["/v1/site", "/v1/channels", "/v1/columns", "/v1/articles", "/v1/articles?body=html"] {
        let first = app.get(path).await;
        let etag = first.headers()["etag"].to_str().unwrap().to_owned();
        assert!(first.headers().contains_key("last-modified") && first.headers().contains_key("cache-control"));
        let again = app.get_with(path, &[("if-none-match", &etag)]).await;
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(again.headers()["etag"], etag);
        let coded = app.get_with(path, &[("accept-encoding", "br"), ("if-none-match", &etag)]).await;
        if coded.headers().get("content-encoding").is_some() {
            assert_eq!(coded.status(), 200);
            assert_ne!(coded.headers()["etag"], etag, "the coding counts");
        }
    }
    let etag = app.get("/v1/articles").await.headers()["etag"].to_str().unwrap().to_owned();
    app.publish(&[article("new", "新", "2026-12-01")]).await;
    assert_eq!(app.get_with("/v1/articles", &[("if-none-match", &etag)]).await.status(), 200);
}

#[rstest]
#[tokio::test]
async fn bodies_come_in_the_coding_that_is_asked_for(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let plain = app.get("/v1/articles").await.bytes().await.unwrap();
    for coding in ["br", "gzip", "zstd"] {
        let answer = app.get_with("/v1/articles", &[("accept-encoding", coding)]).await;
        assert_eq!(answer.headers()["content-encoding"], coding);
        assert!(answer.headers()["vary"].to_str().unwrap().contains("Accept-Encoding"));
        let coded = answer.bytes().await.unwrap();
        let decoded = match coding {
            "gzip" => {
                let mut decoded = Vec::new();
                std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&coded[..]), &mut decoded).unwrap();
                decoded
            }
            "zstd" => zstd::stream::decode_all(&coded[..]).unwrap(),
            _ => {
                let mut decoded = Vec::new();
                brotli::BrotliDecompress(&mut &coded[..], &mut decoded).unwrap();
                decoded
            }
        };
        assert_eq!(decoded, plain, "{coding}");
    }
}

#[rstest]
#[tokio::test]
async fn methods_and_ids_are_as_http_has_them(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let get = app.get("/v1/site").await;
    let head = app.send(Method::HEAD, "/v1/site").await;
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()["content-length"], get.headers()["content-length"]);
    assert_eq!(head.bytes().await.unwrap().len(), 0);
    let post = app.send(Method::POST, "/v1/articles").await;
    assert_eq!((post.status().as_u16(), post.headers()["allow"].to_str().unwrap()), (405, "GET, HEAD, OPTIONS"));
    assert_eq!(app.send(Method::OPTIONS, "/v1/articles").await.status(), 204);
    assert_eq!(app.send(Method::DELETE, "/nothing").await.status(), 404);
    let named = app.get_with("/v1/site", &[("x-request-id", "abc-1")]).await;
    assert_eq!(named.headers()["x-request-id"], "abc-1");
    let crooked = app.get_with("/v1/site", &[("x-request-id", "a b")]).await;
    assert_ne!(crooked.headers()["x-request-id"], "a b");
    let cors = app.get_with("/v1/site", &[("origin", "https://front.example")]).await;
    assert_eq!(cors.headers()["access-control-allow-origin"], "*");
    for path in ["/docs/", "/openapi.json", "/health/live", "/health/ready", "/version", "/v1/problems/not_found"] {
        assert_eq!(app.get(path).await.status(), 200, "{path}");
    }
}

#[rstest]
#[tokio::test]
async fn a_client_that_asks_too_fast_is_told_when_to_come_back(#[values(Kind::Sqlite)] kind: Kind) {
    let limits = [("rate_limit.per_second", "1"), ("rate_limit.burst", "3")];
    let Some(app) = App::start_with(kind, &limits).await else { return };
    let mut refused = None;
    for _ in 0..10 {
        let answer = app.get("/version").await;
        assert!(answer.headers().contains_key("ratelimit") && answer.headers().contains_key("ratelimit-policy"));
        if answer.status() == 429 {
            refused = Some(answer);
        }
    }
    assert!(refused.unwrap().headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
}

#[rstest]
#[tokio::test]
async fn who_looks_whether_it_lives_is_never_told_to_wait(#[values(Kind::Sqlite)] kind: Kind) {
    let limits = [("rate_limit.per_second", "1"), ("rate_limit.burst", "1")];
    let Some(app) = App::start_with(kind, &limits).await else { return };
    for method in [Method::GET, Method::HEAD].iter().cycle().take(20) {
        assert_eq!(app.send(method.clone(), "/health/live").await.status(), 200, "{method}");
    }
    // It takes nothing from the share of its client either.
    assert_eq!(app.get("/version").await.status(), 200);
    assert_eq!(app.get("/version").await.status(), 429);
    assert_eq!(app.get("/health/live").await.status(), 200);
}

#[rstest]
#[tokio::test]
async fn a_client_behind_a_proxy_is_known_by_its_address_in_any_form(#[values(Kind::Sqlite)] kind: Kind) {
    let limits =
        [("rate_limit.per_second", "1"), ("rate_limit.burst", "1"), ("rate_limit.trusted_proxies", "127.0.0.1")];
    let Some(app) = App::start_with(kind, &limits).await else { return };
    for forms in [
        ["192.0.2.1", "192.0.2.1:51820", "\"192.0.2.1:443\"", "10.0.0.1, 192.0.2.1:1"],
        ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:51820", "\"[2001:db8::1]:443\""],
    ] {
        let mut statuses = Vec::new();
        for form in forms {
            statuses.push(app.get_with("/version", &[("x-forwarded-for", form)]).await.status().as_u16());
        }
        assert_eq!((statuses[0], statuses[1..].contains(&429)), (200, true), "{forms:?}: {statuses:?}");
    }
    assert_eq!(app.get_with("/version", &[("x-forwarded-for", "192.0.2.3:51820")]).await.status(), 200);
}

#[rstest]
#[tokio::test]
async fn a_state_that_has_not_arrived_is_not_made_up(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    let seq = app.json("/v1/changes").await["next_after"].as_i64().unwrap();
    assert_eq!(app.json(&format!("/v1/articles?min_seq={seq}")).await["items"].as_array().unwrap().len(), 1);
    assert_eq!(app.json(&format!("/v1/sources?min_seq={seq}")).await["items"][0]["article_count"], 1);
    app.refused(&format!("/v1/articles?min_seq={}", seq + 1), 503, "state_behind").await;
}

#[rstest]
#[tokio::test]
async fn a_request_takes_five_statements_at_most_whatever_the_page(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    // Without a cache, as a repeated request would take none.
    let Some(app) = App::start_with(kind, &[("cache.memory_mb", "0")]).await else { return };
    app.publish_demo().await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    for path in [
        "/v1/articles?limit=1".to_owned(),
        "/v1/articles?limit=20&body=blocks&total=true&channel=xin-wen&tags=fang-xun,jiao-yu&include=column,source,channel".to_owned(),
        "/v1/articles?limit=100&total=true".to_owned(),
        format!("/v1/articles/{id}"),
        format!("/v1/articles/{id}/neighbours?in=site"),
        format!("/v1/resolve?path=/a/{id}.html"),
        "/v1/columns".to_owned(),
    ] {
        let statements = app.statements(&path).await;
        assert!(statements <= 5, "{path}: {statements}");
    }
}

#[rstest]
#[tokio::test]
async fn no_browser_guesses_at_what_an_answer_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let picture = reporter.uploaded(pictures::jpeg(30, 20, 1)).await;
    let file = picture["url"].as_str().unwrap();
    let article = json!({"title": "清河新桥通车"});
    let etag = app.get("/v1/site").await.headers()["etag"].to_str().unwrap().to_owned();
    for answer in [
        app.get("/v1/site").await,
        app.get_with("/v1/site", &[("if-none-match", &etag)]).await,
        app.send(Method::HEAD, "/v1/articles").await,
        app.get("/v1/articles?limit=0").await,
        app.get("/v1/articles/none").await,
        app.get("/nowhere").await,
        app.get("/v1/%FF").await,
        app.send(Method::DELETE, "/v1/site").await,
        app.get("/v1/editorial/articles").await,
        reporter.post("/v1/editorial/articles", &article).await,
        app.get(file).await,
        app.get(&file.replace("original.jpg", "w320.webp")).await,
        app.get("/openapi.json").await,
        app.get("/docs/").await,
        app.get("/health/live").await,
    ] {
        let said = answer.headers().get_all("x-content-type-options").iter().collect::<Vec<_>>();
        assert_eq!(said, ["nosniff"], "{}", answer.status());
    }
}
