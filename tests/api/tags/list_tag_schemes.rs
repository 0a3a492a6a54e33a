//! `list_tag_schemes`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::json;

use super::import_vocabulary::{brought, import};
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn each_vocabulary_has_its_title_and_the_number_of_its_tags(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    assert_eq!(app.json("/v1/tag-schemes").await, json!({"items": []}));
    let editor = app.sign_in("li", Role::Editor).await;
    assert_eq!(editor.post("/v1/editorial/tags", &json!({"name": "防汛"})).await.status(), 201);
    let table = "code,name\n1,防洪\n2,防旱\n";
    brought(import(&editor, "medtop&title=%E4%B8%BB%E9%A2%98", table.as_bytes()).await).await;
    let expected = json!({"items": [
        {"scheme": "keyword", "title": null, "count": 1},
        {"scheme": "medtop", "title": "主题", "count": 2},
    ]});
    assert_eq!(app.json("/v1/tag-schemes").await, expected);
    // A title alone is a change that readers notice, once.
    let log = app.json("/v1/site").await["seq"].as_i64().unwrap();
    brought(import(&editor, "medtop&title=Topics", table.as_bytes()).await).await;
    brought(import(&editor, "medtop&title=Topics", table.as_bytes()).await).await;
    assert_eq!(app.json("/v1/tag-schemes").await["items"][1]["title"], "Topics");
    let lines = app.json(&format!("/v1/changes?after={log}")).await["items"].clone();
    assert_eq!((lines.as_array().unwrap().len(), &lines[0]["type"]), (1, &json!("site.updated")));
    let other = app.beside().await;
    assert_eq!(other.json("/v1/tag-schemes").await["items"][1]["title"], "Topics");
    app.refused("/v1/tag-schemes?scheme=keyword", 400, "invalid_parameter").await;
}
