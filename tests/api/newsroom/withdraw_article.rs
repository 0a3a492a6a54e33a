use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_tombstone_stands_at_every_address(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河大桥").await;
    let slug = app.json(&format!("/v1/articles/{id}")).await["slug"].as_str().unwrap().to_owned();
    app.indexed().await;
    assert_eq!(app.json("/v1/search?q=清河大桥").await["items"].as_array().unwrap().len(), 1);
    refused(desk.step(&desk.chief, id, "withdraw", json!({"reason": "legle"})).await, 422, "invalid_content").await;
    let order = json!({"reason": "factual_error", "note": "与事实不符。"});
    let first = desk.done(&desk.chief, id, "withdraw", order.clone()).await;
    assert_eq!(desk.done(&desk.chief, id, "withdraw", order).await["seq"], first["seq"]);
    for path in [
        format!("/v1/articles/{id}"),
        format!("/v1/articles/{id}/corrections"),
        format!("/v1/articles/{id}/related"),
        format!("/v1/resolve?path=/{slug}"),
        format!("/v1/resolve?path=/{id}"),
    ] {
        let problem = app.refused(&path, 410, "article_withdrawn").await;
        assert_eq!(problem["withdrawal"]["reason"], "factual_error", "{path}");
        assert_eq!(problem["withdrawal"]["note"], "与事实不符。");
    }
    app.indexed().await;
    assert_eq!(app.json("/v1/search?q=清河大桥").await["items"], json!([]));
    refused(desk.step(&desk.chief, id, "publish", json!({})).await, 410, "article_withdrawn").await;
    let types: Vec<String> = desk.changes(id).await.into_iter().map(|(event, _)| event).collect();
    assert_eq!(types, ["article.published", "article.withdrawn"]);
    assert_eq!(dibao::articles::wrong_counts(&app.db.read).await.unwrap(), Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn former_slugs_and_addresses_lead_to_the_tombstone(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河大桥").await;
    let former = app.json(&format!("/v1/articles/{id}")).await["slug"].as_str().unwrap().to_owned();
    let headers = [("if-match", "*"), ("content-type", "application/merge-patch+json")];
    let patch = json!({"slug": "xin-qiao", "original_url": "https://old.example/news/1.html"});
    let path = format!("/v1/editorial/articles/{id}");
    assert_eq!(desk.reporter.send(Method::PATCH, &path, &headers, Some(&patch)).await.status(), 200);
    desk.approve(id).await;
    desk.done(&desk.chief, id, "correct", json!({"note": "地址更正。"})).await;
    let ways = [
        format!("/v1/resolve?path=/{former}.html"),
        "/v1/resolve?path=/xin-qiao".to_owned(),
        "/v1/resolve?url=http://old.example/news/1.html".to_owned(),
    ];
    for way in &ways {
        assert_eq!(app.json(way).await["id"], id.to_string(), "{way}");
    }
    desk.done(&desk.chief, id, "withdraw", json!({"reason": "legal"})).await;
    for way in &ways {
        assert_eq!(app.refused(way, 410, "article_withdrawn").await["withdrawal"]["reason"], "legal", "{way}");
    }
}
