//! What holds of every list of named things and of each thing on it.

use super::App;

/// A list comes in the order of its slugs, page by page and back, and counts what it has.
pub async fn listed(app: &App, list: &str) {
    let slugs = app.walk(&format!("/v1/{list}?limit=2"), "/slug").await;
    assert!(slugs.len() > 2 && slugs.is_sorted_by(|a, b| a.as_str() < b.as_str()), "{list}: {slugs:?}");
    let page = app.json(&format!("/v1/{list}?total=true&limit=1")).await;
    assert_eq!((&page["total"], &page["total_is_lower_bound"]), (&slugs.len().into(), &false.into()));
    let first = app.json(&format!("/v1/{list}?limit=2")).await;
    assert!(first["total"].is_null() && first["prev_cursor"].is_null());
    let next = first["next_cursor"].as_str().unwrap();
    let second = app.json(&format!("/v1/{list}?limit=2&cursor={next}")).await;
    let back = app.json(&format!("/v1/{list}?limit=2&cursor={}", second["prev_cursor"].as_str().unwrap())).await;
    assert_eq!(back["items"], first["items"]);
    for (wrong, code) in [
        ("limit=0", "out_of_range"),
        ("limit=101", "out_of_range"),
        ("cursor=garbled", "malformed"),
        ("total=1", "not_allowed"),
    ] {
        let problem = app.refused(&format!("/v1/{list}?{wrong}"), 400, "invalid_parameter").await;
        assert_eq!(problem["errors"][0]["code"], code, "{list} {wrong}");
    }
}

/// Each thing of a list answers by slug and id, and as many articles are found by it as it counts.
pub async fn found(app: &App, list: &str, filter: &str, missing: &str) {
    for slug in app.walk(&format!("/v1/{list}?limit=100"), "/slug").await {
        let slug = slug.as_str().unwrap();
        let one = app.json(&format!("/v1/{list}/{slug}")).await;
        assert_eq!(app.json(&format!("/v1/{list}/{}", one["id"].as_str().unwrap())).await, one);
        let found = app.json(&format!("/v1/articles?total=true&limit=1&{filter}={slug}")).await;
        assert_eq!(found["total"], one["article_count"], "{list} {slug}");
    }
    app.refused(&format!("/v1/{list}/none"), 404, missing).await;
    app.refused(&format!("/v1/{list}/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f"), 404, missing).await;
    app.refused(&format!("/v1/{list}/NONE"), 404, missing).await;
    app.refused(&format!("/v1/{list}/none?fields=nothing"), 400, "invalid_parameter").await;
}
