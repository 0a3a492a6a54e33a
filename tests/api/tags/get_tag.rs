//! `get_tag`.

use rstest::rstest;

use crate::support::{App, Kind, names};

#[rstest]
#[tokio::test]
async fn each_answers_by_slug_and_id_and_counts_its_articles(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    names::found(&app, "tags", "tags", "tag_not_found").await;
}
