//! `list_columns`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind, names};

#[rstest]
#[tokio::test]
async fn every_name_is_listed_once_in_the_order_of_slugs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    names::listed(&app, "columns").await;
}

#[rstest]
#[tokio::test]
async fn columns_are_told_apart_by_whether_they_go_on(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    assert_eq!(app.json("/v1/columns?status=closed").await["items"], json!([]));
    assert_eq!(app.json("/v1/columns?status=open").await["items"], app.json("/v1/columns").await["items"]);
    app.refused("/v1/columns?status=ajar", 400, "invalid_parameter").await;
}
