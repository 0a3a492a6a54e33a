//! `get_openapi_3_0`.

use rstest::rstest;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn it_is_the_document_by_3_0(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let document = app.json("/openapi-3.0.json").await;
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(
        document["paths"].as_object().unwrap().len(),
        app.json("/openapi.json").await["paths"].as_object().unwrap().len()
    );
}
