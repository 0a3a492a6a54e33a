//! `list_sources`.

use rstest::rstest;

use crate::support::{App, Kind, names};

#[rstest]
#[tokio::test]
async fn every_name_is_listed_once_in_the_order_of_slugs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    names::listed(&app, "sources").await;
}

#[rstest]
#[tokio::test]
async fn media_and_editions_are_told_apart_by_their_parent(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let media = app.json("/v1/sources?parent=none&limit=100").await;
    let media = media["items"].as_array().unwrap();
    assert!(!media.is_empty() && media.iter().all(|source| source["parent"].is_null()));
    let editions = app.json("/v1/sources?parent=yun-xi-ri-bao").await;
    let editions = editions["items"].as_array().unwrap();
    assert!(!editions.is_empty() && editions.iter().all(|source| source["parent"]["slug"] == "yun-xi-ri-bao"));
    let problem = app.refused("/v1/sources?parent=nobody", 400, "invalid_parameter").await;
    assert_eq!(problem["errors"][0]["code"], "not_found");
}
