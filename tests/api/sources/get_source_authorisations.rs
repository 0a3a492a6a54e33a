//! `get_source_authorisations`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use super::create_source::begun;
use super::replace_source_authorisations::put;
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn what_lists_say_of_a_source_itself_is_read_oldest_first(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    begun(&chief, &json!({"name": "北湾晚报"})).await;
    begun(&chief, &json!({"name": "要闻", "parent": "bei-wan-wan-bao"})).await;
    let path = "/v1/editorial/sources/bei-wan-wan-bao/authorisations";
    assert_eq!(chief.json(path).await["authorisations"], json!([]));
    let said = json!({"authorisations": [
        {"list": "甲", "status": "frozen", "valid_from": "2022-01-01", "valid_to": "2022-02-01"},
        {"list": "甲", "status": "listed", "category": "地方新闻单位"},
    ]});
    let written = put(&chief, path, "\"v1\"", &said).await;
    assert_eq!((written.status().as_u16(), written.headers()["etag"].to_str().unwrap()), (200, "\"v2\""));
    let read = chief.get(path).await;
    assert_eq!(read.headers()["etag"], "\"v2\"");
    let read: serde_json::Value = read.json().await.unwrap();
    assert_eq!(read["authorisations"][0]["status"], "listed");
    assert_eq!(read["authorisations"][1]["valid_to"], "2022-02-01");
    let editor = app.sign_in("editor", Role::Editor).await;
    assert_eq!(editor.json("/v1/editorial/sources/yao-wen/authorisations").await["authorisations"], json!([]));
    refused(editor.get("/v1/editorial/sources/none/authorisations").await, 404, "source_not_found").await;
}
