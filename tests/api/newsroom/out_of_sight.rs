//! What is taken back is gone from everything that readers see, also where it stood beside other articles.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind};

#[rstest]
#[case::for_good("withdraw", json!({"reason": "privacy"}))]
#[case::for_now("unpublish", json!({"reason": "等待核实"}))]
#[tokio::test]
async fn it_leaves_the_lists_of_other_articles(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[case] order: &str,
    #[case] body: serde_json::Value,
) {
    let Some(app) = App::demo(kind).await else { return };
    app.indexed().await;
    let chief = app.sign_in("chief", Role::Chief).await;
    let ids = app.walk("/v1/articles?limit=100&fields=id", "/id").await;
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str().unwrap()).collect();
    // The one that stands beside most others.
    let mut beside: Vec<(&str, Vec<String>)> = Vec::new();
    for id in &ids {
        let list = app.json(&format!("/v1/articles/{id}/related?limit=20")).await.to_string();
        let others = ids.iter().filter(|other| *other != id && list.contains(**other));
        beside.push((id, others.map(|other| (*other).to_owned()).collect()));
    }
    let count = |id: &&&str| beside.iter().filter(|(_, others)| others.iter().any(|other| other == **id)).count();
    let gone = *ids.iter().max_by_key(count).unwrap();
    let hosts: Vec<&str> =
        beside.iter().filter(|(_, others)| others.iter().any(|other| other == gone)).map(|(id, _)| *id).collect();
    assert!(hosts.len() > 2, "{hosts:?}");
    let title = app.json(&format!("/v1/articles/{gone}")).await["title"].as_str().unwrap().to_owned();
    let words: String = title.chars().filter(|letter| letter.is_alphanumeric()).take(8).collect();
    let searches = [format!("/v1/search?q={words}&limit=100"), "/v1/search?limit=100".to_owned()];
    for search in &searches {
        assert!(app.json(search).await.to_string().contains(gone), "{search}");
    }

    let path = format!("/v1/editorial/articles/{gone}/{order}");
    let answer = chief.send(Method::POST, &path, &[("if-match", "*")], Some(&body)).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    app.indexed().await;

    for host in hosts {
        for path in [
            format!("/v1/articles/{host}/related?limit=20"),
            format!("/v1/articles/{host}?include=related"),
            format!("/v1/articles/{host}/neighbours?in=site"),
        ] {
            assert!(!app.json(&path).await.to_string().contains(gone), "{path}");
        }
    }
    for path in searches.into_iter().chain(["/v1/articles?limit=100".to_owned(), format!("/v1/articles?ids={gone}")]) {
        assert!(!app.json(&path).await["items"].to_string().contains(gone), "{path}");
    }
    let suggested = app.json(&format!("/v1/suggest?q={words}")).await.to_string();
    assert!(!suggested.contains(gone), "{suggested}");
}
