//! `PATCH /v1/editorial/accounts/{id}`.

use dibao::auth::Role;
use reqwest::{Method, Response};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind};

/// Changes an account whose state was seen.
async fn patch(admin: &Signed<'_>, path: &str, held: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", held)];
    admin.send(Method::PATCH, path, &headers, Some(body)).await
}

#[rstest]
#[tokio::test]
async fn a_change_is_taken_from_who_saw_the_present_state(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let path = format!("/v1/editorial/accounts/{}", app.account("wang", Role::Reporter).await);
    let answer = patch(&admin, &path, "\"v1\"", &json!({"role": "editor", "display_name": "王曦"})).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["etag"]), (200, &"\"v2\"".parse().unwrap()));
    let changed: Value = answer.json().await.unwrap();
    assert_eq!((&changed["role"], &changed["display_name"]), (&json!("editor"), &json!("王曦")));
    let late =
        refused(patch(&admin, &path, "\"v1\"", &json!({"role": "chief"})).await, 412, "precondition_failed").await;
    assert_eq!(late["etag"], "\"v2\"");
    refused(admin.patch(&path, &json!({"role": "chief"})).await, 428, "precondition_required").await;
    let answer = patch(&admin, &path, "\"v2\"", &json!({})).await;
    assert_eq!(answer.headers()["etag"], "\"v2\"", "nothing has changed");
    for (body, pointer) in [
        (json!({"role": null}), "/role"),
        (json!({"state": "gone"}), "/state"),
        (json!({"password": "x"}), "/password"),
        (json!({"name": "li"}), "/name"),
    ] {
        let problem = refused(patch(&admin, &path, "\"v2\"", &body).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    let json = [("content-type", "application/json"), ("if-match", "\"v2\"")];
    let answer = admin.send(Method::PATCH, &path, &json, Some(&json!({}))).await;
    refused(answer, 415, "unsupported_media_type").await;
}

#[rstest]
#[tokio::test]
async fn somebody_can_always_manage_accounts(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let path = format!("/v1/editorial/accounts/{}", admin.id);
    for body in [json!({"state": "disabled"}), json!({"role": "chief"})] {
        refused(patch(&admin, &path, "*", &body).await, 409, "last_admin").await;
    }
    app.account("second", Role::Admin).await;
    assert_eq!(patch(&admin, &path, "*", &json!({"role": "chief"})).await.status(), 200);
    refused(patch(&admin, &path, "*", &json!({"role": "admin"})).await, 403, "forbidden").await;
}

#[rstest]
#[tokio::test]
async fn of_two_who_change_at_once_one_is_told(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let path = format!("/v1/editorial/accounts/{}", app.account("wang", Role::Reporter).await);
    let (one, other) = (json!({"display_name": "一"}), json!({"display_name": "二"}));
    let (one, other) = tokio::join!(patch(&admin, &path, "\"v1\"", &one), patch(&admin, &path, "\"v1\"", &other));
    let mut both = [one.status().as_u16(), other.status().as_u16()];
    both.sort_unstable();
    assert_eq!(both, [200, 412]);
}
