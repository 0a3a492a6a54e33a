//! `list_articles`.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test]
async fn every_filter_finds_what_the_articles_say(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let all = app.walk("/v1/articles?limit=7", "").await;
    assert_eq!(all.len(), 62);
    let times: Vec<&str> = all.iter().map(|item| item["published_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first");

    let by = |keep: &dyn Fn(&Value) -> bool| {
        all.iter().filter(|item| keep(item)).map(|item| item["id"].clone()).collect::<Vec<_>>()
    };
    let has_tag = |item: &Value, slug: &str| item["tags"].as_array().unwrap().iter().any(|tag| tag["slug"] == slug);
    let in_channel = |item: &Value, slug: &str| {
        item["channel"]["path"].as_array().unwrap().iter().any(|channel| channel["slug"] == slug)
    };
    for (query, expected) in [
        ("channel=xin-wen", by(&|item| in_channel(item, "xin-wen"))),
        ("channel=jiao-tong,gong-gao", by(&|item| in_channel(item, "jiao-tong") || in_channel(item, "gong-gao"))),
        ("column=zou-du-qing-he", by(&|item| item["column"]["slug"] == "zou-du-qing-he")),
        ("source=yun-xi-ri-bao", by(&|item| item["source"]["slug"] == "yun-xi-ri-bao")),
        ("source=cheng-shi", by(&|item| item["source"]["edition"]["slug"] == "cheng-shi")),
        ("tags=fang-xun", by(&|item| has_tag(item, "fang-xun"))),
        ("tags=fang-xun;-yan-lian", by(&|item| has_tag(item, "fang-xun") && !has_tag(item, "yan-lian"))),
        ("tags=-(fang-xun,jiao-yu)", by(&|item| !has_tag(item, "fang-xun") && !has_tag(item, "jiao-yu"))),
        ("tags=fang-xun,-jiao-yu", by(&|item| has_tag(item, "fang-xun") || !has_tag(item, "jiao-yu"))),
        ("lang=zh-Hant", by(&|item| item["lang"] == "zh-Hant")),
        ("has=column", by(&|item| !item["column"].is_null())),
        ("from=2025-10-01&to=2025-10-31", by(&|item| item["published_at"].as_str().unwrap().starts_with("2025-10"))),
        (
            "from=2025-10-01&to=2025-10-31&date_field=first_published",
            by(&|item| item["first_published_at"].as_str().unwrap().starts_with("2025-10")),
        ),
        (
            "channel=xin-wen&source=yun-xi-ri-bao&tags=fang-xun",
            by(&|item| {
                in_channel(item, "xin-wen") && item["source"]["slug"] == "yun-xi-ri-bao" && has_tag(item, "fang-xun")
            }),
        ),
        (
            "external_id=demo-001,demo-062",
            by(&|item| item["external_id"] == "demo-001" || item["external_id"] == "demo-062"),
        ),
    ] {
        let found = app.walk(&format!("/v1/articles?limit=3&{query}"), "/id").await;
        assert_eq!(found, expected, "{query}");
        assert!(!found.is_empty(), "{query} finds something");
        let counted = app.json(&format!("/v1/articles?total=true&{query}")).await;
        assert_eq!(
            (counted["total"].as_u64(), &counted["total_is_lower_bound"]),
            (Some(found.len() as u64), &json!(false)),
            "{query}"
        );
    }
    let person = &all[0]["people"][0]["slug"].as_str().unwrap();
    let found = app.walk(&format!("/v1/articles?limit=2&person={person}"), "/people").await;
    assert!(
        !found.is_empty()
            && found.iter().all(|people| people.as_array().unwrap().iter().any(|one| one["slug"] == **person))
    );
    let mut oldest_first = app.walk("/v1/articles?limit=9&sort=published_at", "/id").await;
    oldest_first.reverse();
    assert_eq!(oldest_first, by(&|_| true));
    let updated = app.walk("/v1/articles?limit=9&sort=-updated_at", "/updated_at").await;
    assert!(updated.len() == 62 && updated.is_sorted_by(|a, b| a.as_str() >= b.as_str()));
}

#[rstest]
#[tokio::test]
async fn pages_lead_back_to_where_they_came_from(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let first = app.json("/v1/articles?limit=5").await;
    assert_eq!(first["prev_cursor"], Value::Null);
    let next = first["next_cursor"].as_str().unwrap();
    let second = app.json(&format!("/v1/articles?limit=5&cursor={next}")).await;
    let back = app.json(&format!("/v1/articles?limit=5&cursor={}", second["prev_cursor"].as_str().unwrap())).await;
    assert_eq!(back["items"], first["items"]);
    app.publish(&[article("new", "刚刚发生", "2027-01-01")]).await;
    let again = app.json(&format!("/v1/articles?limit=5&cursor={next}")).await;
    assert_eq!(again["items"], second["items"], "a page stays in place while new articles arrive");
    let problem =
        app.refused(&format!("/v1/articles?limit=5&lang=zh-Hant&cursor={next}"), 400, "invalid_parameter").await;
    assert_eq!(problem["errors"][0]["code"], "conflict");
}

#[rstest]
#[tokio::test]
async fn a_changed_article_moves_between_lists_and_keeps_its_old_slug(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let mut line = article("a", "旧题", "2026-01-01");
    line["slug"] = json!("old-slug");
    line["column"] = json!("甲栏");
    app.publish(&[line.clone(), article("b", "另一篇", "2026-01-02")]).await;
    line["slug"] = json!("new-slug");
    line["column"] = json!("乙栏");
    line["published_at"] = json!("2026-01-03");
    app.publish(&[line.clone()]).await;
    app.publish(&[line.clone()]).await;

    let list = app.json("/v1/articles").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!((&list["items"][0]["slug"], &list["items"][0]["revision"]), (&json!("new-slug"), &json!(2)));
    assert_eq!(app.json("/v1/articles?column=jia-lan").await["items"], json!([]));
    assert_eq!(app.json("/v1/columns/jia-lan?min_seq=1").await["first_published_at"], Value::Null);
    let resolved = app.json("/v1/resolve?path=/a/old-slug.html").await;
    assert_eq!((&resolved["slug"], &resolved["is_moved"]), (&json!("new-slug"), &json!(true)));
    let changes = app.json("/v1/changes?kind=article").await;
    let types: Vec<&str> =
        changes["items"].as_array().unwrap().iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["article.published", "article.published", "article.updated"]);
    assert_ne!(changes["items"][2]["before"]["column"], changes["items"][2]["after"]["column"]);

    line["slug"] = json!("old-slug");
    app.publish(&[line]).await;
    let resolved = app.json("/v1/resolve?path=/a/old-slug.html").await;
    assert_eq!(
        (&resolved["slug"], &resolved["is_moved"]),
        (&json!("old-slug"), &json!(false)),
        "its own is free to it"
    );
}

