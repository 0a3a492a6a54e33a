//! `merge_person`.

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};

use super::{merge, merged};
use crate::support::signed::refused;
use crate::support::{App, Kind};

/// An article with people.
fn by(number: usize, people: &[(&str, &str)]) -> Value {
    let people: Vec<Value> = people.iter().map(|(name, role)| json!({"name": name, "role": role})).collect();
    json!({
        "external_id": format!("p-{number}"), "title": format!("第{number}篇稿件"), "body": "正文。",
        "published_at": format!("2026-02-{:02}", number + 1), "people": people,
    })
}

#[rstest]
#[tokio::test]
async fn one_who_stands_twice_is_named_once_for_each_part(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    app.publish(&[
        by(1, &[("李铭", "author"), ("王曦", "editor"), ("李明", "author")]),
        by(2, &[("李明", "author"), ("李铭", "editor")]),
        by(3, &[("李铭", "reporter")]),
        by(4, &[("王曦", "reporter")]),
    ])
    .await;
    let people = app.json("/v1/people").await;
    let of = |name: &str| people["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
    let (gone, stays) = (of("李铭"), of("李明"));
    assert_eq!((&gone["article_count"], &stays["article_count"]), (&json!(3), &json!(2)));
    let path = format!("people/{}", gone["slug"].as_str().unwrap());
    let done = merged(&editor, &path, stays["slug"].as_str().unwrap()).await;
    assert_eq!((&done["moved_articles"], &done["into"]["id"]), (&json!(3), &stays["id"]));
    for name in [&gone["slug"], &gone["id"], &stays["slug"]] {
        let name = name.as_str().unwrap();
        assert_eq!(app.json(&format!("/v1/people/{name}")).await["article_count"], 3);
        assert_eq!(app.json(&format!("/v1/articles?person={name}&total=true")).await["total"], 3);
    }
    let mut named = Vec::new();
    for number in 1..=3 {
        let found = app.json(&format!("/v1/articles?external_id=p-{number}")).await;
        let people = found["items"][0]["people"].as_array().unwrap().clone();
        named.push(
            people
                .iter()
                .map(|one| (one["name"].as_str().unwrap().to_owned(), one["role"].as_str().unwrap().to_owned()))
                .collect::<Vec<_>>(),
        );
    }
    let part = |name: &str, role: &str| (name.to_owned(), role.to_owned());
    assert_eq!(
        named,
        [
            vec![part("李明", "author"), part("王曦", "editor")],
            vec![part("李明", "author"), part("李明", "editor")],
            vec![part("李明", "reporter")],
        ]
    );
    assert!(dibao::articles::wrong_counts(&app.db.read).await.unwrap().is_empty());
    let log = app.json("/v1/changes?kind=person&limit=1000").await;
    let last: Vec<&Value> = log["items"].as_array().unwrap().iter().rev().take(2).collect();
    assert_eq!((&last[1]["type"], &last[0]["type"]), (&json!("person.merged"), &json!("person.updated")));
    assert_eq!(last[1]["subject"]["id"], gone["id"]);
}

#[rstest]
#[tokio::test]
async fn only_editors_merge_and_only_two(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let editor = app.sign_in("li", Role::Editor).await;
    for name in ["李明", "王曦"] {
        assert_eq!(editor.post("/v1/editorial/people", &json!({"name": name})).await.status(), 201);
    }
    let reporter = app.sign_in("wang", Role::Reporter).await;
    refused(merge(&reporter, "people/li-ming", "*", "wang-xi").await, 403, "forbidden").await;
    for into in ["li-ming", "none"] {
        let problem = refused(merge(&editor, "people/li-ming", "*", into).await, 422, "invalid_content").await;
        assert_eq!(problem["errors"][0]["pointer"], "/into");
    }
    refused(merge(&editor, "people/none", "*", "li-ming").await, 404, "person_not_found").await;
    merged(&editor, "people/li-ming", "wang-xi").await;
    assert_eq!(app.json("/v1/people/li-ming").await["name"], "王曦");
}
