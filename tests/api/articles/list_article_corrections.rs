use crate::support::{App, Kind, article};
use rstest::rstest;
use serde_json::json;

#[rstest]
#[tokio::test]
async fn an_article_without_corrections_has_an_empty_list(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("a", "清河大桥", "2026-03-15")]).await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    assert_eq!(app.json(&format!("/v1/articles/{id}/corrections")).await["items"], json!([]));
    let unknown = "/v1/articles/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f/corrections";
    app.refused(unknown, 404, "article_not_found").await;
}