#[rstest]
#[tokio::test]
async fn each_parameter_is_refused_with_its_own_reason(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    for (query, parameter, code) in [
        ("channel=nowhere", "channel", "not_found"),
        ("channel=a,,b", "channel", "malformed"),
        ("column=nothing", "column", "not_found"),
        ("source=nobody", "source", "not_found"),
        ("person=nobody", "person", "not_found"),
        ("tags=((", "tags", "malformed"),
        ("tags=A", "tags", "malformed"),
        ("tags=nothing", "tags", "not_found"),
        ("ids=1", "ids", "malformed"),
        ("external_id=%0A", "", "invalid_request"),
        ("external_id=demo-001&ids=0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f", "external_id", "conflict"),
        ("has=smell", "has", "not_allowed"),
        ("lang=z", "lang", "malformed"),
        ("lang=zh_Hans", "lang", "malformed"),
        ("from=2026-02-30", "from", "malformed"),
        ("from=3000-01-01", "from", "malformed"),
        ("to=2026-01-01+09:00", "to", "malformed"),
        ("from=2026-02-01&to=2026-01-01", "to", "out_of_range"),
        ("date_field=never", "date_field", "not_allowed"),
        ("sort=title", "sort", "not_allowed"),
        ("body=pdf", "body", "not_allowed"),
        ("body=html&limit=21", "limit", "out_of_range"),
        ("include=everything", "include", "not_allowed"),
        ("limit=1.5", "limit", "malformed"),
        ("cursor=garbled", "cursor", "malformed"),
        ("total=yes", "total", "not_allowed"),
        ("fields=tittle", "fields", "not_allowed"),
        ("min_seq=-1", "min_seq", "out_of_range"),
        ("min_seq=9007199254740992", "min_seq", "out_of_range"),
        ("limit=", "limit", "malformed"),
        ("limit=1&limit=2", "limit", "repeated"),
        ("page=2", "page", "unknown"),
    ] {
        let code_of_all = if parameter.is_empty() { code } else { "invalid_parameter" };
        let problem = app.refused(&format!("/v1/articles?{query}"), 400, code_of_all).await;
        if !parameter.is_empty() {
            let error = &problem["errors"][0];
            assert_eq!((&error["parameter"], &error["code"]), (&json!(parameter), &json!(code)), "{query}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn included_references_say_more_than_names(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let plain = app.json("/v1/articles?limit=1&column=zou-du-qing-he").await;
    let filled = app.json("/v1/articles?limit=1&column=zou-du-qing-he&include=column,source,channel").await;
    for reference in ["column", "source", "channel"] {
        assert!(plain["items"][0][reference]["article_count"].is_null());
        let name = filled["items"][0][reference]["slug"].as_str().unwrap();
        let path = if reference == "column" {
            "columns"
        } else if reference == "source" {
            "sources"
        } else {
            "channels"
        };
        let whole = app.json(&format!("/v1/{path}/{name}")).await;
        assert_eq!(filled["items"][0][reference]["article_count"], whole["article_count"], "{reference}");
    }
    assert_eq!(filled["items"][0]["column"]["status"], "open");
}
