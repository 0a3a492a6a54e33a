use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn three_people_who_did_not_write_it_sign(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let other_chief = app.sign_in("deputy", Role::Chief).await;
    let id = desk.draft("清河大桥").await;
    desk.edit(id, &other_chief, "清河大桥通车").await;
    refused(desk.step(&desk.reviewers[0], id, "approve", json!({})).await, 409, "wrong_stage").await;
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    refused(desk.step(&other_chief, id, "approve", json!({})).await, 409, "not_independent").await;
    refused(desk.step(&desk.reporter, id, "approve", json!({})).await, 403, "forbidden").await;
    assert_eq!(desk.done(&desk.reviewers[0], id, "approve", json!({})).await["level"], 1);
    refused(desk.step(&desk.reviewers[0], id, "approve", json!({})).await, 409, "not_independent").await;
    refused(desk.step(&desk.chief, id, "publish", json!({})).await, 409, "not_approved").await;
    assert_eq!(desk.done(&desk.reviewers[1], id, "approve", json!({})).await["stage"], "submitted");
    assert_eq!(desk.done(&desk.reviewers[2], id, "approve", json!({})).await["stage"], "approved");
    refused(desk.step(&desk.chief, id, "approve", json!({})).await, 409, "wrong_stage").await;
}

#[rstest]
#[tokio::test]
async fn an_edit_voids_what_was_signed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    desk.approve(id).await;
    desk.edit(id, &desk.reporter, "清河大桥通车").await;
    refused(desk.step(&desk.chief, id, "publish", json!({})).await, 409, "not_approved").await;
    let expected = ["submitted", "approved", "approved", "approved", "voided"];
    assert_eq!(desk.actions(id).await, expected);
}
