//! `get_site`.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_site_tells_its_name_and_where_to_go(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    dibao::site::save::name_once(&app.db.primary, "清河在线").await.unwrap();
    app.state.catch_up().await.unwrap();
    let site = app.json("/v1/site").await;
    assert_eq!(
        (&site["name"], &site["time_zone"], &site["seq"]),
        (&json!("清河在线"), &json!("Asia/Shanghai"), &json!(1))
    );
    for link in site["links"].as_object().unwrap().values() {
        assert_eq!(app.get(link.as_str().unwrap()).await.status(), 200, "{link}");
    }
    assert_eq!(app.json("/v1/site?fields=links.articles").await, json!({"links": {"articles": "/v1/articles"}}));
    app.refused("/v1/site?x=1", 400, "invalid_parameter").await;
}
