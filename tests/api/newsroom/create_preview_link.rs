//! `POST /v1/editorial/articles/{id}/preview-links`.

use chrono::{DateTime, Utc};
use dibao::auth::Role;
use dibao_entity::answered_request;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::update_article::{begun, patch};
use crate::support::desk::Desk;
use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Makes a link, which must succeed.
pub async fn link(by: &Signed<'_>, article: &str, body: &Value) -> Value {
    let answer = by.post(&format!("{article}/preview-links"), body).await;
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let link: Value = answer.json().await.unwrap();
    assert_eq!(
        (&link["path"], location),
        (&json!(format!("/v1/preview/{}", link["token"].as_str().unwrap())), link["path"].as_str().unwrap().to_owned())
    );
    link
}

#[rstest]
#[tokio::test]
async fn it_is_good_for_a_while_and_noted_without_its_token(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = begun(&reporter, "清河").await;
    patch(&reporter, &path, "*", &json!({"title": "大桥"})).await;
    let minutes_left = |link: &Value| {
        let until = DateTime::parse_from_rfc3339(link["expires_at"].as_str().unwrap()).unwrap();
        let seconds = (until.to_utc() - Utc::now()).num_seconds();
        (seconds + 30) / 60
    };
    let latest = link(&reporter, &path, &json!({})).await;
    assert_eq!((&latest["revision"], minutes_left(&latest)), (&json!(2), 4_320));
    let first = link(&reporter, &path, &json!({"revision": 1, "valid_minutes": 43_200})).await;
    assert_eq!((&first["revision"], minutes_left(&first)), (&json!(1), 43_200));
    for wrong in
        [json!({"valid_minutes": 0}), json!({"valid_minutes": 43_201}), json!({"revision": 0}), json!({"x": 1})]
    {
        refused(reporter.post(&format!("{path}/preview-links"), &wrong).await, 422, "invalid_content").await;
    }
    let none = reporter.post(&format!("{path}/preview-links"), &json!({"revision": 9})).await;
    refused(none, 404, "revision_not_found").await;
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=create_preview_link").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 2);
    assert_eq!(audit["items"][0]["detail"], json!({"revision": 1, "valid_minutes": 43_200}));
    assert!(!audit.to_string().contains("dibao_pv_"));
}

#[rstest]
#[tokio::test]
async fn who_sees_the_draft_may_make_one(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河").await;
    let path = format!("/v1/editorial/articles/{id}");
    link(&desk.reviewers[0], &path, &json!({})).await;
    let other = app.sign_in("other", Role::Reporter).await;
    refused(other.post(&format!("{path}/preview-links"), &json!({})).await, 404, "article_not_found").await;
    let nowhere = format!("/v1/editorial/articles/{}/preview-links", Uuid::now_v7());
    refused(desk.chief.post(&nowhere, &json!({})).await, 404, "article_not_found").await;
    desk.done(&desk.chief, id, "withdraw", json!({"reason": "legal"})).await;
    refused(desk.chief.post(&format!("{path}/preview-links"), &json!({})).await, 410, "article_withdrawn").await;
}

#[rstest]
#[tokio::test]
async fn sent_again_it_is_the_same_link_and_no_secret_is_kept(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = format!("{}/preview-links", begun(&reporter, "清河").await);
    let post = async |body: Value| reporter.send(Method::POST, &path, &[("idempotency-key", "k")], Some(&body)).await;
    let first: Value = post(json!({"valid_minutes": 5})).await.json().await.unwrap();
    let again = post(json!({"valid_minutes": 5})).await;
    assert_eq!(again.status(), 201);
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    refused(post(json!({"valid_minutes": 6})).await, 422, "idempotency_key_reused").await;
    let kept: Vec<answered_request::Model> = {
        use dibao::store::Reads;
        use sea_orm::{EntityTrait, QueryTrait};
        app.db.read.all(&answered_request::Entity::find().into_query()).await.unwrap()
    };
    assert!(kept.len() == 1 && kept.iter().all(|row| !format!("{row:?}").contains("dibao_pv_")), "{kept:?}");
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=create_preview_link").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 1);
}
