//! `get_editorial_channel`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use super::create_channel::{CHANNELS, made};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn its_tag_is_what_changes_ask_for(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("chief", Role::Chief).await;
    let channel = made(&chief, json!({"name": "新闻"})).await;
    for name in ["xin-wen", channel["id"].as_str().unwrap()] {
        let answer = chief.get(&format!("{CHANNELS}/{name}")).await;
        assert_eq!(answer.headers()["etag"], "\"v1\"");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap(), channel);
    }
    refused(chief.get(&format!("{CHANNELS}/none")).await, 404, "channel_not_found").await;
    let editor = app.sign_in("li", Role::Editor).await;
    refused(editor.get(&format!("{CHANNELS}/xin-wen")).await, 403, "forbidden").await;
}
