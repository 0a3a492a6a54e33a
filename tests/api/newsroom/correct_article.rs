use rstest::rstest;
use serde_json::json;

use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_correction_is_a_later_revision_with_a_note(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河大桥长1208米").await;
    let note = json!({"note": "大桥长度应为1280米。"});
    refused(desk.step(&desk.chief, id, "correct", note.clone()).await, 409, "wrong_stage").await;
    desk.edit(id, &desk.reporter, "清河大桥长1280米").await;
    refused(desk.step(&desk.chief, id, "correct", note.clone()).await, 409, "not_approved").await;
    desk.approve(id).await;
    refused(desk.step(&desk.chief, id, "correct", json!({})).await, 422, "invalid_content").await;
    desk.done(&desk.chief, id, "correct", note).await;
    assert_eq!(desk.changes(id).await[1].0, "article.corrected");
    assert_eq!(app.json(&format!("/v1/articles/{id}")).await["title"], "清河大桥长1280米");
    let list = app.json(&format!("/v1/articles/{id}/corrections")).await;
    assert_eq!(list["items"][0]["note"], "大桥长度应为1280米。");
    assert_eq!(desk.actions(id).await.last().unwrap(), "corrected");
}
