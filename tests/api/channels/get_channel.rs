//! `get_channel`.

use rstest::rstest;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn a_channel_has_its_breadcrumb_and_what_is_below(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let channel = app.json("/v1/channels/xin-wen").await;
    assert_eq!(channel["path"].as_array().unwrap().len(), 1);
    assert_eq!(app.json(&format!("/v1/channels/{}", channel["id"].as_str().unwrap())).await, channel);
    for below in channel["children"].as_array().unwrap() {
        let below = app.json(&format!("/v1/channels/{}", below["slug"].as_str().unwrap())).await;
        assert_eq!((&below["path"][0]["id"], &below["path"][1]["id"]), (&channel["id"], &below["id"]));
    }
    app.refused("/v1/channels/none", 404, "channel_not_found").await;
    app.refused("/v1/channels/none?fields=nothing", 400, "invalid_parameter").await;
}
