//! What is scheduled comes out once: after a stop, and with several instances.

use std::time::Duration;

use dibao::auth::Role;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::{App, Kind, client};

/// Approved articles that are to come out in an hour.
async fn scheduled(app: &App, count: usize) -> Vec<Uuid> {
    let desk = Desk::open(app).await;
    let at = (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339();
    let mut ids = Vec::new();
    for number in 0..count {
        let id = desk.draft(&format!("清河大桥之{number}")).await;
        desk.approve(id).await;
        desk.done(&desk.chief, id, "publish", json!({"at": at})).await;
        ids.push(id);
    }
    ids
}

/// Waits until nothing is scheduled any more; the lines of the change log about articles by then.
async fn when_all_are_out(app: &App) -> Vec<Value> {
    let chief = app.sign_in(&format!("late-{}", Uuid::now_v7()), Role::Chief).await;
    for _ in 0..200 {
        if chief.json("/v1/editorial/schedule").await["items"] == json!([]) {
            return app.json("/v1/changes?kind=article&limit=1000").await["items"].as_array().unwrap().clone();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it stays scheduled");
}

#[rstest]
#[tokio::test]
async fn what_fell_due_while_the_service_was_stopped_comes_out_once(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    let ids = scheduled(&app, 1).await;
    let base = app.base.clone();
    let stopped = app.stop().await;
    assert!(client().get(base).send().await.is_err(), "it runs");
    stopped.pass_time(&ids).await;
    let app = stopped.start().await;
    let lines = when_all_are_out(&app).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    let told = (&lines[0]["type"], &lines[0]["subject"]["id"]);
    assert_eq!(told, (&json!("article.published"), &json!(ids[0].to_string())));
    assert_eq!(app.json(&format!("/v1/articles/{}", ids[0])).await["title"], "清河大桥之0");
    let chief = app.sign_in("auditor", Role::Chief).await;
    let audit = chief.json(&format!("/v1/editorial/audit?subject={}&action=publish_article", ids[0])).await;
    let actors: Vec<&Value> = audit["items"].as_array().unwrap().iter().map(|line| &line["actor"]["kind"]).collect();
    assert_eq!(actors, ["system", "account"]);
    // Another start does nothing more.
    drop(chief);
    let app = app.stop().await.start().await;
    assert_eq!(when_all_are_out(&app).await, lines);
}

#[rstest]
#[tokio::test]
async fn of_several_instances_one_brings_each_out(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let ids = scheduled(&app, 8).await;
    let others = [app.beside().await, app.beside().await];
    app.pass_hours(&ids).await;
    let lines = when_all_are_out(&app).await;
    let mut out: Vec<&str> = lines.iter().map(|line| line["subject"]["id"].as_str().unwrap()).collect();
    out.sort_unstable();
    let mut expected: Vec<String> = ids.iter().map(ToString::to_string).collect();
    expected.sort_unstable();
    assert_eq!(out, expected);
    assert!(lines.iter().all(|line| line["type"] == "article.published"), "{lines:?}");
    let seq = lines.last().unwrap()["seq"].clone();
    for other in &others {
        assert_eq!(
            other.json(&format!("/v1/articles?limit=100&min_seq={seq}")).await["items"].as_array().unwrap().len(),
            8
        );
    }
    assert_eq!(dibao::articles::wrong_counts(&app.db.read).await.unwrap(), Vec::<String>::new());
}
