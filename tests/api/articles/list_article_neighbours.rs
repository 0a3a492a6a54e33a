//! `list_article_neighbours`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test]
async fn neighbours_stand_before_and_after(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[
        article("1", "一", "2026-01-01"),
        article("2", "二", "2026-01-02"),
        article("3", "三", "2026-01-03"),
    ])
    .await;
    let ids = app.walk("/v1/articles?sort=published_at", "/id").await;
    for within in ["channel", "source", "site"] {
        let found = app.json(&format!("/v1/articles/{}/neighbours?in={within}", ids[1].as_str().unwrap())).await;
        assert_eq!((&found["previous"]["id"], &found["next"]["id"]), (&ids[0], &ids[2]), "{within}");
    }
    let first = app.json(&format!("/v1/articles/{}/neighbours?in=column", ids[0].as_str().unwrap())).await;
    assert_eq!(first, json!({"previous": null, "next": null}));
}

#[rstest]
#[tokio::test]
async fn only_an_article_has_neighbours_and_only_in_what_there_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01"), article("2", "二", "2026-01-02")]).await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    app.refused("/v1/articles/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f/neighbours", 404, "article_not_found").await;
    app.refused(&format!("/v1/articles/{id}/neighbours?in=person"), 400, "invalid_parameter").await;
    let trimmed = app.json(&format!("/v1/articles/{id}/neighbours?fields=previous.title")).await;
    assert_eq!(trimmed, json!({"previous": {"title": "一"}}));
}
