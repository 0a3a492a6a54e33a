//! `check_live`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn it_runs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    assert_eq!(app.json("/health/live").await, json!({"status": "ok"}));
    app.refused("/health/live?x=1", 400, "invalid_parameter").await;
}
