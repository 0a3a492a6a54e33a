use rstest::rstest;
use serde_json::json;

use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn what_was_unpublished_may_come_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let draft = desk.draft("云溪湿地").await;
    let why = json!({"reason": "等待核实"});
    refused(desk.step(&desk.chief, draft, "unpublish", why.clone()).await, 409, "wrong_stage").await;
    let id = desk.published("清河大桥").await;
    let first = desk.done(&desk.chief, id, "unpublish", why.clone()).await;
    assert_eq!(desk.done(&desk.chief, id, "unpublish", why).await["seq"], first["seq"]);
    app.refused(&format!("/v1/articles/{id}"), 404, "article_not_found").await;
    assert_eq!(app.json("/v1/articles").await["items"], json!([]));
    desk.done(&desk.chief, id, "publish", json!({})).await;
    assert_eq!(app.json(&format!("/v1/articles/{id}")).await["title"], "清河大桥");
    let types: Vec<String> = desk.changes(id).await.into_iter().map(|(event, _)| event).collect();
    assert_eq!(types, ["article.published", "article.unpublished", "article.published"]);
    assert_eq!(dibao::articles::wrong_counts(&app.db.read).await.unwrap(), Vec::<String>::new());
}
