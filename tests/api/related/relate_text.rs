//! `POST /v1/related`.

use reqwest::Response;
use rstest::rstest;
use serde_json::{Value, json};

use super::{bridge, order};
use crate::support::{App, Kind, client};

/// Posts a body.
async fn post(app: &App, query: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
    let request = client().post(format!("{}/v1/related{query}", app.base));
    request.header("content-type", content_type).body(body.into()).send().await.unwrap()
}

/// Relates a text.
async fn relate(app: &App, query: &str, text: &Value) -> Value {
    let seq = app.state.catalog().head.seq;
    let answer = post(app, &format!("?min_seq={seq}{query}"), "application/json", text.to_string()).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[rstest]
#[tokio::test]
async fn a_text_finds_what_is_told_of_the_same(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let draft = json!({"title": "清河大桥今日通车", "text": "全市首座跨清河的斜拉桥通车,双向六车道。"});
    let undated = relate(&app, "", &draft).await;
    assert!(["bridge", "paper"].contains(&order(&undated)[0]), "{undated}");
    let first = &undated["items"][0];
    assert!(first["reasons"].as_array().unwrap().iter().all(|one| one["kind"] != "same_event"), "it has no time");
    let mut dated = draft.clone();
    dated["published_at"] = json!("2026-06-03");
    let dated = relate(&app, "", &dated).await;
    let score = |answer: &Value, of: &str| {
        let items = answer["items"].as_array().unwrap();
        items.iter().find(|item| item["article"]["external_id"] == of).unwrap()["score"].as_f64().unwrap()
    };
    assert!(score(&dated, "bridge") < score(&undated, "bridge"), "a year lies between");
    assert_eq!(relate(&app, "", &draft).await, undated, "the same state, the same answer");
    assert_eq!(order(&relate(&app, "&limit=1", &draft).await).len(), 1);
    let mut sourced = draft.clone();
    sourced["source"] = json!("yun-xi-ri-bao");
    let answer = relate(&app, "&exclude_same_source=true", &sourced).await;
    assert!(order(&answer).contains(&"paper"), "{answer}");
    assert!(["bridge", "reprint", "school"].iter().all(|same| !order(&answer).contains(same)), "{answer}");
}

#[rstest]
#[tokio::test]
async fn a_text_that_says_nothing_is_related_to_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    for title in ["……", "🙂", "zzzzqqqq"] {
        let answer = relate(&app, "", &json!({"title": title})).await;
        assert!(order(&answer).is_empty(), "{title}: {answer}");
    }
    let long = json!({"title": "桥", "text": "清河大桥通车。".repeat(14_000)});
    assert!(!order(&relate(&app, "", &long).await).is_empty());
}

#[rstest]
#[tokio::test]
async fn everything_wrong_with_a_text_is_said_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let body = json!({
        "text": "字".repeat(100_001), "published_at": "soon", "column": "nowhere", "tags": ["none"], "titel": "x",
    });
    let answer = post(&app, "", "application/json", body.to_string()).await;
    assert_eq!(
        (answer.status(), &answer.headers()["content-type"]),
        (reqwest::StatusCode::UNPROCESSABLE_ENTITY, &"application/problem+json".parse().unwrap())
    );
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["code"], "invalid_content");
    let errors: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        errors,
        [
            ("/title", "missing"),
            ("/text", "out_of_range"),
            ("/published_at", "malformed"),
            ("/column", "not_found"),
            ("/tags/0", "not_found"),
            ("/titel", "unknown"),
        ]
    );
    assert!(problem["errors"].as_array().unwrap().iter().all(|error| error["parameter"].is_null()));
}

#[rstest]
#[tokio::test]
async fn what_is_no_json_object_is_refused_as_a_problem(#[values(Kind::Sqlite)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let large = format!("{{\"title\": \"{}\"}}", "a".repeat(1_100_000));
    for (content_type, body, status, code) in [
        ("text/plain", "{}", 415, "unsupported_media_type"),
        ("application/json; charset=gbk", "{}", 415, "unsupported_media_type"),
        ("application/json", "{", 400, "malformed_json"),
        ("application/json", "[]", 400, "malformed_json"),
        ("application/json", "", 400, "malformed_json"),
        ("application/json", large.as_str(), 413, "body_too_large"),
        ("application/json", "{\"title\": \"a\", \"title\": \"b\"}", 422, "invalid_content"),
    ] {
        let answer = post(&app, "", content_type, body).await;
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let found = answer.status().as_u16();
        let problem: Value = answer.json().await.unwrap();
        assert_eq!((found, problem["code"].as_str()), (status, Some(code)), "{content_type} {problem}");
    }
    let answer = post(&app, "?exclude_same_source=true", "application/json", "{\"title\": \"桥\"}").await;
    let problem: Value = answer.json().await.unwrap();
    assert_eq!((&problem["code"], &problem["errors"][0]["code"]), (&json!("invalid_parameter"), &json!("conflict")));
    app.refused("/v1/related", 405, "method_not_allowed").await;
}
