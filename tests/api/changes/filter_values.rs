//! What lines of the change log tell of the filters before and after.

use dibao::auth::Role;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{App, Kind};

/// The id of the thing of a slug.
async fn id(app: &App, kind: &str, slug: &str) -> Value {
    app.json(&format!("/v1/{kind}/{slug}")).await["id"].clone()
}

#[rstest]
#[tokio::test]
async fn a_filtered_listener_hears_of_what_comes_and_what_goes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    app.publish_demo().await;
    let chief = app.sign_in("chief", Role::Chief).await;
    let start = app.json("/v1/site").await["seq"].clone();
    let begun = json!({
        "title": "清河水位", "channel": "zong-he", "column": "zou-du-qing-he", "source": "qing-he-qu-rong-mei-ti-zhong-xin",
        "people": [{"person": "luo-ping-ling", "role": "editor"}, {"person": "luo-ping-ling", "role": "author"}],
        "tags": ["fang-xun", "jiao-yu"],
    });
    let answer = chief.post("/v1/editorial/articles", &begun).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let step = async |method: Method, step: &str, media_type: &str, body: Value| {
        let headers = [("if-match", "*"), ("content-type", media_type)];
        let answer = chief.send(method, &format!("{location}{step}"), &headers, Some(&body)).await;
        assert_eq!(answer.status(), 200, "{step}: {}", answer.text().await.unwrap());
    };
    let json = "application/json";
    step(Method::POST, "/publish", json, json!({})).await;
    let moved = json!({"channel": "xin-wen", "column": null, "people": [], "tags": ["jiao-yu"]});
    step(Method::PATCH, "", "application/merge-patch+json", moved).await;
    step(Method::POST, "/publish", json, json!({})).await;
    step(Method::POST, "/unpublish", json, json!({"reason": "核实"})).await;
    step(Method::POST, "/publish", json, json!({})).await;
    step(Method::POST, "/withdraw", json, json!({"reason": "other"})).await;

    let channel = id(&app, "channels", "zong-he").await;
    let column = id(&app, "columns", "zou-du-qing-he").await;
    let source = id(&app, "sources", "qing-he-qu-rong-mei-ti-zhong-xin").await;
    let person = id(&app, "people", "luo-ping-ling").await;
    let (flood, school) = (id(&app, "tags", "fang-xun").await, id(&app, "tags", "jiao-yu").await);
    let first =
        json!({"channel": channel, "column": column, "source": source, "people": [person], "tags": [flood, school]});
    let news = id(&app, "channels", "xin-wen").await;
    let second = json!({"channel": news, "column": null, "source": source, "people": [], "tags": [school]});
    let lines = app.json(&format!("/v1/changes?kind=article&after={start}")).await;
    let seen: Vec<(&str, Value, Value)> = lines["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["type"].as_str().unwrap(), in_order(&line["before"]), in_order(&line["after"])))
        .collect();
    let (first, second) = (in_order(&first), in_order(&second));
    let expected = [
        ("article.published", Value::Null, first.clone()),
        ("article.updated", first, second.clone()),
        ("article.unpublished", second.clone(), Value::Null),
        ("article.published", Value::Null, second.clone()),
        ("article.withdrawn", second, Value::Null),
    ];
    assert_eq!(seen, expected);
    assert_eq!(dibao::articles::wrong_counts(&app.db.read).await.unwrap(), Vec::<String>::new());
}

/// Filter values whose tags are in one order.
fn in_order(values: &Value) -> Value {
    let mut values = values.clone();
    if let Some(Value::Array(tags)) = values.get_mut("tags") {
        tags.sort_by_key(ToString::to_string);
    }
    values
}
