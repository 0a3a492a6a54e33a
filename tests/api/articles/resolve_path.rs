//! `resolve_path`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test]
async fn a_path_leads_to_what_stands_there_now(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let first = app.json("/v1/articles?limit=1").await["items"][0].clone();
    let (id, slug) = (first["id"].as_str().unwrap(), first["slug"].as_str().unwrap());
    for (path, kind, href) in [
        ("/columns/zou-du-qing-he", "column", "/v1/columns/zou-du-qing-he"),
        ("/channels/xin-wen/", "channel", "/v1/channels/xin-wen"),
        ("/sources/yun-xi-ri-bao", "source", "/v1/sources/yun-xi-ri-bao"),
        ("/tags/fang-xun", "tag", "/v1/tags/fang-xun"),
        ("xin-wen", "channel", "/v1/channels/xin-wen"),
        (&format!("/2026/{slug}.html?from=app"), "article", &format!("/v1/articles/{id}")),
        (&format!("/{id}"), "article", &format!("/v1/articles/{id}")),
    ] {
        let query = path.replace('?', "%3F");
        let resolved = app.json(&format!("/v1/resolve?path={query}")).await;
        assert_eq!(
            (&resolved["kind"], &resolved["href"], &resolved["is_moved"]),
            (&json!(kind), &json!(href), &json!(false))
        );
        assert_eq!(app.json(href).await["id"], resolved["id"]);
    }
}

#[rstest]
#[tokio::test]
async fn an_address_of_the_former_site_leads_to_its_article(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let mut line = article("1", "桥通了", "2026-01-01");
    line["original_url"] = json!("https://old.example/1.html");
    app.publish(&[line]).await;
    for url in ["https://old.example/1.html", "http://old.example/1.html", "https://old.example/1.html%23top"] {
        assert_eq!(app.json(&format!("/v1/resolve?url={url}")).await["kind"], "article", "{url}");
    }
    app.refused("/v1/resolve?url=https://old.example/2.html", 404, "path_not_found").await;
}

#[rstest]
#[tokio::test]
async fn one_of_path_and_url_is_asked_for(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let long = "a".repeat(2_049);
    for (query, parameter, code) in [
        ("", "path", "missing"),
        ("path=/a&url=http://b", "url", "conflict"),
        ("path=", "path", "malformed"),
        (&format!("path={long}"), "path", "out_of_range"),
        ("path=/a&fields=nothing", "fields", "not_allowed"),
    ] {
        let problem = app.refused(&format!("/v1/resolve?{query}"), 400, "invalid_parameter").await;
        let error = &problem["errors"][0];
        assert_eq!((&error["parameter"], &error["code"]), (&json!(parameter), &json!(code)), "{query}");
    }
    app.refused("/v1/resolve?path=/none", 404, "path_not_found").await;
    app.refused(&format!("/v1/resolve?path={}", "%E6%96%B0".repeat(900)), 404, "path_not_found").await;
}
