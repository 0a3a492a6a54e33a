//! `get_version`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn it_names_the_program(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let version = app.json("/version").await;
    assert_eq!(version, json!({"name": "dibao", "version": env!("CARGO_PKG_VERSION")}));
}
