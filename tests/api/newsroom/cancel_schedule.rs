use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::support::desk::{Desk, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_schedule_ends_when_it_is_cancelled_or_the_text_changes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    desk.approve(id).await;
    let later = json!({"at": "2126-03-16T06:00:00+08:00"});
    desk.done(&desk.chief, id, "publish", later.clone()).await;
    let any = [("if-match", "*")];
    let cancelled = desk.chief.send(Method::DELETE, &at(id, "schedule"), &any, None).await;
    assert_eq!(cancelled.status(), 200);
    let again = desk.chief.send(Method::DELETE, &at(id, "schedule"), &any, None).await;
    refused(again, 404, "schedule_not_found").await;
    desk.done(&desk.chief, id, "publish", later).await;
    desk.edit(id, &desk.reporter, "清河大桥通车").await;
    assert_eq!(desk.chief.json("/v1/editorial/schedule").await["items"], json!([]));
    let actions = desk.actions(id).await;
    assert_eq!(actions[4..], ["scheduled", "unscheduled", "scheduled", "unscheduled", "voided"]);
}
