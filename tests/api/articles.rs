//! Lists and single articles.

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
async fn an_article_comes_back_as_it_was_published(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let line = json!({
        "external_id": "a-1", "title": "桥通了", "kicker": "引题", "subtitle": "副题", "short_title": "桥",
        "original_title": "【走读】桥通了", "column_label": "走读", "column": {"name": "走读清河", "short_name": "走读"},
        "summary": "今天,桥通了。", "notes": [{"kind": "opening", "label": "开栏语", "text": "开篇。"}],
        "body_html": "<p>今天,桥通了。</p><h2>一、路</h2><p><b>粗</b>细</p><script>x</script>",
        "channel": ["新闻", "综合"], "source": {"name": "云溪日报", "edition": "清河新闻"}, "source_label": "云溪日报▪清河新闻",
        "people": [{"name": "李明", "role": "editor"}, {"name": "李明", "role": "author"}],
        "tags": ["桥", {"name": "社会", "scheme": "medtop", "code": "14000000"}],
        "original_url": "https://old.example/1.html", "published_at": "2026-01-04",
        "ai_label": {"kind": "assisted", "text": "辅助"},
    });
    app.publish(&[line]).await;
    let list = app.json("/v1/articles?external_id=a-1").await;
    let id = list["items"][0]["id"].as_str().unwrap();
    assert_eq!(list["items"][0]["body"], Value::Null);
    let article = app.json(&format!("/v1/articles/{id}")).await;
    let picked = |pointers: &[&str]| {
        pointers.iter().map(|at| article.pointer(at).cloned().unwrap_or(json!("?"))).collect::<Vec<_>>()
    };
    assert_eq!(
        picked(&["/title", "/kicker", "/subtitle", "/short_title", "/original_title", "/column_label", "/slug"]),
        [
            json!("桥通了"),
            json!("引题"),
            json!("副题"),
            json!("桥"),
            json!("【走读】桥通了"),
            json!("走读"),
            json!("qiao-tong-le")
        ]
    );
    assert_eq!(
        picked(&[
            "/summary_is_lead",
            "/published_at",
            "/published_precision",
            "/revision",
            "/char_count",
            "/reading_minutes"
        ]),
        [json!(true), json!("2026-01-04T00:00:00+08:00"), json!("day"), json!(1), json!(12), json!(1)]
    );
    assert_eq!(
        picked(&[
            "/channel/name",
            "/channel/path/0/name",
            "/column/name",
            "/source/name",
            "/source/edition/name",
            "/source/label"
        ]),
        [
            json!("综合"),
            json!("新闻"),
            json!("走读清河"),
            json!("云溪日报"),
            json!("清河新闻"),
            json!("云溪日报▪清河新闻")
        ]
    );
    assert_eq!(
        picked(&["/people/1/role", "/tags/1/scheme", "/ai_label/kind"]),
        [json!("author"), json!("medtop"), json!("assisted")]
    );
    assert_eq!(article["outline"], json!([{"id": "s1", "level": 2, "number": "一", "title": "路", "children": []}]));
    assert_eq!(article["body"]["blocks"][2]["spans"][0], json!({"text": "粗", "marks": ["strong"], "href": null}));
    assert_eq!(article["notes"][0]["text"], "开篇。");
    for (format, value) in [
        ("html", "<p>今天,桥通了。</p><h2 id=\"s1\">一、路</h2><p><strong>粗</strong>细</p>"),
        ("text", "今天,桥通了。\n一、路\n粗细"),
        ("markdown", "今天,桥通了。\n\n## 一、路\n\n**粗**细"),
    ] {
        let body = &app.json(&format!("/v1/articles/{id}?body={format}")).await["body"];
        assert_eq!(body, &json!({"format": format, "value": value}));
    }
    let column = app.json("/v1/columns/zou-du").await;
    assert_eq!((&column["opening_note"], &column["article_count"]), (&json!("开篇。"), &json!(1)));
    let resolved = app.json("/v1/resolve?url=http://old.example/1.html").await;
    assert_eq!(resolved["id"], *id);
    let trimmed = app.json(&format!("/v1/articles/{id}?fields=title,source.name,people.role")).await;
    assert_eq!(
        trimmed,
        json!({"id": id, "title": "桥通了", "people": [{"role": "editor"}, {"role": "author"}], "source": {"name": "云溪日报"}})
    );
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
async fn neighbours_stand_before_and_after(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[
        article("1", "一", "2026-01-01"),
        article("2", "二", "2026-01-02"),
        article("3", "三", "2026-01-03"),
    ])
    .await;
    let ids = app.walk("/v1/articles?sort=published_at", "/id").await;
    for within in ["channel", "source", "site"] {
        let found = app.json(&format!("/v1/articles/{}/neighbours?in={within}", ids[1].as_str().unwrap())).await;
        assert_eq!((&found["previous"]["id"], &found["next"]["id"]), (&ids[0], &ids[2]), "{within}");
    }
    let first = app.json(&format!("/v1/articles/{}/neighbours?in=column", ids[0].as_str().unwrap())).await;
    assert_eq!(first, json!({"previous": null, "next": null}));
}

#[rstest]
#[tokio::test]
async fn a_withdrawn_article_is_gone_from_everywhere(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use sea_orm::ConnectionTrait;
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    // Withdrawal has no command yet: this is the state that it will leave behind.
    let url = match &app.settings.database.url {
        dibao::config::DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        dibao::config::DatabaseUrl::Postgres(url) => url.clone(),
    };
    let direct = sea_orm::Database::connect(url).await.unwrap();
    direct.execute_unprepared("UPDATE article SET state = 'withdrawn', withdrawn_at = 1767225600000").await.unwrap();
    let problem = app.refused(&format!("/v1/articles/{id}"), 410, "article_withdrawn").await;
    assert_eq!(problem["withdrawn_at"], "2026-01-01T08:00:00+08:00");
    app.refused("/v1/resolve?path=/yi", 410, "article_withdrawn").await;
    assert_eq!(app.json(&format!("/v1/articles?ids={id}")).await["items"], json!([]));
}
