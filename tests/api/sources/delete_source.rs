//! `delete_source`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::create_source::begun;
use super::replace_source_authorisations::put;
use crate::support::signed::refused;
use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test]
async fn only_what_nothing_uses_is_deleted_with_all_that_was_said_of_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("a-1", "甲", "2026-01-01")]).await;
    let chief = app.sign_in("li", Role::Chief).await;
    let delete = async |path: &str, held: &str| chief.send(Method::DELETE, path, &[("if-match", held)], None).await;
    let problem = refused(delete("/v1/editorial/sources/yun-xi-ri-bao", "*").await, 409, "in_use").await;
    assert_eq!(problem["uses"][0]["count"], 1);
    begun(&chief, &json!({"name": "北湾晚报", "aliases": ["北湾"]})).await;
    let edition = begun(&chief, &json!({"name": "要闻", "parent": "bei-wan-wan-bao"})).await;
    let medium = "/v1/editorial/sources/bei-wan-wan-bao";
    let said = json!({"authorisations": [{"list": "名单", "status": "listed"}]});
    assert_eq!(put(&chief, &format!("{medium}/authorisations"), "*", &said).await.status(), 200);
    let problem = refused(delete(medium, "*").await, 409, "in_use").await;
    assert_eq!(
        problem["uses"],
        json!([{"kind": "source", "count": 1, "examples": [{"id": edition["id"], "name": "要闻"}]}])
    );
    // What was refused is as it was.
    let kept = chief.json(medium).await;
    assert_eq!((&kept["aliases"], kept["authorisations"].as_array().unwrap().len()), (&json!(["北湾"]), 1));
    assert_eq!(delete("/v1/editorial/sources/yao-wen", "*").await.status(), 200);
    refused(chief.delete(medium).await, 428, "precondition_required").await;
    refused(delete(medium, "\"v1\"").await, 412, "precondition_failed").await;
    let deleted: Value = delete(medium, "\"v2\"").await.json().await.unwrap();
    assert_eq!(deleted["id"], kept["id"]);
    let log = app.json(&format!("/v1/changes?kind=source&after={}", deleted["seq"].as_i64().unwrap() - 1)).await;
    assert_eq!(log["items"][0]["type"], "source.deleted");
    app.refused("/v1/sources/bei-wan-wan-bao", 404, "source_not_found").await;
    // Another one may have its names.
    begun(&chief, &json!({"name": "北湾"})).await;
}
