//! List items that are cut out of articles which stand ready: the same as from the database, and never older.

use std::collections::HashMap;

use dibao::articles::Articles;
use dibao::auth::Role;
use dibao::related::beside_article;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::NO_MEMORY;
use crate::support::desk::Desk;
use crate::support::{App, Kind, article, pictures};

/// The list items of all articles, from the database.
async fn listed(app: &App) -> HashMap<Value, Value> {
    let items = app.walk("/v1/articles?limit=100", "").await;
    items.into_iter().map(|item| (item["id"].clone(), item)).collect()
}

/// Two articles with all that list items have, and all that they do not have.
async fn full(app: &App) {
    let film = json!({"type": "video", "media": {"url": "https://img.example.org/a.mp4"}, "caption": "清河新桥", "credit": "记者"});
    let line = json!({
        "external_id": "full", "title": "清河\"新桥\"通车", "kicker": "三年建成", "subtitle": "两岸十分钟", "short_title": "新桥",
        "original_title": "【走读清河】清河新桥通车", "summary": "清河新桥通车，\"notes\":[]。\n两岸居民出行更近。",
        "published_at": "2026-01-01", "channel": ["新闻", "教育"], "column": "走读清河",
        "source": {"name": "云溪日报", "edition": "清河新闻"}, "people": [{"name": "周晓蓓", "role": "reporter"}], "tags": ["开学"],
        "notes": [{"kind": "opening", "label": "开栏语", "text": "清河两岸的故事。"}],
        "cover": {"url": "https://img.example.org/bridge.jpg", "alt": "新桥"},
        "media": [{"url": "https://img.example.org/beside.jpg", "alt": "旁边"}],
        "body": {"format": "blocks", "blocks": [
            {"type": "heading", "id": "s1", "level": 2, "spans": [{"text": "一、通车", "marks": []}]},
            {"type": "paragraph", "spans": [{"text": "清河新桥", "marks": []}, {"text": "通车。", "marks": ["strong"]}]},
            film,
        ]},
    });
    app.publish(&[line]).await;
    let desk = Desk::open(app).await;
    let picture = desk.reporter.uploaded(pictures::jpeg(700, 500, 1)).await;
    let media = json!({"id": picture["id"]});
    let blocks = json!([{"type": "image", "media": media, "caption": "清河新桥", "credit": "记者"}]);
    let body = json!({"title": "清河图片", "cover": media, "body": {"format": "blocks", "blocks": blocks}});
    let draft: Value = desk.reporter.post("/v1/editorial/articles", &body).await.json().await.unwrap();
    let id: Uuid = draft["id"].as_str().unwrap().parse().unwrap();
    desk.done(&desk.chief, id, "publish", json!({})).await;
}

#[rstest]
#[tokio::test]
async fn searches_show_them_without_a_statement(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[NO_MEMORY, ("review.levels", "0")]).await else { return };
    app.publish_demo().await;
    full(&app).await;
    app.rendered().await;
    app.indexed().await;
    let listed = listed(&app).await;
    for query in
        ["q=清河&sort=relevance", "q=清河+新桥", "sort=published_at", "q=学校+医院+通车&highlight=true", "q=title:清河"]
    {
        let path = format!("/v1/search?limit=100&{query}");
        let ready = app.json(&path).await;
        assert_eq!(app.statements(&path).await, 0, "{path}");
        // With this, they are made from the database.
        let made = app.json(&format!("{path}&include=channel")).await;
        let (ready, made) = (ready["items"].as_array().unwrap(), made["items"].as_array().unwrap());
        assert!(!ready.is_empty() && ready.len() == made.len(), "{path}");
        for (ready, made) in ready.iter().zip(made) {
            assert_eq!(ready["article"], listed[&ready["id"]], "{path}");
            for member in ["id", "score", "highlights"] {
                assert_eq!(ready[member], made[member], "{path}");
            }
        }
    }
    let trimmed = app.json("/v1/search?q=清河&fields=article.title").await;
    assert!(trimmed["items"][0]["article"].as_object().unwrap().keys().eq(["title"]));
}

