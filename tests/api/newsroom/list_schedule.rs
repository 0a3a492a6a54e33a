use rstest::rstest;
use serde_json::json;

use crate::support::desk::Desk;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn what_is_due_first_comes_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    for (title, at) in [("晚", "2126-03-16T18:00:00+08:00"), ("早", "2126-03-16T06:00:00+08:00")] {
        let id = desk.draft(title).await;
        desk.done(&desk.chief, id, "publish", json!({"at": at})).await;
    }
    let first = desk.chief.json("/v1/editorial/schedule?limit=1&total=true").await;
    assert_eq!((&first["items"][0]["title"], &first["total"]), (&json!("早"), &json!(2)));
    let next = format!("/v1/editorial/schedule?limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
    let second = desk.chief.json(&next).await;
    assert_eq!(second["items"][0]["title"], "晚");
    assert_eq!(second["items"][0]["scheduled"]["at"], "2126-03-16T18:00:00+08:00");
    refused(desk.reporter.get("/v1/editorial/schedule").await, 403, "forbidden").await;
}
