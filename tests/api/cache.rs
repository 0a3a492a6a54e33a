//! Answers that are kept: the same as those that are not, and never older than a write that was answered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dibao::catalog::save::{Detail, Thing, put};
use futures_util::future::join_all;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind, article};

/// What a caller gets, but for what is the request's own.
async fn whole(response: Response) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let status = response.status().as_u16();
    let mut headers: Vec<_> = response
        .headers()
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (status, headers, response.bytes().await.unwrap().to_vec())
}

/// The id of the article that stands first.
async fn first_id(app: &App) -> String {
    app.json("/v1/articles?limit=1&fields=id").await["items"][0]["id"].as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_kept_answer_is_the_same_as_one_that_is_not(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    app.indexed().await;
    let id = first_id(&app).await;
    for path in [
        format!("/v1/articles/{id}"),
        format!("/v1/articles/{id}?include=related,column"),
        format!("/v1/articles/{id}/related"),
        format!("/v1/articles/{id}/neighbours"),
        format!("/v1/resolve?path=/{id}"),
        "/v1/articles?limit=3&total=true".to_owned(),
        "/v1/search?q=%E6%B8%85%E6%B2%B3&limit=2".to_owned(),
        "/v1/suggest?q=qh".to_owned(),
        "/v1/site".to_owned(),
        "/v1/channels".to_owned(),
        "/v1/columns?limit=2".to_owned(),
        "/openapi.json".to_owned(),
    ] {
        for coding in ["identity", "br", "gzip", "zstd"] {
            let signed_in = [("accept-encoding", coding), ("authorization", "Bearer x")];
            let apart = whole(app.get_with(&path, &signed_in).await).await;
            let made = whole(app.get_with(&path, &signed_in[..1]).await).await;
            let kept = whole(app.get_with(&path, &signed_in[..1]).await).await;
            assert_eq!(apart, made, "{path} {coding}");
            assert_eq!(made, kept, "{path} {coding}");
            let etag = kept.1.iter().find(|(name, _)| name == "etag").unwrap().1.clone();
            let held = [("accept-encoding", coding), ("if-none-match", &etag), ("authorization", "Bearer x")];
            let apart = whole(app.get_with(&path, &held).await).await;
            let kept = whole(app.get_with(&path, &held[..2]).await).await;
            assert_eq!((apart.0, &apart), (304, &kept), "{path} {coding}");
            assert!(kept.2.is_empty());
        }
        assert_eq!(app.statements(&path).await, 0, "{path}");
        let head = app.send(Method::HEAD, &path).await;
        assert_eq!(head.headers()["content-length"], app.get(&path).await.headers()["content-length"], "{path}");
        assert_eq!(head.bytes().await.unwrap().len(), 0);
    }
}

#[rstest]
#[tokio::test]
async fn the_order_of_parameters_does_not_matter(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let one = whole(app.get("/v1/articles?limit=2&total=true&channel=xin-wen").await).await;
    let before = app.cache.size();
    for same in [
        "/v1/articles?channel=xin-wen&total=true&limit=2",
        "/v1/articles?%6Cimit=%32&channel=xin-wen&&total=true",
        "/v1/articles?min_seq=1&channel=xin-wen&total=true&limit=2",
    ] {
        assert_eq!(whole(app.get(same).await).await, one, "{same}");
        assert_eq!(app.cache.size(), before, "{same}");
    }
    app.refused("/v1/articles?limit=2&limit=2", 400, "invalid_parameter").await;
    app.refused("/v1/articles?limit=2&nothing=1", 400, "invalid_parameter").await;
    app.refused("/openapi.json?min_seq=1", 400, "invalid_parameter").await;
    assert_eq!(app.get("/openapi.json").await.status(), 200);
    app.refused("/openapi.json?min_seq=1", 400, "invalid_parameter").await;
}

#[rstest]
#[tokio::test]
async fn what_changes_is_answered_anew_and_what_does_not_stays(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let (one, other) = (article("1", "一", "2026-01-01"), article("2", "二", "2026-01-02"));
    app.publish(&[one.clone(), other]).await;
    let list = app.json("/v1/articles").await;
    let path = |at: usize| format!("/v1/articles/{}", list["items"][at]["id"].as_str().unwrap());
    let (other, one_path) = (path(0), path(1));
    assert_eq!(app.json(&one_path).await["title"], "一");
    app.json(&other).await;

    let mut changed = one;
    changed["title"] = json!("一改");
    app.publish(&[changed]).await;
    assert_eq!(app.json(&one_path).await["title"], "一改");
    assert_eq!(app.json("/v1/articles").await["items"][1]["title"], "一改");
    assert_eq!(app.statements(&other).await, 0, "another article's answer stands");

    app.publish(&[article("3", "三", "2026-01-03")]).await;
    assert_eq!(app.json("/v1/articles").await["items"][0]["title"], "三");
    assert_eq!(app.json("/v1/sources").await["items"][0]["article_count"], 3);

    let source = app.json(&other).await["source"].clone();
    let renamed = Thing {
        id: source["id"].as_str().unwrap().parse().ok(),
        slug: source["slug"].as_str().map(str::to_owned),
        former_slugs: Vec::new(),
        former_ids: Vec::new(),
        former_names: Vec::new(),
        name: "云溪新报".to_owned(),
        detail: Detail::Source { parent: None, kind: None, aliases: None, periods: None },
    };
    put(&app.db.primary, &[renamed]).await.unwrap();
    app.state.catch_up().await.unwrap();
    assert_eq!(app.json(&other).await["source"]["name"], "云溪新报");
    assert_eq!(app.json("/v1/articles").await["items"][0]["source"]["name"], "云溪新报");

    app.indexed().await;
    assert_eq!(app.json("/v1/search?q=%E6%AD%A3%E6%96%87&total=true").await["total"], 3);
    app.publish(&[article("4", "四", "2026-01-04")]).await;
    app.indexed().await;
    assert_eq!(app.json("/v1/search?q=%E6%AD%A3%E6%96%87&total=true").await["total"], 4);
    let related = format!("{one_path}/related");
    app.json(&related).await;
    app.publish(&[article("5", "五", "2026-01-05")]).await;
    app.indexed().await;
    let seq = app.json("/v1/site").await["seq"].clone();
    assert_eq!(app.json(&related).await["seq"], seq);
}

#[rstest]
#[tokio::test]
async fn no_read_is_older_than_a_write_that_was_answered(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("server.workers", "2")]).await else { return };
    app.publish(&[article("1", "0", "2026-01-01")]).await;
    let path = format!("/v1/articles/{}", first_id(&app).await);
    let is_over = AtomicBool::new(false);
    let hammer = |path: String| {
        let (app, is_over) = (&app, &is_over);
        async move {
            let mut last = 0;
            while !is_over.load(Ordering::Relaxed) {
                let answer = app.json(&path).await;
                let title = answer.pointer("/title").or_else(|| answer.pointer("/items/0/title")).unwrap();
                let round: u32 = title.as_str().unwrap().parse().unwrap();
                assert!(round >= last, "{path} went back from {last} to {round}");
                last = round;
            }
        }
    };
    let write = async {
        for round in 1..=40_u32 {
            app.publish(&[article("1", &round.to_string(), "2026-01-01")]).await;
            for path in [&path, "/v1/articles"] {
                let answer = app.json(path).await;
                let title = answer.pointer("/title").or_else(|| answer.pointer("/items/0/title")).unwrap();
                assert_eq!(title, &Value::from(round.to_string()), "{path}");
            }
        }
        is_over.store(true, Ordering::Relaxed);
    };
    let readers = (0..6).map(|at| hammer(if at % 2 == 0 { path.clone() } else { "/v1/articles".to_owned() }));
    tokio::join!(write, join_all(readers));
}

