//! What is wrong is refused, all of it at once, and never breaks anything.

use rstest::rstest;
use serde_json::Value;

use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test]
async fn hostile_requests_are_refused_and_never_break_anything(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    let long = "x".repeat(9_000);
    for path in [
        "/v1/articles?limit=0",
        "/v1/articles?limit=-1",
        "/v1/articles?limit=101",
        "/v1/articles?limit=18000000000000000000",
        "/v1/articles?limit=1e3",
        "/v1/articles?limit=",
        "/v1/articles?limit=1&limit=2",
        "/v1/articles?unknown=1",
        "/v1/articles?cursor=garbled",
        "/v1/articles?cursor=%F0%9F%98%80",
        "/v1/articles?from=yesterday",
        "/v1/articles?from=2026-02-30",
        "/v1/articles?from=2026-02-01&to=2026-01-01",
        "/v1/articles?from=99999-01-01",
        "/v1/articles?sort=title",
        "/v1/articles?channel=nowhere",
        "/v1/articles?channel=,",
        "/v1/articles?tags=((",
        "/v1/articles?tags=nothing",
        "/v1/articles?ids=1",
        "/v1/articles?body=pdf",
        "/v1/articles?body=html&limit=21",
        "/v1/articles?fields=tittle",
        "/v1/articles?include=everything",
        "/v1/articles?has=smell",
        "/v1/articles?min_seq=-1",
        "/v1/articles?total=yes",
        "/v1/articles?q=%00",
        "/v1/articles?lang=%FF",
        "/v1/articles?lang=%zz",
        "/v1/articles?date_field=never",
        "/v1/articles/1",
        "/v1/articles/%FF",
        "/v1/articles/%00",
        "/v1/articles/0195A2B4-7A10-7CC3-9F5E-1F0B2D3C4E5F",
        "/v1/changes?after=-1",
        "/v1/changes?limit=1001",
        "/v1/changes?wait=31",
        "/v1/changes?kind=thing",
        "/v1/sources?parent=nobody",
        "/v1/columns?status=ajar",
        "/v1/resolve",
        "/v1/resolve?path=/a&url=http://b",
        &format!("/v1/articles?lang={long}"),
        "/v1/people?limit=0",
        "/v1/tags?cursor=x",
        "/v1/channels?x=1",
        "/v1/site?x=1",
    ] {
        let response = app.get(path).await;
        let status = response.status().as_u16();
        assert!((400..500).contains(&status), "{path}: {status}");
        let problem: Value = response.json().await.unwrap();
        assert!(problem["code"].is_string() && problem["request_id"].is_string(), "{path}: {problem}");
    }
    for path in [
        "/v1/channels/none",
        "/v1/columns/none",
        "/v1/sources/none",
        "/v1/people/none",
        "/v1/tags/none",
        "/v1/resolve?path=/none",
    ] {
        assert_eq!(app.get(path).await.status(), 404, "{path}");
    }
    let problem = app.refused("/v1/articles?limt=3&limit=1000&sort=x&channel=xin-wn", 400, "invalid_parameter").await;
    assert_eq!(problem["errors"].as_array().unwrap().len(), 4, "{problem}");
    assert!(
        problem.to_string().contains("Did you mean `limit`?")
            && problem.to_string().contains("Did you mean `xin-wen`?")
    );
}
