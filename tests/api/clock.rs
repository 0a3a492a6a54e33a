//! Times after the clock was set back: rows of the database are from later than now.

use dibao::articles::save::Outcome;
use dibao::auth::Role;
use rstest::rstest;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::signed::PASSWORD;
use crate::support::{App, Kind, article};

const HOUR: i64 = 3_600_000;

/// Moves a time in all rows of a table.
async fn moved(app: &App, table: &'static str, column: &'static str, by_ms: i64) {
    let mut update = Query::update();
    update.table(table).value(column, Expr::col(column).add(by_ms));
    app.db.primary.transaction(async |tx| tx.execute(&update).await).await.unwrap();
}

/// A time of an answer.
fn time(value: &Value) -> chrono::DateTime<chrono::FixedOffset> {
    chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap()
}

/// The times of an article as readers see it: changed and published.
async fn times(app: &App, id: Uuid) -> [chrono::DateTime<chrono::FixedOffset>; 2] {
    let seq = app.json("/v1/changes").await["next_after"].clone();
    let article = app.json(&format!("/v1/articles/{id}?min_seq={seq}")).await;
    ["updated_at", "published_at"].map(|name| time(&article[name]))
}

#[rstest]
#[tokio::test]
async fn the_change_log_never_runs_backward(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("a", "甲", "2026-01-02"), article("b", "乙", "2026-01-02")]).await;
    moved(&app, "change", "at", HOUR).await;
    let chief = app.sign_in("chief", Role::Chief).await;
    assert_eq!(chief.post("/v1/editorial/channels", &json!({"name": "天气"})).await.status(), 201);
    app.publish(&[article("c", "丙", "2026-01-02"), article("a", "甲甲", "2026-01-02")]).await;
    let log = app.json("/v1/changes?limit=1000").await;
    let lines = log["items"].as_array().unwrap();
    assert!(lines.len() >= 5);
    for pair in lines.windows(2) {
        assert!(time(&pair[0]["at"]) <= time(&pair[1]["at"]), "{pair:?}");
        assert!(pair[0]["seq"].as_i64() < pair[1]["seq"].as_i64());
    }
}

#[rstest]
#[tokio::test]
async fn no_article_changes_before_it_is_published(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start_with(kind, &[("review.levels", "0")]).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    desk.done(&desk.chief, id, "publish", json!({})).await;
    let mut line = article("imported", "云溪", "2026-01-02T10:00:00+08:00");
    line["updated_at"] = "2026-01-02T09:00:00+08:00".into();
    let Outcome::Created(imported) = app.publish(&[line.clone()]).await[0] else { panic!("it is imported") };
    let [updated, published] = times(&app, imported).await;
    assert_eq!(updated, published);
    assert!(matches!(app.publish(&[line.clone()]).await[0], Outcome::Unchanged(_)), "the same again changes nothing");

    for column in ["published_at", "first_published_at", "updated_at"] {
        moved(&app, "article", column, HOUR).await;
    }
    for column in ["published_at", "first_published_at", "updated_at"] {
        moved(&app, "listing", column, HOUR).await;
    }
    for column in ["created_at", "edited_at"] {
        moved(&app, "draft", column, HOUR).await;
    }
    let path = format!("/v1/editorial/articles/{id}");
    let before = desk.chief.json(&path).await;
    desk.edit(id, &desk.reporter, "清河大桥通车").await;
    let after = desk.chief.json(&path).await;
    assert!(time(&after["edited_at"]) >= time(&before["edited_at"]), "{after}");
    desk.done(&desk.chief, id, "publish", json!({})).await;
    let [updated, published] = times(&app, id).await;
    assert!(updated >= published, "{updated} {published}");
    // It may be corrected with the time that readers are told already, although that is to come.
    let told = json!({"title": "清河大桥今日通车", "published_at": published.to_rfc3339()});
    let answer = desk.reporter.patch_any(&path, &told).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    desk.done(&desk.reporter, id, "submit", json!({})).await;
    desk.done(&desk.chief, id, "correct", json!({"note": "标题有误。"})).await;
    let [updated, published] = times(&app, id).await;
    assert!(updated >= published, "{updated} {published}");

    let mut changed = article("imported", "云溪湿地", "2126-01-02");
    changed.as_object_mut().unwrap().remove("updated_at");
    changed["published_at"] = "2026-01-02T10:00:00+08:00".into();
    app.publish(&[changed]).await;
    let [updated, published] = times(&app, imported).await;
    assert!(updated >= published, "{updated} {published}");
}

#[rstest]
#[tokio::test]
async fn a_lock_from_a_later_clock_locks_nobody_out(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.account("wang.xi", Role::Editor).await;
    let lock = async |ms: i64| {
        let until = chrono::Utc::now().timestamp_millis() + ms;
        let update = Query::update().table("account").value("locked_until", until).take();
        app.db.primary.transaction(async |tx| tx.execute(&update).await).await.unwrap();
    };
    let sign_in = async || {
        let body = json!({"name": "wang.xi", "password": PASSWORD});
        app.post("/v1/editorial/token", &body).await.status().as_u16()
    };
    lock(60_000).await;
    assert_eq!(sign_in().await, 429);
    // No lock is longer than a quarter of an hour.
    lock(HOUR).await;
    assert_eq!(sign_in().await, 200);
}
