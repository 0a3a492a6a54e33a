//! `get_problem`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn every_code_is_explained(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    for line in dibao::cli::errors().lines() {
        let [code, status] = line.split_whitespace().take(2).collect::<Vec<_>>()[..] else { panic!("{line}") };
        let explained = app.json(&format!("/v1/problems/{code}")).await;
        assert_eq!((&explained["code"], explained["status"].to_string().as_str()), (&json!(code), status));
    }
    app.refused("/v1/problems/none", 404, "problem_not_found").await;
}
