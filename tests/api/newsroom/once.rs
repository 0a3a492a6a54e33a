//! `Idempotency-Key`: what is sent again is done once.

use dibao::auth::Role;
use dibao_entity::answered_request;
use futures_util::future::join_all;
use reqwest::{Method, Response};
use rstest::rstest;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};

use super::update_article::{begun, patch};
use crate::support::signed::{PASSWORD, Signed, refused};
use crate::support::{App, Kind};

const ARTICLES: &str = "/v1/editorial/articles";

/// Posts with a key.
async fn post(by: &Signed<'_>, path: &str, key: &str, body: &Value) -> Response {
    by.send(Method::POST, path, &[("idempotency-key", key)], Some(body)).await
}

/// Everything of an answer that must be the same the second time.
async fn said(answer: Response) -> (u16, [Option<String>; 3], String) {
    let headers = ["etag", "location", "content-type"];
    let headers = headers.map(|name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()));
    (answer.status().as_u16(), headers, answer.text().await.unwrap())
}

#[rstest]
#[tokio::test]
async fn of_twenty_sent_at_once_one_is_done_and_all_are_answered_alike(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let body = json!({"title": "清河新桥通车", "body": {"format": "html", "value": "<p>通车</p>"}});
    let answers = join_all((0..20).map(|_| post(&reporter, ARTICLES, "k-1", &body))).await;
    let mut said_all = Vec::new();
    for answer in answers {
        said_all.push(said(answer).await);
    }
    assert_eq!(said_all[0].0, 201);
    assert!(said_all[0].1.iter().all(Option::is_some), "{:?}", said_all[0].1);
    assert!(said_all.iter().all(|one| *one == said_all[0]));
    // Another key, and no key, are other requests; somebody else's key is theirs.
    let other = said(post(&reporter, ARTICLES, "k-2", &body).await).await;
    assert!(other.0 == 201 && other.1[1] != said_all[0].1[1]);
    let editor = app.sign_in("li", Role::Reporter).await;
    let theirs = said(post(&editor, ARTICLES, "k-1", &body).await).await;
    assert!(theirs.0 == 201 && theirs.1[1] != said_all[0].1[1]);
    let admin = app.sign_in("admin", Role::Admin).await;
    let audit = admin.json("/v1/editorial/audit?action=create_article").await;
    assert_eq!(audit["items"].as_array().unwrap().len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_key_is_good_for_one_request_and_a_refusal_uses_none_up(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    refused(post(&reporter, ARTICLES, "k", &json!({"title": ""})).await, 422, "invalid_content").await;
    assert_eq!(post(&reporter, ARTICLES, "k", &json!({"title": "清河"})).await.status(), 201);
    let other = post(&reporter, ARTICLES, "k", &json!({"title": "大桥"})).await;
    refused(other, 422, "idempotency_key_reused").await;
    let path = begun(&reporter, "清河").await;
    let restore = format!("{path}/revisions/1/restore");
    let restored = async |key: &str, held: &str| {
        reporter.send(Method::POST, &restore, &[("idempotency-key", key), ("if-match", held)], None).await
    };
    refused(restored("k", "\"v1\"").await, 422, "idempotency_key_reused").await;
    patch(&reporter, &path, "*", &json!({"title": "大桥"})).await;
    refused(restored("r", "\"v1\"").await, 412, "precondition_failed").await;
    let first = said(restored("r", "\"v2\"").await).await;
    assert_eq!(first.0, 200);
    // The state that was seen is not the present one any more; the answer is the same all the same.
    assert_eq!(said(restored("r", "\"v2\"").await).await, first);
    assert_eq!(reporter.json(&path).await["revision"], 3);
    for key in ["", "a b", "桥", &"a".repeat(256)] {
        let answer = post(&reporter, ARTICLES, key, &json!({"title": "清河"})).await;
        refused(answer, 400, "invalid_parameter").await;
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    let answer = reporter.send(Method::POST, ARTICLES, &twice, Some(&json!({"title": "清河"}))).await;
    refused(answer, 400, "invalid_parameter").await;
}

#[rstest]
#[tokio::test]
async fn an_account_is_made_once_with_one_password(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let new = |password: &str| json!({"name": "xi", "display_name": "王曦", "role": "reporter", "password": password});
    let path = "/v1/editorial/accounts";
    let first = said(post(&admin, path, "k", &new(PASSWORD)).await).await;
    assert_eq!(first.0, 201);
    assert_eq!(said(post(&admin, path, "k", &new(PASSWORD)).await).await, first);
    let another = post(&admin, path, "k", &new("another lamp by the bridge")).await;
    refused(another, 422, "idempotency_key_reused").await;
    let without = json!({"name": "xi", "display_name": "王曦", "role": "reporter"});
    refused(post(&admin, path, "k", &without).await, 422, "idempotency_key_reused").await;
    refused(post(&admin, path, "l", &new(PASSWORD)).await, 409, "account_name_taken").await;
    let name = json!({"name": "xi", "display_name": "王熙", "role": "reporter", "password": PASSWORD});
    refused(post(&admin, path, "k", &name).await, 422, "idempotency_key_reused").await;
    // Signing in leaves the password as it was; what its owner chooses is not compared with what others send.
    let own = app.post("/v1/editorial/token", &json!({"name": "xi", "password": PASSWORD})).await;
    let own: Value = own.json().await.unwrap();
    assert_eq!(said(post(&admin, path, "k", &new(PASSWORD)).await).await, first);
    let bearer = format!("Bearer {}", own["access_token"].as_str().unwrap());
    let chosen = json!({"old_password": PASSWORD, "password": "a lamp of my own choice"});
    let headers = [("authorization", bearer.as_str())];
    let changed = app.send_with(Method::PUT, "/v1/editorial/me/password", &headers, Some(&chosen)).await;
    assert_eq!(changed.status(), 204);
    for password in ["a lamp of my own choice", PASSWORD] {
        refused(post(&admin, path, "k", &new(password)).await, 422, "idempotency_key_reused").await;
    }
    // An account without a password is made again without one.
    let bare = json!({"name": "li", "display_name": "李娜", "role": "editor"});
    let first = said(post(&admin, path, "bare", &bare).await).await;
    assert_eq!((first.0, said(post(&admin, path, "bare", &bare).await).await), (201, first));
}

#[rstest]
#[tokio::test]
async fn of_accounts_made_at_once_with_two_passwords_one_is_made(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let bodies: Vec<Value> = (0..8)
        .map(|at| json!({"name": "xi", "display_name": "王曦", "role": "reporter", "password": format!("lamp number {}", at % 2)}))
        .collect();
    let answers = join_all(bodies.iter().map(|body| post(&admin, "/v1/editorial/accounts", "k", body))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 201, 201, 422, 422, 422, 422]);
}

#[rstest]
#[tokio::test]
async fn answers_are_forgotten_after_a_day(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    for key in ["a", "b", "c"] {
        assert_eq!(post(&reporter, ARTICLES, key, &json!({"title": "清河"})).await.status(), 201);
    }
    let aged = async |by_ms: i64| {
        app.db
            .primary
            .transaction(async |tx| {
                let mut update = Query::update();
                let created = answered_request::Column::CreatedAt;
                update.table(answered_request::Entity).value(created, Expr::col(created).sub(by_ms));
                tx.execute(&update).await
            })
            .await
            .unwrap();
    };
    aged(23 * 3_600_000).await;
    refused(post(&reporter, ARTICLES, "a", &json!({"title": "桥"})).await, 422, "idempotency_key_reused").await;
    aged(3_600_000).await;
    assert_eq!(post(&reporter, ARTICLES, "a", &json!({"title": "桥"})).await.status(), 201);
    let left: Vec<answered_request::Model> = {
        use dibao::store::Reads;
        use sea_orm::{EntityTrait, QueryTrait};
        app.db.read.all(&answered_request::Entity::find().into_query()).await.unwrap()
    };
    assert_eq!(left.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["a"]);
}
