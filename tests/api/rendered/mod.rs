//! The rendered articles: the same answers as from the database, and never older.

mod files;
mod items;

use std::time::{Duration, Instant};

use dibao::catalog::save::{Detail, Thing, put};
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::{App, Kind, article, pictures};

/// With this nothing is kept in memory, so that an article comes from the file or from the database.
const NO_MEMORY: (&str, &str) = ("cache.memory_mb", "0");

/// What a caller gets, but for what is the request's own.
async fn whole(response: Response) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let status = response.status().as_u16();
    let is_own = |name: &str| ["date", "x-request-id"].contains(&name);
    let headers = response.headers().iter().filter(|(name, _)| !is_own(name.as_str()));
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    headers.sort();
    (status, headers, response.bytes().await.unwrap().to_vec())
}

/// Waits until a path is answered without a statement.
async fn until_ready(app: &App, path: &str) {
    let began = Instant::now();
    while app.statements(path).await > 0 {
        assert!(began.elapsed() < Duration::from_mins(1), "{path} is not rendered");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Holds an answer against that of a caller who says who they are, which is made from the database.
async fn same(app: &App, path: &str) -> Value {
    let mut plain = Vec::new();
    for coding in ["identity", "br", "gzip", "zstd", "br;q=0.5, zstd;q=0.1"] {
        let headers = [("accept-encoding", coding), ("authorization", "Bearer x")];
        let apart = whole(app.get_with(path, &headers).await).await;
        let ready = whole(app.get_with(path, &headers[..1]).await).await;
        assert_eq!(apart, ready, "{path} {coding}");
        assert_eq!(ready.0, 200);
        let etag = ready.1.iter().find(|(name, _)| name == "etag").unwrap().1.clone();
        let held = [("accept-encoding", coding), ("if-none-match", &etag), ("authorization", "Bearer x")];
        let apart = whole(app.get_with(path, &held).await).await;
        let ready_held = whole(app.get_with(path, &held[..2]).await).await;
        assert_eq!((304, &apart), (ready_held.0, &ready_held), "{path} {coding}");
        if coding == "identity" {
            plain = ready.2;
        }
    }
    serde_json::from_slice(&plain).unwrap()
}

/// The paths of all articles.
async fn paths(app: &App) -> Vec<String> {
    let ids = app.walk("/v1/articles?limit=100&fields=id", "/id").await;
    ids.iter().map(|id| format!("/v1/articles/{}", id.as_str().unwrap())).collect()
}

#[rstest]
#[tokio::test]
async fn every_article_is_answered_as_from_the_database(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    for extra in [&[NO_MEMORY][..], &[]] {
        let Some(app) = App::start_with(kind, extra).await else { return };
        app.publish_demo().await;
        app.publish(&[json!({"external_id": "short", "title": "短", "published_at": "2026-01-01", "body": "短。"})])
            .await;
        app.rendered().await;
        let paths = paths(&app).await;
        assert!(paths.len() > 60);
        for path in paths {
            same(&app, &path).await;
            assert_eq!(app.statements(&path).await, 0, "{path}");
            let head = app.send(Method::HEAD, &path).await;
            assert_eq!(head.headers()["content-length"], app.get(&path).await.headers()["content-length"]);
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_name_that_changes_is_seen_at_once_and_the_articles_are_made_anew(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start_with(kind, &[NO_MEMORY]).await else { return };
    let line = json!({
        "external_id": "1", "title": "题", "published_at": "2026-01-01", "channel": ["新闻", "教育"], "column": "走读清河",
        "source": {"name": "云溪日报", "edition": "清河新闻"}, "people": [{"name": "周晓蓓", "role": "reporter"}],
        "tags": ["开学"], "body": "正文一句。",
    });
    app.publish(&[line, article("2", "另一篇", "2026-01-02")]).await;
    app.rendered().await;
    let mut paths = paths(&app).await;
    let (other, path) = (paths.remove(0), paths.remove(0));
    let shown = app.json(&path).await;
    let top = &shown["channel"]["path"][0];
    let channel = |parent: Option<&str>| Detail::Channel { parent: parent.map(str::to_owned), position: None };
    let source = |parent: Option<&str>| Detail::Source {
        parent: parent.map(str::to_owned),
        kind: None,
        aliases: None,
        periods: None,
    };
    let column = Detail::Column { short_name: None, is_open: None, opening_note: None, opening_note_at: None };
    let medium = shown["source"]["slug"].as_str();
    for (at, thing, detail) in [
        ("/channel/path/0/name", top, channel(None)),
        ("/channel/name", &shown["channel"], channel(top["slug"].as_str())),
        ("/column/name", &shown["column"], column),
        ("/source/name", &shown["source"], source(None)),
        ("/source/edition/name", &shown["source"]["edition"], source(medium)),
        ("/people/0/name", &shown["people"][0], Detail::Person),
        ("/tags/0/name", &shown["tags"][0], Detail::Tag { scheme: "keyword".into(), code: None }),
    ] {
        until_ready(&app, &path).await;
        let new = format!("新{}", thing["name"].as_str().unwrap());
        let thing = Thing {
            id: thing["id"].as_str().unwrap().parse().ok(),
            slug: thing["slug"].as_str().map(str::to_owned),
            former_slugs: Vec::new(),
            former_ids: Vec::new(),
            former_names: Vec::new(),
            name: new.clone(),
            detail,
        };
        put(&app.db.primary, &[thing]).await.unwrap();
        app.state.catch_up().await.unwrap();
        assert_eq!(app.json(&path).await.pointer(at).unwrap(), &json!(new), "{at}");
        assert_eq!(same(&app, &path).await.pointer(at).unwrap(), &json!(new), "{at}");
        app.rendered().await;
        assert_eq!(same(&app, &path).await.pointer(at).unwrap(), &json!(new), "{at}");
        same(&app, &other).await;
    }
    until_ready(&app, &path).await;
    until_ready(&app, &other).await;
}

#[rstest]
#[tokio::test]
async fn what_is_said_of_a_picture_is_seen_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[NO_MEMORY, ("review.levels", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    let picture = desk.reporter.uploaded(pictures::jpeg(700, 500, 1)).await;
    let body = json!({"title": "桥", "cover": {"id": picture["id"]}, "body": {"format": "text", "value": "一句。"}});
    let draft: Value = desk.reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
    let id: Uuid = draft["id"].as_str().unwrap().parse().unwrap();
    desk.done(&desk.chief, id, "publish", json!({})).await;
    let path = format!("/v1/articles/{id}");
    until_ready(&app, &path).await;
    for alt in ["新桥", "旧桥"] {
        let at = format!("/v1/editorial/media/{}", picture["id"].as_str().unwrap());
        let headers = [("content-type", "application/merge-patch+json"), ("if-match", "*")];
        assert_eq!(desk.reporter.send(Method::PATCH, &at, &headers, Some(&json!({"alt": alt}))).await.status(), 200);
        assert_eq!(app.json(&path).await["cover"]["alt"], alt);
        until_ready(&app, &path).await;
        assert_eq!(same(&app, &path).await["cover"]["alt"], alt);
    }
}

#[rstest]
#[tokio::test]
async fn what_happens_to_an_article_is_seen_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[NO_MEMORY]).await else { return };
    let desk = Desk::open(&app).await;
    app.publish(&[article("1", "第0版", "2026-01-01")]).await;
    let path = paths(&app).await.remove(0);
    for round in 1..=20 {
        if round % 3 == 0 {
            app.rendered().await;
        }
        let title = format!("第{round}版");
        app.publish(&[article("1", &title, "2026-01-01")]).await;
        let seq = app.state.catalog().head.seq;
        assert_eq!(app.json(&path).await["title"], title);
        assert_eq!(app.json(&format!("{path}?min_seq={seq}")).await["title"], title);
    }
    app.rendered().await;
    let ahead = app.state.catalog().head.seq + 1;
    app.refused(&format!("{path}?min_seq={ahead}"), 503, "state_behind").await;

    for step in ["unpublish", "withdraw"] {
        let id = desk.published(step).await;
        let path = format!("/v1/articles/{id}");
        until_ready(&app, &path).await;
        desk.done(&desk.chief, id, step, json!({"reason": "factual_error"})).await;
        for _ in 0..2 {
            let (status, code) =
                if step == "withdraw" { (410, "article_withdrawn") } else { (404, "article_not_found") };
            app.refused(&path, status, code).await;
            app.rendered().await;
        }
        if step == "unpublish" {
            desk.done(&desk.chief, id, "publish", json!({})).await;
            assert_eq!(app.json(&path).await["title"], step);
            until_ready(&app, &path).await;
        }
    }
}
