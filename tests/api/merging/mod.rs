//! Merges.

mod imported;
mod merge_person;
mod merge_source;
mod merge_tag;

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::signed::Signed;

/// Merges one thing into another.
async fn merge(by: &Signed<'_>, gone: &str, held: &str, into: &str) -> Response {
    let path = format!("/v1/editorial/{gone}/merge");
    by.send(Method::POST, &path, &[("if-match", held)], Some(&json!({"into": into}))).await
}

/// The same, which must be done.
async fn merged(by: &Signed<'_>, gone: &str, into: &str) -> Value {
    let answer = merge(by, gone, "*", into).await;
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}
