//! Imports that go on naming what has become part of another thing.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::merged;
use crate::support::{App, Kind};

/// An article with one person, one tag and one source.
fn line(number: usize, person: impl Into<Value>, tag: impl Into<Value>, source: impl Into<Value>) -> Value {
    let (person, tag, source): (Value, Value, Value) = (person.into(), tag.into(), source.into());
    json!({
        "external_id": format!("i-{number}"), "title": format!("第{number}篇稿件"), "body": "正文。",
        "published_at": format!("2026-02-{:02}", number + 1), "people": [person], "tags": [tag], "source": source,
    })
}

/// Slugs of the person, the tag and the source of an article.
async fn named(app: &App, number: usize) -> [String; 3] {
    let article = app.json(&format!("/v1/articles?external_id=i-{number}")).await["items"][0].clone();
    [&article["people"][0]["slug"], &article["tags"][0]["slug"], &article["source"]["slug"]]
        .map(|slug| slug.as_str().unwrap().to_owned())
}

#[rstest]
#[tokio::test]
async fn old_names_and_old_slugs_lead_to_what_stayed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let old = |number| line(number, json!("赵铭"), json!("防洪"), json!("云溪报"));
    app.publish(&[old(1), line(2, json!("赵明远"), json!("防汛"), json!("云溪日报"))]).await;
    for (gone, into) in [
        ("people/zhao-ming", "zhao-ming-yuan"),
        ("tags/fang-hong", "fang-xun"),
        ("sources/yun-xi-bao", "yun-xi-ri-bao"),
    ] {
        merged(&editor, gone, into).await;
    }
    let stayed = named(&app, 2).await;
    assert_eq!(named(&app, 1).await, stayed);
    let counts = async || {
        let mut counts = Vec::new();
        for kind in ["people", "tags", "sources"] {
            counts.push(app.json(&format!("/v1/{kind}?total=true")).await["total"].clone());
        }
        counts
    };
    assert_eq!(counts().await, [1, 1, 1]);
    app.publish(&[
        old(3),
        // A name that was never one here, with the old slug.
        line(
            4,
            json!({"name": "赵 铭", "slug": "zhao-ming", "role": "author"}),
            json!({"name": "防 洪", "slug": "fang-hong"}),
            json!({"name": "云溪报社", "slug": "yun-xi-bao"}),
        ),
    ])
    .await;
    assert_eq!((named(&app, 3).await, named(&app, 4).await), (stayed.clone(), stayed));
    assert_eq!(counts().await, [1, 1, 1], "nothing new was made");
    // The same name in another vocabulary is another tag, and so is an old slug there.
    let elsewhere = json!({"name": "防洪", "slug": "fang-hong", "scheme": "medtop"});
    app.publish(&[line(5, json!("赵铭"), elsewhere, json!("云溪报"))]).await;
    assert_eq!(app.json("/v1/articles?external_id=i-5").await["items"][0]["tags"][0]["scheme"], "medtop");
    assert_eq!(counts().await, [1, 2, 1]);
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn what_is_merged_again_and_deleted_is_followed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    let of = |number: usize, tag: &str| {
        json!({
            "external_id": format!("i-{number}"), "title": format!("第{number}篇稿件"), "body": "正文。",
            "published_at": "2026-02-01", "tags": [tag],
        })
    };
    app.publish(&[of(1, "防洪")]).await;
    for name in ["防汛", "水利"] {
        assert_eq!(editor.post("/v1/editorial/tags", &json!({"name": name})).await.status(), 201);
    }
    merged(&editor, "tags/fang-hong", "fang-xun").await;
    merged(&editor, "tags/fang-xun", "shui-li").await;
    app.publish(&[of(2, "防洪"), of(3, "防汛")]).await;
    for number in 1..=3 {
        let found = app.json(&format!("/v1/articles?external_id=i-{number}")).await;
        assert_eq!(found["items"][0]["tags"][0]["slug"], "shui-li", "{number}");
    }
    // A tag that somebody makes anew is what has its name.
    assert_eq!(editor.post("/v1/editorial/tags", &json!({"name": "防洪", "slug": "new"})).await.status(), 201);
    app.publish(&[of(4, "防洪")]).await;
    assert_eq!(app.json("/v1/articles?external_id=i-4").await["items"][0]["tags"][0]["slug"], "new");
}
