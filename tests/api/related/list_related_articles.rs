//! `GET /v1/articles/{id}/related`.

use dibao::auth::Actor;
use dibao::related::Choices;
use dibao::related::save::choose;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{bridge, id, order};
use crate::support::{App, Kind, article};

/// The state of the log.
fn seq(app: &App) -> i64 {
    app.state.catalog().head.seq
}

/// What is related to an article, from the state of the log as it is now.
async fn related(app: &App, id: &str, query: &str) -> Value {
    app.json(&format!("/v1/articles/{id}/related?min_seq={}{query}", seq(app))).await
}

/// Keeps choices and lets the names catch up.
async fn chosen(app: &App, article: &str, pins: &[&str], bans: &[&str]) {
    let ids = |ids: &[&str]| ids.iter().map(|id| Uuid::parse_str(id).unwrap()).collect();
    let choices = Choices { pins: ids(pins), bans: ids(bans) };
    let article = Uuid::parse_str(article).unwrap();
    choose(&app.db.primary, &Actor::command(), article, dibao::accounts::whatever, &choices).await.unwrap();
    app.state.catch_up().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn the_same_event_comes_first_with_the_reasons_for_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let article = id(&app, "bridge").await;
    let answer = related(&app, &article, "").await;
    assert_eq!(&order(&answer)[..3], ["reprint", "paper", "later"], "{answer}");
    assert!(!order(&answer).contains(&"bridge"));
    let first = &answer["items"][0];
    assert_eq!(first["id"], first["article"]["id"]);
    let kinds: Vec<&str> =
        first["reasons"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"same_event") && kinds.contains(&"shared_term"), "{kinds:?}");
    assert_eq!(first["reasons"][0], json!({"kind": "same_event", "weight": first["score"], "evidence": "PT23H"}));
    let later = &answer["items"][2]["reasons"];
    assert!(later.as_array().unwrap().iter().all(|one| one["kind"] != "same_event"), "a year lies between: {later}");
    let scores: Vec<f64> =
        answer["items"].as_array().unwrap().iter().map(|item| item["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|score| (0.0..=1.0).contains(score)), "{scores:?}");
    assert_eq!(answer["seq"], seq(&app));
    assert_eq!(related(&app, &article, "").await, answer, "the same state, the same answer");
}

#[rstest]
#[tokio::test]
async fn there_are_as_many_as_are_asked_for(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let told = |number: usize| {
        let day = format!("2026-01-{:02}", number % 28 + 1);
        article(&number.to_string(), &format!("清河大桥通车第{number}天"), &day)
    };
    app.publish(&(0..130).map(told).collect::<Vec<_>>()).await;
    app.indexed().await;
    let article = id(&app, "7").await;
    for limit in [1, 10, 64, 100] {
        let answer = related(&app, &article, &format!("&limit={limit}")).await;
        assert_eq!(order(&answer).len(), limit);
    }
}

#[rstest]
#[tokio::test]
async fn reprints_of_one_text_are_one_item(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let answer = related(&app, &id(&app, "paper").await, "").await;
    let found = order(&answer);
    assert_eq!(found[0], "bridge", "{answer}");
    assert!(!found.contains(&"reprint"));
    assert_eq!(answer["items"][0]["reprints"][0]["external_id"], "reprint");
    assert!(answer["items"][1]["reprints"].as_array().unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn editors_choices_come_first_and_what_they_banned_never(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let (article, school, paper) = (id(&app, "bridge").await, id(&app, "school").await, id(&app, "paper").await);
    let before = related(&app, &article, "").await;
    let changes = seq(&app);
    chosen(&app, &article, &[&school], &[&paper]).await;
    let line = app.json(&format!("/v1/changes?after={changes}")).await["items"][0].clone();
    assert_eq!((&line["type"], &line["subject"]["id"]), (&json!("article.updated"), &json!(article)), "{line}");
    let answer = related(&app, &article, "").await;
    assert_ne!(answer["items"], before["items"], "what was kept of the former state is not served");
    assert_eq!(&order(&answer)[..2], ["school", "reprint"]);
    assert!(!order(&answer).contains(&"paper"));
    assert_eq!(answer["items"][0]["reasons"][0], json!({"kind": "pinned", "weight": 1.0, "evidence": null}));
    let other = related(&app, &id(&app, "later").await, "").await;
    assert!(order(&other).contains(&"paper") && order(&other)[0] != "school", "choices are for one article");
    let filtered = related(&app, &article, "&to=2025-06-30").await;
    assert!(!order(&filtered).contains(&"school"), "filters hold for choices, too: {filtered}");
    chosen(&app, &article, &[], &[]).await;
    assert_eq!(related(&app, &article, "").await["items"], before["items"]);
}

#[rstest]
#[tokio::test]
async fn choices_that_cannot_be_kept_are_refused_all_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let [article, school] =
        [id(&app, "bridge").await, id(&app, "school").await].map(|id| Uuid::parse_str(&id).unwrap());
    let choices = Choices { pins: vec![school, article], bans: vec![school, Uuid::nil()] };
    let choose = async |article: Uuid, choices: Choices| {
        choose(&app.db.primary, &Actor::command(), article, dibao::accounts::whatever, &choices).await
    };
    let refused = choose(article, choices).await.unwrap_err();
    let dibao::kernel::error::Error::Refused { errors, .. } = refused else { panic!("{refused}") };
    let places: Vec<String> = errors.iter().map(|error| error.place.to_string()).collect();
    assert_eq!(places, ["/pinned/1", "/banned/0", "/banned/1"]);
    let answer = related(&app, &article.to_string(), "").await;
    assert_eq!(order(&answer)[0], "reprint", "nothing was kept");
    assert!(choose(Uuid::nil(), Choices::default()).await.is_err());
    let many = Choices { pins: vec![school; 21], bans: Vec::new() };
    assert!(choose(article, many).await.is_err());
}

#[rstest]
#[tokio::test]
async fn filters_say_which_may_be_shown(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let mut elsewhere = article("elsewhere", "清河大桥通车后的第一天", "2025-06-04T20:00:00+08:00");
    elsewhere["channel"] = json!(["副刊"]);
    elsewhere["source"] = json!({"name": "清河晚报", "edition": "周末版"});
    app.publish(&[elsewhere]).await;
    let article = id(&app, "bridge").await;
    for (query, allowed) in [
        ("&from=2026-01-01", &["later"][..]),
        ("&to=2025-06-03", &["paper", "rain"]),
        ("&channel=fu-kan", &["elsewhere"]),
        ("&source=yun-xi-ri-bao", &["reprint", "school"]),
        ("&source=zhou-mo-ban", &["elsewhere"]),
        ("&exclude_same_source=true", &["paper", "later", "rain", "elsewhere"]),
        ("&source=qing-he-wan-bao&to=2025-06-30", &["paper", "rain", "elsewhere"]),
        ("&limit=1", &["reprint"]),
    ] {
        let answer = related(&app, &article, query).await;
        let found = order(&answer);
        assert!(!found.is_empty() && found.iter().all(|one| allowed.contains(one)), "{query}: {found:?}");
    }
    let trimmed = related(&app, &article, "&fields=score,article.title&limit=1").await;
    let mut members: Vec<&String> = trimmed["items"][0].as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["article", "id", "score"]);
}

#[rstest]
#[tokio::test]
async fn a_column_and_tags_bring_together_what_shares_few_words(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let walk = |external_id: &str, title: &str| {
        let mut line = article(external_id, title, "2025-03-01");
        line["column"] = json!("走读清河");
        line["tags"] = json!(["非遗"]);
        line
    };
    app.publish(&[walk("paper-cutting", "剪纸里的春天"), walk("kites", "风筝作坊")]).await;
    let answer = related(&app, &id(&app, "kites").await, "").await;
    let first = &answer["items"][0];
    assert_eq!(first["article"]["external_id"], "paper-cutting", "{answer}");
    let reasons: Vec<(&str, &str)> = first["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["evidence"].as_str().unwrap()))
        .collect();
    assert!(reasons.contains(&("same_column", "走读清河")) && reasons.contains(&("same_tag", "非遗")), "{reasons:?}");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_asked_is_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let article = id(&app, "bridge").await;
    for query in
        ["limit=0", "limit=101", "channel=nowhere", "from=yesterday", "exclude_same_source=1", "cursor=x", "fields=x"]
    {
        app.refused(&format!("/v1/articles/{article}/related?{query}"), 400, "invalid_parameter").await;
    }
    app.refused("/v1/articles/x/related", 400, "invalid_parameter").await;
    app.refused(&format!("/v1/articles/{}/related", Uuid::nil()), 404, "article_not_found").await;
    let ahead = seq(&app) + 1;
    app.refused(&format!("/v1/articles/{article}/related?min_seq={ahead}"), 503, "state_behind").await;
}

#[rstest]
#[tokio::test]
async fn a_current_copy_is_answered_304_until_something_changes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let article_id = id(&app, "bridge").await;
    let path = format!("/v1/articles/{article_id}/related?min_seq={}", seq(&app));
    let etag = app.get(&path).await.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(app.get_with(&path, &[("if-none-match", &etag)]).await.status(), 304);
    app.publish(&[article("more", "清河大桥夜景亮灯", "2025-06-05")]).await;
    let path = format!("/v1/articles/{article_id}/related?min_seq={}", seq(&app));
    let answer = app.get_with(&path, &[("if-none-match", &etag)]).await;
    assert_eq!(answer.status(), 200);
    assert!(order(&answer.json().await.unwrap()).contains(&"more"));
}

#[rstest]
#[tokio::test]
async fn an_article_brings_what_is_related_when_it_is_asked_to(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    bridge(&app).await;
    let article = id(&app, "bridge").await;
    let listed = related(&app, &article, "").await;
    let path = format!("/v1/articles/{article}");
    assert_eq!(app.json(&path).await["related"], Value::Null);
    assert_eq!(app.json(&format!("{path}?include=related,source")).await["related"], listed["items"]);
    let trimmed = app.json(&format!("{path}?include=related&fields=title,related.score")).await;
    assert_eq!(trimmed["related"][0], json!({"score": listed["items"][0]["score"]}));
    app.refused("/v1/articles?include=related", 400, "invalid_parameter").await;
}

#[rstest]
#[tokio::test]
async fn time_may_be_left_out_by_a_setting(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("related.nearness_percent", "0")]).await else { return };
    let lines = ["2015-01-01", "2025-01-01"].map(|day| article(day, "清河大桥通车典礼", day));
    app.publish(&lines).await;
    app.publish(&[article("asked", "清河大桥通车典礼举行", "2015-01-02")]).await;
    let answer = related(&app, &id(&app, "asked").await, "").await;
    assert_eq!(answer["items"][0]["score"], answer["items"][1]["score"], "{answer}");
    assert_eq!(order(&answer), ["2025-01-01", "2015-01-01"], "of those as good the newer one first");
}