#[rstest]
#[tokio::test]
async fn related_articles_show_them(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[NO_MEMORY, ("review.levels", "0")]).await else { return };
    app.publish_demo().await;
    let reprint = |id: &str| {
        let mut line = article(id, "清河新桥通车", "2026-01-02");
        line["body"] = json!(
            "清河新桥昨日通车，两岸居民出行只要十分钟，全长一千二百米，历时三年建成，是全市首座斜拉桥。".repeat(3)
        );
        line
    };
    app.publish(&[reprint("one"), reprint("two")]).await;
    full(&app).await;
    app.rendered().await;
    app.indexed().await;
    let listed = listed(&app).await;
    let mut reprints = 0;
    for id in listed.keys() {
        let id = id.as_str().unwrap();
        let ready = app.json(&format!("/v1/articles/{id}/related")).await;
        let made = beside_article(&app.state, &app.index, &Articles::new(None), id.parse().unwrap()).await.unwrap();
        assert_eq!(ready["items"], made, "{id}");
        for item in ready["items"].as_array().unwrap() {
            assert_eq!(item["article"], listed[&item["id"]]);
            let also = item["reprints"].as_array().unwrap();
            assert!(also.iter().all(|reprint| *reprint == listed[&reprint["id"]]));
            reprints += also.len();
        }
    }
    assert!(reprints > 0);
    // What editors chose is all that the database is asked for, and only where they did.
    let ids: Vec<&str> = listed.keys().take(2).map(|id| id.as_str().unwrap()).collect();
    let path = format!("/v1/articles/{}/related", ids[0]);
    assert_eq!(app.statements(&path).await, 0);
    let editor = app.sign_in("editor", Role::Editor).await;
    for (choices, pinned) in [(json!({"pinned": [ids[1]]}), true), (json!({}), false)] {
        let chosen = format!("/v1/editorial/articles/{}/related-choices", ids[0]);
        assert_eq!(editor.send(Method::PUT, &chosen, &[("if-match", "*")], Some(&choices)).await.status(), 200);
        for is_rendered in [false, true] {
            if is_rendered {
                app.rendered().await;
            }
            let first = &app.json(&path).await["items"][0];
            assert_eq!(first["reasons"][0]["kind"] == json!("pinned"), pinned, "{is_rendered}");
            assert!(!pinned || first["id"] == json!(ids[1]));
        }
        app.indexed().await;
        assert_eq!(app.statements(&path).await == 0, !pinned);
    }
}

#[rstest]
#[tokio::test]
async fn what_changes_is_seen_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[NO_MEMORY]).await else { return };
    let desk = Desk::open(&app).await;
    app.publish(&[article("1", "清河第0版", "2026-01-01"), article("2", "清河另一篇", "2026-01-02")]).await;
    for round in 1..=12 {
        app.indexed().await;
        if round % 2 == 0 {
            app.rendered().await;
        }
        let title = format!("清河第{round}版");
        app.publish(&[article("1", &title, "2026-01-01")]).await;
        let found = app.json("/v1/search?q=清河&sort=published_at").await;
        assert_eq!(found["items"][0]["article"]["title"], title);
        let other = found["items"][1]["id"].as_str().unwrap();
        let related = app.json(&format!("/v1/articles/{other}/related")).await;
        for item in related["items"].as_array().unwrap() {
            assert_eq!(item["article"]["title"], title);
        }
    }
    for step in ["unpublish", "withdraw"] {
        let id = desk.published("清河").await;
        app.indexed().await;
        app.rendered().await;
        let path = "/v1/search?q=清河&sort=-published_at";
        assert_eq!(app.json(path).await["items"][0]["id"], json!(id));
        desk.done(&desk.chief, id, step, json!({"reason": "factual_error"})).await;
        let found = app.json(path).await;
        assert!(found["items"].as_array().unwrap().iter().all(|item| item["id"] != json!(id)), "{step}");
    }
}

#[rstest]
#[tokio::test]
async fn another_stands_in_for_what_was_withdrawn_a_moment_ago(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[NO_MEMORY]).await else { return };
    let desk = Desk::open(&app).await;
    let told = |number: u32| {
        article(&number.to_string(), &format!("清河大桥通车第{number}天"), &format!("2026-01-{number:02}"))
    };
    app.publish(&(1..=20).map(told).collect::<Vec<_>>()).await;
    app.indexed().await;
    app.rendered().await;
    let all = app.walk("/v1/articles?limit=100", "").await;
    let path = format!("/v1/articles/{}/related?limit=3", all[0]["id"].as_str().unwrap());
    for _ in 0..6 {
        let before = app.json(&path).await;
        let ids = |answer: &Value| answer["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
        let shown: Vec<Value> = ids(&before);
        assert_eq!(shown.len(), 3);
        let gone = shown[0].as_str().unwrap().parse().unwrap();
        desk.done(&desk.chief, gone, "withdraw", json!({"reason": "factual_error"})).await;
        let then: Vec<Value> = ids(&app.json(&path).await);
        assert_eq!(then.len(), 3);
        assert_eq!(then[..2], shown[1..]);
    }
}
