//! `check_ready`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test]
async fn it_tells_how_far_the_log_is_followed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    app.indexed().await;
    let ready = app.json("/health/ready").await;
    assert_eq!((&ready["status"], &ready["followed_seq"]), (&json!("ok"), &ready["head_seq"]));
    assert!(ready["head_seq"].as_i64() > Some(0));
}
