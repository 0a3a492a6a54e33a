use rstest::rstest;
use serde_json::json;

use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn what_was_returned_begins_anew(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    desk.done(&desk.reviewers[0], id, "approve", json!({})).await;
    refused(desk.step(&desk.reviewers[1], id, "return", json!({})).await, 422, "invalid_content").await;
    let status = desk.done(&desk.reviewers[1], id, "return", json!({"comment": "第二段的数字不符。"})).await;
    assert_eq!((&status["stage"], &status["level"]), (&json!("returned"), &json!(0)));
    refused(desk.step(&desk.chief, id, "publish", json!({})).await, 409, "not_approved").await;
    assert_eq!(desk.approve(id).await["stage"], "approved");
}
