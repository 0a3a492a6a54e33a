use futures_util::future::join_all;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::desk::{Desk, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn two_hundred_at_once_make_one_change(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    let version = desk.approve(id).await["version"].clone();
    let tag = format!("\"v{version}\"");
    let (path, headers) = (at(id, "publish"), [("if-match", tag.as_str())]);
    let (path, headers, body) = (path.as_str(), &headers, json!({"revision": 1}));
    let once = (0..200).map(|_| desk.chief.send(reqwest::Method::POST, path, headers, Some(&body)));
    let mut seqs = Vec::new();
    for answer in join_all(once).await {
        assert_eq!(answer.status(), 200);
        seqs.push(answer.json::<Value>().await.unwrap()["seq"].as_i64().unwrap());
    }
    let changes = desk.changes(id).await;
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(changes[0].0 == "article.published" && seqs.iter().all(|seq| *seq == changes[0].1));
    let without = desk.chief.send(reqwest::Method::POST, path, headers, Some(&json!({}))).await;
    refused(without, 412, "precondition_failed").await;
    assert_eq!(app.json(&format!("/v1/articles/{id}")).await["title"], "清河大桥");
    assert_eq!(dibao::articles::wrong_counts(&app.db.read).await.unwrap(), Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_later_revision_is_an_update_that_readers_see_only_then(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河大桥").await;
    desk.edit(id, &desk.reporter, "清河大桥通车").await;
    desk.approve(id).await;
    let reader = format!("/v1/articles/{id}");
    assert_eq!(app.json(&reader).await["title"], "清河大桥");
    let status = desk.done(&desk.chief, id, "publish", json!({})).await;
    let seen = app.json(&format!("{reader}?min_seq={}", status["seq"])).await;
    assert_eq!((&seen["title"], &seen["revision"]), (&json!("清河大桥通车"), &json!(2)));
    let types: Vec<String> = desk.changes(id).await.into_iter().map(|(event, _)| event).collect();
    assert_eq!(types, ["article.published", "article.updated"]);
}

#[rstest]
#[tokio::test]
async fn what_fell_due_while_nobody_ran_is_published_once_at_the_start(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let (good, bad) = (desk.draft("清河大桥").await, desk.draft("云溪湿地").await);
    for id in [good, bad] {
        desk.approve(id).await;
        let at = (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339();
        let status = desk.done(&desk.chief, id, "publish", json!({"at": at})).await;
        assert_eq!((&status["state"], &status["scheduled"]["revision"]), (&json!("draft"), &json!(1)));
    }
    refused(
        desk.step(&desk.chief, good, "publish", json!({"at": "2001-01-01T00:00:00Z"})).await,
        422,
        "invalid_content",
    )
    .await;
    // The hour passes; the second has lost an approval meanwhile.
    app.pass_time(&[good, bad], bad).await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = app.settings.clone();
    settings.data_dir = folder.path().to_owned();
    let other = App::on(settings).await;
    for _ in 0..100 {
        if desk.changes(good).await.len() == 1 && failed(&desk).await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(desk.changes(good).await.len(), 1);
    assert!(failed(&desk).await && desk.changes(bad).await.is_empty());
    assert_eq!(other.json(&format!("/v1/articles/{good}")).await["title"], "清河大桥");
}

/// Whether the one that is left in the schedule has failed.
async fn failed(desk: &Desk<'_>) -> bool {
    let page = desk.chief.json("/v1/editorial/schedule").await;
    let items = page["items"].as_array().unwrap();
    items.len() == 1 && items[0]["scheduled"]["failure"].as_str().is_some_and(|why| why.starts_with("not_approved"))
}
