//! `replace_source_authorisations`.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use super::create_source::begun;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Puts what lists say of what was seen in a state.
pub async fn put(by: &Signed<'_>, path: &str, held: &str, body: &Value) -> Response {
    by.send(Method::PUT, path, &[("if-match", held)], Some(body)).await
}

#[rstest]
#[tokio::test]
async fn what_is_put_takes_the_place_of_what_was_and_readers_see_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    begun(&chief, &json!({"name": "北湾晚报"})).await;
    begun(&chief, &json!({"name": "要闻", "parent": "bei-wan-wan-bao"})).await;
    let path = "/v1/editorial/sources/bei-wan-wan-bao/authorisations";
    let said = json!({"authorisations": [{"list": "名单", "category": "地方新闻单位", "status": "listed", "valid_from": "2021-10-20", "valid_to": null}]});
    let answer: Value = put(&chief, path, "\"v1\"", &said).await.json().await.unwrap();
    assert_eq!((&answer["authorisations"], &answer["version"]), (&said["authorisations"], &json!(2)));
    // An edition is as its medium.
    for name in ["bei-wan-wan-bao", "yao-wen"] {
        let read = app.json(&format!("/v1/sources/{name}?min_seq={}", answer["seq"])).await;
        assert_eq!(read["authorisation"]["source"]["slug"], "bei-wan-wan-bao", "{name}");
        assert_eq!(read["authorisation"]["periods"], said["authorisations"], "{name}");
    }
    let listed = app.json("/v1/sources").await;
    assert!(listed["items"].as_array().unwrap().iter().all(|source| source["authorisation"]["periods"].is_array()));
    // The same again changes nothing.
    let again: Value = put(&chief, path, "\"v2\"", &said).await.json().await.unwrap();
    assert_eq!(again, answer);
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=replace_source_authorisations").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 1);
    refused(put(&chief, path, "\"v1\"", &said).await, 412, "precondition_failed").await;
    refused(chief.put(path, &said).await, 428, "precondition_required").await;
    assert_eq!(put(&chief, path, "*", &json!({"authorisations": []})).await.status(), 200);
    assert_eq!(app.json("/v1/sources/yao-wen").await["authorisation"], json!(null));
    let editor = app.sign_in("editor", Role::Editor).await;
    refused(put(&editor, path, "*", &said).await, 403, "forbidden").await;
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_done(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    begun(&chief, &json!({"name": "北湾晚报"})).await;
    let path = "/v1/editorial/sources/bei-wan-wan-bao/authorisations";
    let good = json!({"list": "名单", "status": "listed"});
    let wrong = [
        json!({"list": "", "status": "listed"}),
        json!({"list": "长".repeat(501), "status": "listed"}),
        json!({"list": "a\u{7}", "status": "listed"}),
        json!({"status": "listed"}),
        json!({"list": "名单", "status": "ok"}),
        json!({"list": "名单", "status": "listed", "valid_from": "2021-2-3"}),
        json!({"list": "名单", "status": "listed", "valid_from": "2021-02-30"}),
        json!({"list": "名单", "status": "listed", "valid_from": "2021-02-03", "valid_to": "2021-02-02"}),
        json!({"list": "名单", "status": "listed", "until": "2021-02-02"}),
        json!("名单"),
        good.clone(),
    ];
    let body: Vec<Value> = [good.clone()].into_iter().chain(wrong.clone()).collect();
    let problem = refused(put(&chief, path, "*", &json!({"authorisations": body})).await, 422, "invalid_content").await;
    let found: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    let all: Vec<String> = (1..=wrong.len()).map(|at| format!("/authorisations/{at}")).collect();
    assert_eq!(found, all);
    for body in [
        json!({}),
        json!({"authorisations": null}),
        json!({"authorisations": 1}),
        json!({"authorisations": vec![good; 501]}),
    ] {
        refused(put(&chief, path, "*", &body).await, 422, "invalid_content").await;
    }
    assert_eq!(chief.json(path).await["version"], 1);
}
