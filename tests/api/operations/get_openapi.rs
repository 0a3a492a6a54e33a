//! `get_openapi`.

use rstest::rstest;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn it_is_the_document_by_3_1(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let document = app.json("/openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    let held = app.get("/openapi.json").await.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(app.get_with("/openapi.json", &[("if-none-match", &held)]).await.status(), 304);
}
