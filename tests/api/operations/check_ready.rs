//! `check_ready`.

use rstest::rstest;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::support::{App, Kind, article, database};

/// The three abilities' states.
fn states(ready: &Value) -> [&str; 3] {
    ["reads", "writes", "search"].map(|name| ready[name]["status"].as_str().unwrap_or("none"))
}

#[rstest]
#[tokio::test]
async fn it_tells_how_far_the_log_is_followed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    app.indexed().await;
    let ready = app.json("/health/ready").await;
    assert_eq!((&ready["status"], &ready["followed_seq"]), (&json!("ok"), &ready["head_seq"]));
    assert!(ready["head_seq"].as_i64() > Some(0));
}

#[rstest]
#[tokio::test]
async fn each_ability_is_told_and_can_be_asked_for(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    app.indexed().await;
    let before = app.json("/v1/changes").await["items"].clone();
    let ready = app.ready_when(|ready| states(ready) == ["ok"; 3]).await;
    assert!(ready["writes"]["age_ms"].is_u64(), "{ready}");
    for name in ["reads", "writes", "search"] {
        assert_eq!(ready[name]["reason"], Value::Null, "{ready}");
        assert_eq!(app.get(&format!("/health/ready?for={name}")).await.status(), 200, "{name}");
    }
    assert_eq!(app.get("/health/ready?for=reads,writes,search").await.status(), 200);
    let wrong = app.refused("/health/ready?for=write", 400, "invalid_parameter").await;
    assert!(wrong["detail"].as_str().unwrap().contains("Did you mean `writes`?"), "{wrong}");
    app.refused("/health/ready?for=", 400, "invalid_parameter").await;
    app.refused("/health/ready?four=writes", 400, "invalid_parameter").await;
    // Finding out whether writes are committed is no change that a reader could notice.
    assert_eq!(app.json("/v1/changes").await["items"], before);
    let direct = sea_orm::Database::connect(database(&app.settings)).await.unwrap();
    let rows = direct
        .query_all_raw(sea_orm::Statement::from_string(direct.get_database_backend(), "SELECT id FROM write_probe"));
    assert_eq!(rows.await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn nothing_is_written_while_nobody_asks(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    app.indexed().await;
    app.json("/v1/articles").await;
    app.json("/health/live").await;
    let direct = sea_orm::Database::connect(database(&app.settings)).await.unwrap();
    let rows = sea_orm::Statement::from_string(direct.get_database_backend(), "SELECT id FROM write_probe");
    assert!(direct.query_all_raw(rows).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn writes_that_fail_are_told_without_taking_reads_out_and_come_back(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    app.indexed().await;
    app.ready_when(|ready| states(ready) == ["ok"; 3]).await;
    let direct = sea_orm::Database::connect(database(&app.settings)).await.unwrap();
    let (begin, end) = match kind {
        Kind::Sqlite => (
            "CREATE TRIGGER refuse BEFORE UPDATE ON write_probe BEGIN SELECT RAISE(ABORT, 'secret'); END",
            "DROP TRIGGER refuse",
        ),
        Kind::Postgres => (
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'secret' USING ERRCODE = '53100'; END $$; \
             CREATE TRIGGER refuse BEFORE UPDATE ON write_probe FOR EACH ROW EXECUTE FUNCTION refuse()",
            "DROP TRIGGER refuse ON write_probe",
        ),
    };
    direct.execute_unprepared(begin).await.unwrap();
    let ready = app.ready_when(|ready| ready["writes"]["status"] == "failing").await;
    assert_eq!((states(&ready), &ready["status"]), (["ok", "failing", "ok"], &json!("degraded")), "{ready}");
    let reason = ready["writes"]["reason"].as_str().unwrap();
    assert!(!reason.contains("secret") && reason.ends_with('.'), "{reason}");
    assert_eq!(reason.contains("full"), kind == Kind::Postgres, "{reason}");
    for (path, status) in [("", 200), ("?for=reads", 200), ("?for=search", 200), ("?for=writes", 503)] {
        let answer = app.get(&format!("/health/ready{path}")).await;
        assert_eq!(answer.status().as_u16(), status, "{path}");
        assert_eq!(answer.headers().contains_key("retry-after"), status == 503, "{path}");
    }
    app.refused("/health/ready?for=search,writes", 503, "unavailable").await;
    direct.execute_unprepared(end).await.unwrap();
    app.ready_when(|ready| states(ready) == ["ok"; 3]).await;
}

#[rstest]
#[tokio::test]
async fn searches_that_are_not_answered_are_told_without_taking_reads_out(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = crate::support::settings(kind, &folder, &[]).await else { return };
    std::fs::write(folder.path().join("index"), "in the way").unwrap();
    let app = App::on(settings).await;
    let ready = app.ready_when(|ready| ready["index"]["state"] == "broken").await;
    assert_eq!(states(&ready), ["ok", "ok", "failing"], "{ready}");
    assert!(ready["search"]["reason"].is_string());
    assert_eq!(app.get("/health/ready").await.status(), 200);
    assert_eq!(app.refused("/health/ready?for=search", 503, "search_unavailable").await["status"], 503);
    std::fs::remove_file(folder.path().join("index")).unwrap();
    app.ready_when(|ready| states(ready) == ["ok"; 3]).await;
}
