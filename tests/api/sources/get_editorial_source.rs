//! `get_editorial_source`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use super::create_source::begun;
use super::update_source::patch;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn editors_get_it_by_slug_former_slug_and_id(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let made = begun(&editor, &json!({"name": "北湾晚报", "kind": "newspaper", "aliases": ["丙", "甲", "乙"]})).await;
    patch(&editor, "/v1/editorial/sources/bei-wan-wan-bao", "*", &json!({"slug": "bei-wan"})).await;
    for name in ["bei-wan", "bei-wan-wan-bao", made["id"].as_str().unwrap()] {
        let read = editor.json(&format!("/v1/editorial/sources/{name}")).await;
        assert_eq!((&read["id"], &read["former_slugs"]), (&made["id"], &json!(["bei-wan-wan-bao"])));
        assert_eq!((&read["kind"], read["aliases"].as_array().unwrap().len()), (&json!("newspaper"), 3));
    }
    refused(editor.get("/v1/editorial/sources/none").await, 404, "source_not_found").await;
}
