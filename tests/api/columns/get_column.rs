//! `get_column`.

use rstest::rstest;

use crate::support::{App, Kind, names};

#[rstest]
#[tokio::test]
async fn each_answers_by_slug_and_id_and_counts_its_articles(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    names::found(&app, "columns", "column", "column_not_found").await;
    let wrong = dibao::articles::wrong_counts(&app.db.read).await.unwrap();
    assert_eq!(wrong, Vec::<String>::new());
}
