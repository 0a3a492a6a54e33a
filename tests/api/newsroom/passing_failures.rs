//! A failure that passes at due time is no failure of the article.

use std::time::Duration;

use rstest::rstest;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::support::desk::Desk;
use crate::support::{App, Kind, database};

/// How often it was tried to write an article; a sequence counts on when a transaction is rolled back.
async fn tries(direct: &DatabaseConnection) -> i64 {
    let count = Statement::from_string(direct.get_database_backend(), "SELECT last_value FROM tries");
    direct.query_one_raw(count).await.unwrap().unwrap().try_get("", "last_value").unwrap()
}

#[rstest]
#[case::read_only("25006")]
#[case::disk_full("53100")]
#[case::lost("08006")]
#[case::deadlock("40P01")]
#[tokio::test]
async fn it_is_tried_again_until_it_succeeds(#[case] sqlstate: &str) {
    let Some(app) = App::start(Kind::Postgres).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.draft("清河大桥").await;
    desk.approve(id).await;
    let at = (chrono::Utc::now() + chrono::TimeDelta::hours(1)).to_rfc3339();
    desk.done(&desk.chief, id, "publish", json!({"at": at})).await;
    let direct = sea_orm::Database::connect(database(&app.settings)).await.unwrap();
    let refuse = format!(
        "CREATE SEQUENCE tries; \
         CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('tries'); \
         RAISE EXCEPTION 'not now' USING ERRCODE = '{sqlstate}'; END $$; \
         CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON article FOR EACH ROW EXECUTE FUNCTION refuse()"
    );
    direct.execute_unprepared(&refuse).await.unwrap();
    app.pass_hours(&[id]).await;
    while tries(&direct).await < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let scheduled = desk.chief.json("/v1/editorial/schedule").await["items"].clone();
    let failures: Vec<&Value> = scheduled.as_array().unwrap().iter().map(|item| &item["failure"]).collect();
    assert_eq!(failures, [&Value::Null], "{scheduled}");
    direct.execute_unprepared("DROP TRIGGER refuse ON article").await.unwrap();
    for _ in 0..600 {
        if app.get(&format!("/v1/articles/{id}")).await.status() == 200 {
            assert_eq!(desk.chief.json("/v1/editorial/schedule").await["items"], json!([]));
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it does not come out");
}
