//! An import over an article that the newsroom has: its text is published, and no draft hides that.

use dibao::import::jsonl;
use dibao::import::line::Reading;
use dibao::import::report::Report;
use dibao::newsroom::publication::{Terms, order};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::{Desk, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

/// Imports another text of an article.
async fn import(app: &App, id: Uuid, title: &str) -> Report {
    let line = json!({"id": id.to_string(), "title": title, "body": "导入的正文。", "published_at": "2024-01-01"});
    let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
    let lines = std::io::Cursor::new(line.to_string());
    let report = jsonl::import(&app.db.primary, "f", lines, reading, |_| {}).await.unwrap();
    app.state.catch_up().await.unwrap();
    report
}

/// The article as its editors have it.
async fn edited(desk: &Desk<'_>, id: Uuid) -> Value {
    desk.chief.json(&format!("/v1/editorial/articles/{id}")).await
}

#[rstest]
#[tokio::test]
async fn without_an_open_draft_the_newsroom_has_the_imported_text(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河新桥通车").await;
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    let before = edited(&desk, id).await;
    let report = import(&app, id, "清河新桥昨日通车").await;
    assert_eq!((report.updated, report.unplaced.len()), (1, 0), "{report}");
    let after = edited(&desk, id).await;
    assert_eq!((&after["revision"], &after["published_revision"]), (&json!(2), &json!(2)));
    assert_eq!((&after["content"]["title"], &after["stage"]), (&json!("清河新桥昨日通车"), &json!("published")));
    assert!(after["version"].as_i64() > before["version"].as_i64());
    let list = desk.chief.json("/v1/editorial/articles").await;
    assert_eq!(list["items"][0]["title"], "清河新桥昨日通车");
    // What is changed next is the imported text.
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", "*")];
    let path = format!("/v1/editorial/articles/{id}");
    let patch = json!({"kicker": "交通"});
    let answer = desk.reporter.send(reqwest::Method::PATCH, &path, &headers, Some(&patch)).await;
    let changed: Value = answer.json().await.unwrap();
    assert_eq!((&changed["revision"], &changed["content"]["title"]), (&json!(3), &json!("清河新桥昨日通车")));
    assert!(changed["content"]["body"].to_string().contains("导入的正文"));
}

#[rstest]
#[tokio::test]
async fn an_open_draft_stays_and_is_not_published_over_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河新桥通车").await;
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    desk.edit(id, &desk.reporter, "编辑中的标题").await;
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    let before = edited(&desk, id).await;
    let report = import(&app, id, "导入的标题").await;
    assert_eq!((report.updated, report.failed.len(), report.unplaced.len()), (1, 0, 1), "{report}");
    assert!(report.to_string().contains("draft"), "{report}");
    let article = app.json(&format!("/v1/articles/{id}")).await;
    assert_eq!((&article["title"], &article["revision"]), (&json!("导入的标题"), &json!(3)));
    let after = edited(&desk, id).await;
    assert_eq!((&after["revision"], &after["published_revision"]), (&json!(2), &json!(3)));
    assert_eq!(after["content"]["title"], "编辑中的标题");
    // Who has seen the state before hears that it has changed.
    let held = format!("\"v{}\"", before["version"]);
    let seen = [("if-match", held.as_str())];
    let publish = desk.chief.send(reqwest::Method::POST, &at(id, "publish"), &seen, Some(&json!({}))).await;
    refused(publish, 412, "precondition_failed").await;
    for (step, body) in [("publish", json!({})), ("publish", json!({"at": "2126-03-16T06:00:00+08:00"}))] {
        let problem = refused(desk.step(&desk.chief, id, step, body).await, 409, "wrong_stage").await;
        assert!(problem["detail"].as_str().unwrap().contains("import"), "{problem}");
    }
    let correct = desk.step(&desk.chief, id, "correct", json!({"note": "更正。"})).await;
    refused(correct, 409, "wrong_stage").await;
    assert_eq!(app.json(&format!("/v1/articles/{id}")).await["revision"], 3);
    // The draft goes on when somebody says so, above the imported text, which stays among the revisions.
    let restored = desk.step(&desk.reporter, id, "revisions/2/restore", json!({})).await;
    assert_eq!(restored.status(), 200);
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    let article = app.json(&format!("/v1/articles/{id}")).await;
    assert_eq!((&article["title"], &article["revision"]), (&json!("编辑中的标题"), &json!(4)));
    let imported = desk.chief.json(&at(id, "revisions/3")).await;
    assert_eq!(imported["content"]["title"], "导入的标题");
}

#[rstest]
#[tokio::test]
async fn what_falls_due_does_not_take_readers_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河新桥通车").await;
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    desk.edit(id, &desk.reporter, "定时的标题").await;
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    desk.done(&desk.chief, id, "publish", json!({"at": "2126-03-16T06:00:00+08:00"})).await;
    import(&app, id, "导入的标题").await;
    app.pass_hours(&[id]).await;
    // The service may have tried before and marked it as failed; then there is nothing to do.
    let terms = Terms::from(&app.settings);
    assert!(!order::fall_due(&app.db.primary, id, terms).await.unwrap_or(false));
    assert_eq!(app.json(&format!("/v1/articles/{id}")).await["title"], "导入的标题");
}
