//! A SQLite file that is moved away or replaced while the service runs.

use dibao::auth::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::signed::{Signed, refused};
use crate::support::{App, Kind, database};

/// Posts an article under a key.
async fn post(by: &Signed<'_>, key: &str) -> reqwest::Response {
    let body = json!({"title": key, "body": {"format": "html", "value": "<p>通车</p>"}});
    by.send(Method::POST, "/v1/editorial/articles", &[("idempotency-key", key)], Some(&body)).await
}

#[tokio::test]
async fn a_write_into_a_file_that_is_gone_is_not_answered() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let path = std::path::PathBuf::from(database(&app.settings).strip_prefix("sqlite://").unwrap());
    let away = path.with_extension("away");
    assert_eq!(post(&reporter, "before").await.status(), 201);

    std::fs::rename(&path, &away).unwrap();
    refused(post(&reporter, "gone").await, 503, "unavailable").await;
    assert!(!path.exists(), "no other database takes its place");
    std::fs::write(&path, "").unwrap();
    refused(post(&reporter, "replaced").await, 503, "unavailable").await;

    std::fs::rename(&away, &path).unwrap();
    for key in ["gone", "replaced", "later"] {
        assert_eq!(post(&reporter, key).await.status(), 201, "{key}");
    }
    let listed = reporter.json("/v1/editorial/articles").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_write_into_a_log_that_is_gone_or_replaced_is_not_answered() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let url = database(&app.settings);
    let wal = std::path::PathBuf::from(format!("{}-wal", url.strip_prefix("sqlite://").unwrap()));
    let away = wal.with_extension("away");
    assert_eq!(post(&reporter, "before").await.status(), 201);

    std::fs::rename(&wal, &away).unwrap();
    refused(post(&reporter, "gone").await, 503, "unavailable").await;
    // Another process makes a new one.
    std::fs::write(&wal, "").unwrap();
    refused(post(&reporter, "replaced").await, 503, "unavailable").await;

    std::fs::rename(&away, &wal).unwrap();
    for key in ["gone", "replaced", "later"] {
        assert_eq!(post(&reporter, key).await.status(), 201, "{key}");
    }
}
