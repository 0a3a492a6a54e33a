//! `get_article`.

use dibao::kernel::kind::Kind as Thing;
use dibao::store::change_log::{Change, Event};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind, article};

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
async fn a_withdrawn_article_is_gone_from_everywhere(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use sea_orm::sea_query::Query;
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    let id = app.walk("/v1/articles", "/id").await[0].as_str().unwrap().to_owned();
    let withdrawn = Query::update()
        .table("article")
        .value("state", "withdrawn")
        .value("withdrawn_at", 1_767_225_600_000_i64)
        .take();
    let withdrawn = app.db.primary.transaction(async |tx| {
        tx.execute(&withdrawn).await?;
        tx.append(Change::of(Thing::Article, Event::Withdrawn, id.parse().unwrap(), "yi"));
        Ok(())
    });
    withdrawn.await.unwrap();
    app.state.catch_up().await.unwrap();
    let problem = app.refused(&format!("/v1/articles/{id}"), 410, "article_withdrawn").await;
    assert_eq!(problem["withdrawn_at"], "2026-01-01T08:00:00+08:00");
    app.refused("/v1/resolve?path=/yi", 410, "article_withdrawn").await;
    assert_eq!(app.json(&format!("/v1/articles?ids={id}")).await["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn what_is_no_article_is_told_apart_from_what_is_no_id(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.refused("/v1/articles/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f", 404, "article_not_found").await;
    for id in ["1", "0195A2B4-7A10-7CC3-9F5E-1F0B2D3C4E5F", "0195a2b47a107cc39f5e1f0b2d3c4e5f", "%E6%96%B0"] {
        let problem = app.refused(&format!("/v1/articles/{id}"), 400, "invalid_parameter").await;
        assert_eq!(
            (&problem["errors"][0]["parameter"], &problem["errors"][0]["code"]),
            (&json!("id"), &json!("malformed"))
        );
    }
    for query in ["body=pdf", "include=everything", "fields=tittle", "min_seq=x", "limit=1"] {
        let path = format!("/v1/articles/0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f?{query}");
        app.refused(&path, 400, "invalid_parameter").await;
    }
}
