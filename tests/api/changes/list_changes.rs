//! `list_changes`.

use std::time::{Duration, Instant};

use rstest::rstest;
use serde_json::json;

use crate::support::{App, Kind, article};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_beside_eight_writers_misses_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let writers = 8;
    let each = 12;
    let app = std::sync::Arc::new(app);
    let local = tokio::task::LocalSet::new();
    let follower = async {
        let (mut after, mut seqs) = (0, Vec::new());
        while seqs.len() < writers * each {
            let changes = app.json(&format!("/v1/changes?kind=article&after={after}&limit=3&wait=5")).await;
            seqs.extend(changes["items"].as_array().unwrap().iter().map(|line| line["seq"].as_i64().unwrap()));
            after = changes["next_after"].as_i64().unwrap();
        }
        seqs
    };
    for writer in 0..writers {
        let app = app.clone();
        local.spawn_local(async move {
            for number in 0..each {
                app.publish(&[article(&format!("{writer}-{number}"), &format!("第{writer}之{number}"), "2026-01-01")])
                    .await;
            }
        });
    }
    let ((), seqs) =
        tokio::join!(local, async { tokio::time::timeout(Duration::from_secs(59), follower).await.unwrap() });
    assert!(seqs.is_sorted_by(|a, b| a < b));
    let all = app.json("/v1/changes?limit=1000").await;
    let numbers: Vec<i64> = all["items"].as_array().unwrap().iter().map(|line| line["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<i64>>(), "no gaps");
    assert_eq!(app.json("/v1/articles?total=true").await["total"], writers * each);
}

#[rstest]
#[tokio::test]
async fn a_long_poll_answers_as_soon_as_there_is_something(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let quiet = Instant::now();
    assert_eq!(app.json("/v1/changes?wait=1").await["items"], json!([]));
    assert!(quiet.elapsed() >= Duration::from_secs(1));
    let started = Instant::now();
    let (changes, _) = tokio::join!(app.json("/v1/changes?wait=20&kind=article"), async {
        app.publish(&[article("1", "一", "2026-01-01")]).await
    });
    assert_eq!(changes["items"][0]["type"], "article.published");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[rstest]
#[tokio::test]
async fn what_another_process_writes_is_followed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let other = dibao::store::Database::open(&app.settings.database).await.unwrap();
    dibao::site::save::name_once(&other.primary, "别处").await.unwrap();
    let changes = app.json("/v1/changes?wait=10").await;
    let seq = changes["next_after"].as_i64().unwrap();
    assert_eq!(app.json(&format!("/v1/site?min_seq={seq}")).await["name"], "别处");
}

#[rstest]
#[tokio::test]
async fn a_place_that_the_log_does_not_reach_is_no_place_to_wait_at(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    let end = app.json("/v1/changes").await["next_after"].as_i64().unwrap();
    assert_eq!(app.json(&format!("/v1/changes?after={end}")).await["next_after"], end);
    app.refused(&format!("/v1/changes?after={}&wait=5", end + 1), 503, "state_behind").await;
    let tags = app.json("/v1/changes?kind=tag").await;
    assert_eq!((&tags["items"], &tags["next_after"], &tags["has_more"]), (&json!([]), &json!(end), &json!(false)));
    let first = app.json("/v1/changes?kind=channel,source&limit=1").await;
    assert_eq!((first["items"].as_array().unwrap().len(), &first["has_more"]), (1, &json!(true)));
    let rest = app.json(&format!("/v1/changes?kind=channel,source&after={}", first["next_after"])).await;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_after"]), (2, &json!(end)));
}

#[tokio::test]
async fn whoever_waits_is_answered_when_the_service_stops() {
    let app = App::start(Kind::Sqlite).await.unwrap();
    let started = Instant::now();
    let (changes, ()) = tokio::join!(app.json("/v1/changes?wait=30"), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        app.state.close();
    });
    assert_eq!(changes["items"], json!([]));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[rstest]
#[tokio::test]
async fn lines_are_read_on_from_any_number(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::demo(kind).await else { return };
    let first = app.json("/v1/changes?limit=2&kind=article,column").await;
    assert_eq!((first["items"].as_array().unwrap().len(), &first["has_more"]), (2, &json!(true)));
    assert_eq!(first["next_after"], first["items"][1]["seq"]);
    assert!(first["items"].as_array().unwrap().iter().all(|line| line["seq"].as_i64() > Some(0)));
    for query in ["after=-1", "after=9007199254740992", "limit=0", "limit=1001", "wait=31", "kind=thing", "cursor=x"] {
        app.refused(&format!("/v1/changes?{query}"), 400, "invalid_parameter").await;
    }
}
