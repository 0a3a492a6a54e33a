//! `list_channels`.

use rstest::rstest;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_tree_of_channels_counts_what_is_below(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let tree = app.json("/v1/channels").await;
    for top in tree["items"].as_array().unwrap() {
        let slug = top["slug"].as_str().unwrap();
        let found = app.json(&format!("/v1/articles?total=true&channel={slug}")).await;
        assert_eq!(top["article_count"], found["total"], "{slug}");
        for below in top["children"].as_array().unwrap() {
            let channel = app.json(&format!("/v1/channels/{}", below["slug"].as_str().unwrap())).await;
            assert_eq!(channel["path"][0]["slug"], top["slug"]);
            assert_eq!(channel["path"][1]["id"], below["id"]);
        }
    }
}

#[rstest]
#[tokio::test]
async fn the_tree_comes_whole_and_trimmed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let tree = app.json("/v1/channels?fields=name,children.name").await;
    let first = &tree["items"][0];
    assert_eq!(first.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "name", "children"]);
    assert!(first["children"][0].as_object().unwrap().keys().eq(["name"]));
    app.refused("/v1/channels?limit=5", 400, "invalid_parameter").await;
}
