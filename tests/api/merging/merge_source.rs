//! `merge_source`.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{merge, merged};
use crate::support::signed::refused;
use crate::support::{App, Kind};

/// An article of a medium and perhaps an edition.
fn from(number: usize, medium: &str, edition: Option<&str>) -> Value {
    let mut source = json!({"name": medium});
    if let Some(edition) = edition {
        source["edition"] = json!(edition);
    }
    json!({
        "external_id": format!("s-{number}"), "title": format!("第{number}篇稿件"), "body": "正文。",
        "published_at": format!("2026-02-{:02}", number + 1), "source": source,
    })
}

/// How many articles stand under each of some sources, by list and by count.
async fn counts(app: &App, names: &[&str]) -> Vec<i64> {
    let mut counts = Vec::new();
    for name in names {
        let count = app.json(&format!("/v1/sources/{name}")).await["article_count"].as_i64().unwrap();
        assert_eq!(app.json(&format!("/v1/articles?source={name}&total=true")).await["total"], count, "{name}");
        counts.push(count);
    }
    counts
}

#[rstest]
#[tokio::test]
async fn its_articles_and_editions_become_those_of_the_other(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    app.publish(&[
        from(1, "云溪日报", None),
        from(2, "云溪日报", Some("城事")),
        from(3, "云溪报", None),
        from(4, "云溪报", Some("聚焦")),
        from(5, "云溪报", Some("聚焦")),
    ])
    .await;
    let draft = json!({"title": "草稿", "source": "yun-xi-bao"});
    let draft: Value = editor.post("/v1/editorial/articles", &draft).await.json().await.unwrap();
    assert_eq!(counts(&app, &["yun-xi-ri-bao", "yun-xi-bao", "ju-jiao"]).await, [2, 3, 2]);
    let gone = app.json("/v1/sources/yun-xi-bao").await;
    let done = merged(&editor, "sources/yun-xi-bao", "yun-xi-ri-bao").await;
    assert_eq!(done["moved_articles"], 1);
    assert_eq!(counts(&app, &["yun-xi-ri-bao", "yun-xi-bao", "ju-jiao", "cheng-shi"]).await, [5, 5, 2, 1]);
    let read = app.json(&format!("/v1/sources/{}", gone["id"].as_str().unwrap())).await;
    let editions: Vec<&str> =
        read["editions"].as_array().unwrap().iter().map(|edition| edition["slug"].as_str().unwrap()).collect();
    assert_eq!((&read["slug"], editions), (&json!("yun-xi-ri-bao"), vec!["cheng-shi", "ju-jiao"]));
    let article = app.json("/v1/articles?external_id=s-4").await["items"][0].clone();
    assert_eq!(
        (&article["source"]["name"], &article["source"]["edition"]["name"]),
        (&json!("云溪日报"), &json!("聚焦"))
    );
    let path = format!("/v1/editorial/articles/{}", draft["id"].as_str().unwrap());
    assert_eq!(editor.json(&path).await["content"]["source"]["slug"], "yun-xi-ri-bao");
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
    // An edition into one of another medium leaves the one it stood below.
    app.publish(&[from(6, "新华社", Some("城市")), from(7, "新华社", None)]).await;
    let done = merged(&editor, "sources/cheng-shi", "ju-jiao").await;
    assert_eq!(done["moved_articles"], 1);
    assert_eq!(counts(&app, &["yun-xi-ri-bao", "ju-jiao"]).await, [5, 3]);
    let city = app.json("/v1/articles?external_id=s-6").await["items"][0]["source"]["edition"]["slug"].clone();
    merged(&editor, &format!("sources/{}", city.as_str().unwrap()), "ju-jiao").await;
    assert_eq!(counts(&app, &["yun-xi-ri-bao", "ju-jiao", "xin-hua-she"]).await, [6, 4, 1]);
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn a_medium_and_its_edition_stay_two_and_editions_of_one_name_come_first(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    app.publish(&[from(1, "云溪日报", Some("聚焦")), from(2, "云溪报", Some("聚焦")), from(3, "云溪报", None)]).await;
    for (gone, into) in [("sources/ju-jiao", "yun-xi-ri-bao"), ("sources/yun-xi-ri-bao", "ju-jiao")] {
        let problem = refused(merge(&editor, gone, "*", into).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["code"], "conflict", "{problem}");
    }
    let problem = refused(merge(&editor, "sources/yun-xi-bao", "*", "yun-xi-ri-bao").await, 409, "name_taken").await;
    assert_eq!(problem["holder"]["slug"], "ju-jiao");
    let other = app.json("/v1/articles?external_id=s-2").await["items"][0]["source"]["edition"]["slug"].clone();
    merged(&editor, &format!("sources/{}", other.as_str().unwrap()), "ju-jiao").await;
    merged(&editor, "sources/yun-xi-bao", "yun-xi-ri-bao").await;
    assert_eq!(counts(&app, &["yun-xi-ri-bao", "yun-xi-bao", "ju-jiao"]).await, [3, 3, 2]);
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn what_lists_and_people_say_of_both_is_said_once_of_the_other(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let chief = app.sign_in("li", Role::Chief).await;
    let listed = json!({"list": "名单", "status": "listed"});
    let frozen = json!({"list": "名单", "status": "frozen", "valid_from": "2022-01-01"});
    for (name, slug, alias, periods) in [
        ("云溪日报", "yun-xi-ri-bao", "云溪", json!([listed])),
        ("云溪报", "yun-xi-bao", "云溪报业", json!([listed, frozen])),
    ] {
        let body = json!({"name": name, "slug": slug, "aliases": [alias]});
        assert_eq!(chief.post("/v1/editorial/sources", &body).await.status(), 201);
        let path = format!("/v1/editorial/sources/{slug}/authorisations");
        let body = json!({"authorisations": periods});
        assert_eq!(chief.send(Method::PUT, &path, &[("if-match", "*")], Some(&body)).await.status(), 200);
    }
    merged(&chief, "sources/yun-xi-bao", "yun-xi-ri-bao").await;
    let stays = chief.json("/v1/editorial/sources/yun-xi-ri-bao").await;
    let lists = stays["authorisations"].as_array().unwrap();
    assert_eq!(lists.len(), 2, "what both say is said once: {stays}");
    assert_eq!(stays["aliases"], json!(["云溪", "云溪报", "云溪报业"]));
}