#[rstest]
#[tokio::test]
async fn a_second_instance_follows_within_a_second(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut settings = app.settings.clone();
    settings.data_dir = folder.path().to_owned();
    let second = App::on(settings).await;
    second.json("/v1/articles").await;
    app.publish(&[article("new", "新", "2026-12-01")]).await;
    let since = Instant::now();
    while second.json("/v1/articles").await["items"][0]["title"] != "新" {
        assert!(since.elapsed() < Duration::from_secs(1), "the second instance is behind");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[rstest]
#[tokio::test]
async fn nothing_is_kept_of_a_caller_who_is_known(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    for header in [("authorization", "Bearer x"), ("cookie", "a=b"), ("x-api-key", "k")] {
        app.get_with("/v1/articles", &[header]).await;
        assert_eq!(app.cache.size().1, 0, "{header:?}");
    }
    app.json("/v1/changes").await;
    app.json("/health/ready").await;
    app.refused("/v1/columns/nothing", 404, "column_not_found").await;
    assert_eq!(app.cache.size().1, 0);
    app.json("/v1/articles").await;
    assert_eq!(app.cache.size().1, 1);
}

#[rstest]
#[tokio::test]
async fn a_cache_of_no_size_keeps_nothing(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("cache.memory_mb", "0")]).await else { return };
    app.publish_demo().await;
    assert!(app.statements("/v1/articles").await > 0);
    assert_eq!(app.cache.size(), (0, 0));
}

#[rstest]
#[tokio::test]
async fn a_flood_of_questions_takes_no_more_memory_and_leaves_what_is_often_asked(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("cache.memory_mb", "1")]).await else { return };
    app.publish_demo().await;
    app.indexed().await;
    for _ in 0..20 {
        app.json("/v1/articles").await;
    }
    for number in 0..600 {
        app.json(&format!("/v1/search?limit=5&q=%E6%B8%85%E6%B2%B3%20{number}%20OR%20%E5%B8%82")).await;
        if number % 50 == 0 {
            app.json("/v1/articles").await;
        }
    }
    let (bytes, entries) = app.cache.size();
    assert!(bytes <= 1_048_576 && entries < 601, "{bytes} bytes in {entries}");
    assert_eq!(app.statements("/v1/articles").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_hundred_who_ask_at_once_are_answered_from_one_rendering(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("server.workers", "2")]).await else { return };
    app.publish_demo().await;
    // What one rendering takes, by a question that nobody else asks.
    let one = app.statements("/v1/articles?limit=98&body=none").await;
    let before = app.state.read.statements();
    join_all((0..100).map(|_| app.json("/v1/articles?limit=99&body=none"))).await;
    let all = app.state.read.statements() - before;
    assert!(one > 0);
    assert_eq!(all, one, "statements for a hundred and for one");
}
