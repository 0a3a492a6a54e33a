//! Channels, columns, sources, people and tags.

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn every_name_is_listed_once_and_answers_by_slug_and_id(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    for list in ["columns", "sources", "people", "tags"] {
        let slugs = app.walk(&format!("/v1/{list}?limit=2"), "/slug").await;
        assert!(slugs.len() > 2 && slugs.is_sorted_by(|a, b| a.as_str() < b.as_str()), "{list}: {slugs:?}");
        let page = app.json(&format!("/v1/{list}?total=true&limit=1")).await;
        assert_eq!(page["total"], slugs.len());
        for slug in slugs {
            let one = app.json(&format!("/v1/{list}/{}", slug.as_str().unwrap())).await;
            assert_eq!(app.json(&format!("/v1/{list}/{}", one["id"].as_str().unwrap())).await, one);
            let filter = match list {
                "columns" => "column",
                "sources" => "source",
                "people" => "person",
                _ => "tags",
            };
            let found = app.json(&format!("/v1/articles?total=true&limit=1&{filter}={}", slug.as_str().unwrap())).await;
            assert_eq!(found["total"], one["article_count"], "{list} {slug}");
        }
        let second = app.json(&format!("/v1/{list}?limit=2")).await;
        let second = app.json(&format!("/v1/{list}?limit=2&cursor={}", second["next_cursor"].as_str().unwrap())).await;
        let back = app.json(&format!("/v1/{list}?limit=2&cursor={}", second["prev_cursor"].as_str().unwrap())).await;
        assert_eq!(back["items"], app.json(&format!("/v1/{list}?limit=2")).await["items"]);
    }
    let wrong = dibao::articles::wrong_counts(&app.db.read).await.unwrap();
    assert_eq!(wrong, Vec::<String>::new());
}

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
    let media = app.json("/v1/sources?parent=none&limit=100").await;
    assert!(media["items"].as_array().unwrap().iter().all(|source| source["parent"].is_null()));
    let editions = app.json("/v1/sources?parent=yun-xi-ri-bao").await;
    assert!(editions["items"].as_array().unwrap().iter().all(|source| source["parent"]["slug"] == "yun-xi-ri-bao"));
    assert_eq!(app.json("/v1/columns?status=closed").await["items"], json!([]));
    assert!(
        app.json("/v1/tags?scheme=medtop&limit=100").await["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|tag| tag["scheme"] == "medtop")
    );
}
