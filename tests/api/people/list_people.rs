//! `list_people`.

use rstest::rstest;

use crate::support::{App, Kind, names};

#[rstest]
#[tokio::test]
async fn every_name_is_listed_once_in_the_order_of_slugs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    names::listed(&app, "people").await;
}
