use rstest::rstest;
use serde_json::json;

use crate::support::desk::{Desk, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn what_was_submitted_waits_and_is_not_submitted_again(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    let status = desk.done(&desk.reporter, id, "submit", json!({"comment": "请审"})).await;
    assert_eq!((&status["stage"], &status["level"], &status["levels"]), (&json!("submitted"), &json!(0), &json!(3)));
    refused(desk.step(&desk.reporter, id, "submit", json!({})).await, 409, "wrong_stage").await;
    let path = at(id, "submit");
    refused(desk.reporter.post(&path, &json!({})).await, 428, "precondition_required").await;
    let stale = [("if-match", "\"v1\"")];
    refused(
        desk.reporter.send(reqwest::Method::POST, &path, &stale, Some(&json!({}))).await,
        412,
        "precondition_failed",
    )
    .await;
    refused(desk.step(&desk.reporter, id, "submit", json!({"stage": "approved"})).await, 422, "invalid_content").await;
}

#[rstest]
#[tokio::test]
async fn without_levels_it_is_approved_by_that(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    assert_eq!(desk.done(&desk.reporter, id, "submit", json!({})).await["stage"], "approved");
    let direct = desk.draft("云溪湿地").await;
    assert_eq!(desk.done(&desk.chief, direct, "publish", json!({})).await["state"], "published");
}
