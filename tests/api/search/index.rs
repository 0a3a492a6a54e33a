//! The index: how it follows the log, and what becomes of it when its files are not right.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dibao::articles::save;
use dibao::config::Settings;
use dibao::import::line::{self, Reading};
use dibao::kernel::kind::Kind as Thing;
use dibao::store::Database;
use dibao::store::change_log::{Change, Event};
use dibao::store::folder::Folder;
use rstest::rstest;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{App, Kind, article, settings};

/// How long something may take to be found, or gone.
const SOON: Duration = Duration::from_secs(1);

/// The same settings with another data folder.
fn elsewhere(settings: &Settings, folder: &tempfile::TempDir) -> Settings {
    Settings { data_dir: folder.path().to_owned(), ..settings.clone() }
}

/// How many articles a search finds.
async fn count(app: &App, query: &str) -> u64 {
    app.json(&format!("/v1/search?limit=1&total=true&q={query}")).await["total"].as_u64().unwrap()
}

/// Waits until a search finds so many, and tells how long that took.
async fn until(app: &App, query: &str, wanted: u64) -> Duration {
    let began = Instant::now();
    while count(app, query).await != wanted {
        assert!(began.elapsed() < Duration::from_secs(90), "{:?}", app.index.health());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    began.elapsed()
}

/// Waits until the service says that all is well.
async fn until_well(app: &App) {
    let began = Instant::now();
    while app.json("/health/ready").await["status"] != "ok" {
        assert!(began.elapsed() < Duration::from_secs(90), "{:?}", app.index.health());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Takes an article back, as the newsroom does.
async fn withdraw(db: &Database, id: Uuid) {
    let withdrawn = db.primary.transaction(async |tx| {
        let update = Query::update()
            .table("article")
            .value("state", "withdrawn")
            .value("withdrawn_at", 1_i64)
            .and_where(Expr::col("id").eq(id))
            .take();
        tx.execute(&update).await?;
        tx.append(Change::of(Thing::Article, Event::Withdrawn, id, "gone"));
        Ok(())
    });
    withdrawn.await.unwrap();
}

/// Saves an article without any service.
async fn save(db: &Database, json: &Value) {
    let reading = Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
    let article = line::read_article(&json.to_string(), &reading).unwrap().article;
    save::save(&db.primary, &[article]).await.unwrap();
}

/// The current generation in a data folder.
fn current(data_dir: &Path) -> PathBuf {
    let name = std::fs::read_to_string(data_dir.join("index/current")).unwrap();
    data_dir.join("index").join(name)
}

#[rstest]
#[tokio::test]
async fn what_is_published_is_found_and_what_is_withdrawn_is_gone_within_a_second_in_every_instance(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(first) = App::start(kind).await else { return };
    let folder = tempfile::tempdir().unwrap();
    let second = App::on(elsewhere(&first.settings, &folder)).await;
    first.indexed().await;
    second.indexed().await;
    for round in 1..=3 {
        first.publish(&[article(&round.to_string(), "龙舟竞渡", "2026-01-01")]).await;
        for app in [&first, &second] {
            let took = until(app, "%E9%BE%99%E8%88%9F", 1).await;
            assert!(took < SOON, "{took:?}");
        }
        let found = first.json("/v1/search?q=%E9%BE%99%E8%88%9F").await;
        let id = found["items"][0]["id"].as_str().unwrap().parse().unwrap();
        withdraw(&first.db, id).await;
        for app in [&first, &second] {
            let took = until(app, "%E9%BE%99%E8%88%9F", 0).await;
            assert!(took < SOON, "{took:?}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_search_with_min_seq_sees_what_was_written(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    for number in 1..=5 {
        app.publish(&[article(&number.to_string(), "龙舟", "2026-01-01")]).await;
        let seq = app.state.catalog().head.seq;
        let path = format!("/v1/search?q=%E9%BE%99%E8%88%9F&total=true&min_seq={seq}");
        assert_eq!(app.json(&path).await["total"], number);
    }
    let seq = app.state.catalog().head.seq + 1;
    app.refused(&format!("/v1/search?min_seq={seq}"), 503, "state_behind").await;
}

#[rstest]
#[tokio::test]
async fn a_changed_article_is_found_by_what_it_says_now(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    app.publish(&[article("1", "龙舟竞渡", "2026-01-01")]).await;
    app.publish(&[article("1", "灯会开幕", "2026-01-01")]).await;
    app.indexed().await;
    assert_eq!((count(&app, "%E9%BE%99%E8%88%9F").await, count(&app, "%E7%81%AF%E4%BC%9A").await), (0, 1));
}

#[rstest]
#[tokio::test]
async fn after_a_restart_it_goes_on_where_it_was(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let app = App::on(settings.clone()).await;
    app.publish(&[article("1", "龙舟一", "2026-01-01"), article("2", "龙舟二", "2026-01-01")]).await;
    app.indexed().await;
    let generation = current(folder.path());
    let ids = app.walk("/v1/search", "/id").await;
    drop(app);
    let db = Database::open(&settings.database).await.unwrap();
    save(&db, &article("3", "龙舟三", "2026-01-01")).await;
    withdraw(&db, ids[0].as_str().unwrap().parse().unwrap()).await;
    let app = App::on(settings).await;
    app.indexed().await;
    assert_eq!(count(&app, "%E9%BE%99%E8%88%9F").await, 2);
    assert_eq!(current(folder.path()), generation, "it was not built anew");
}

/// What is done to the folder of a generation.
type Damage<'a> = &'a dyn Fn(&Path);

#[rstest]
#[tokio::test]
async fn damaged_missing_or_older_files_are_built_anew_and_nothing_is_lost(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let app = App::on(settings.clone()).await;
    let lines: Vec<Value> = (0..30).map(|n| article(&n.to_string(), &format!("龙舟第{n}号"), "2026-01-01")).collect();
    app.publish(&lines).await;
    app.indexed().await;
    app.stop().await;
    let segments = |generation: &Path, extension: &str| -> Vec<PathBuf> {
        let files = std::fs::read_dir(generation).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
    };
    let cut =
        |path: &Path, length: u64| std::fs::File::options().write(true).open(path).unwrap().set_len(length).unwrap();
    let damages: [(&str, Damage); 8] = [
        ("every file cut", &|at| {
            for entry in std::fs::read_dir(at).unwrap() {
                cut(&entry.unwrap().path(), 3);
            }
        }),
        ("postings cut", &|at| segments(at, "idx").iter().for_each(|path| cut(path, 40))),
        ("terms gone", &|at| segments(at, "term").iter().for_each(|path| std::fs::remove_file(path).unwrap())),
        ("a byte turned", &|at| {
            for path in segments(at, "pos") {
                let mut bytes = std::fs::read(&path).unwrap();
                bytes[5] ^= 0xff;
                std::fs::write(&path, bytes).unwrap();
            }
        }),
        ("no meta", &|at| std::fs::remove_file(at.join("meta.json")).unwrap()),
        ("another format", &|at| {
            let meta = std::fs::read_to_string(at.join("meta.json")).unwrap();
            std::fs::write(at.join("meta.json"), meta.replace("\\\"format\\\":", "\\\"format\\\":9")).unwrap();
        }),
        ("generation gone", &|at| std::fs::remove_dir_all(at).unwrap()),
        ("folder gone", &|at| std::fs::remove_dir_all(at.parent().unwrap()).unwrap()),
    ];
    for (what, damage) in damages {
        let before = current(folder.path());
        damage(&before);
        let app = App::on(settings.clone()).await;
        app.indexed().await;
        until(&app, "%E9%BE%99%E8%88%9F", 30).await;
        assert_ne!(current(folder.path()), before, "{what}");
        until_well(&app).await;
        app.stop().await;
    }
}

#[rstest]
#[tokio::test]
async fn an_index_of_another_database_is_not_believed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let Some(first) = settings(kind, &folder, &[]).await else { return };
    let Some(second) = settings(kind, &other, &[]).await else { return };
    for (settings, title, query) in [
        (&first, "龙舟", "%E9%BE%99%E8%88%9F"),
        (&second, "灯会", "%E7%81%AF%E4%BC%9A"),
        (&first, "", "%E9%BE%99%E8%88%9F"),
    ] {
        let app = App::on(elsewhere(settings, &folder)).await;
        if !title.is_empty() {
            app.publish(&[article("1", title, "2026-01-01")]).await;
        }
        app.indexed().await;
        until(&app, query, 1).await;
        assert_eq!(app.json("/v1/search?total=true").await["total"], 1, "{title}");
    }
}

#[rstest]
#[tokio::test]
async fn an_index_that_cannot_be_written_stops_nothing_else(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    std::fs::write(folder.path().join("index"), "in the way").unwrap();
    let app = App::on(settings).await;
    app.publish(&[article("1", "龙舟", "2026-01-01")]).await;
    assert_eq!(app.json("/v1/articles").await["items"].as_array().unwrap().len(), 1);
    let refused = app.get("/v1/search?q=x").await;
    assert_eq!(refused.headers()["retry-after"], "1");
    app.refused("/v1/search?q=x", 503, "search_unavailable").await;
    let ready = app.json("/health/ready").await;
    assert_eq!((&ready["status"], &ready["index"]["state"]), (&json!("degraded"), &json!("broken")), "{ready}");
    assert!(ready["index"]["detail"].is_string() && ready["index"]["seq"] == Value::Null);
    std::fs::remove_file(folder.path().join("index")).unwrap();
    until_well(&app).await;
    assert_eq!(count(&app, "%E9%BE%99%E8%88%9F").await, 1);
}

#[rstest]
#[tokio::test]
async fn a_folder_that_goes_while_the_service_runs_comes_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let app = App::on(settings).await;
    app.publish(&[article("1", "龙舟一", "2026-01-01")]).await;
    app.indexed().await;
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    assert_eq!(count(&app, "%E9%BE%99%E8%88%9F").await, 1, "the last state goes on answering");
    app.publish(&[article("2", "龙舟二", "2026-01-01")]).await;
    app.indexed().await;
    until(&app, "%E9%BE%99%E8%88%9F", 2).await;
    assert!(current(folder.path()).is_dir());
}

#[rstest]
#[tokio::test]
async fn what_was_current_is_deleted_once_nobody_builds(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let app = App::on(settings.clone()).await;
    app.publish(&[article("1", "龙舟", "2026-01-01")]).await;
    app.indexed().await;
    app.rendered().await;
    app.stop().await;
    let folders = ["index", "rendered"].map(|name| Folder::of(folder.path(), name));
    let former = folders.each_ref().map(|folder| folder.root().join("g-former"));
    former.iter().for_each(|path| std::fs::create_dir(path).unwrap());
    // Whoever builds may do so for a while after there is something new.
    let building: Vec<_> = folders.iter().map(|folder| folder.build().unwrap().unwrap()).collect();
    let app = App::on(settings).await;
    app.publish(&[article("2", "龙舟", "2026-01-01")]).await;
    app.indexed().await;
    app.rendered().await;
    assert!(former.iter().all(|path| path.exists()));
    drop(building);
    let began = Instant::now();
    while former.iter().any(|path| path.exists()) {
        assert!(began.elapsed() < Duration::from_secs(90), "{former:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reindexing_goes_on_beside_a_service_that_answers(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let app = App::on(settings.clone()).await;
    let lines: Vec<Value> = (0..20).map(|n| article(&n.to_string(), &format!("龙舟第{n}号"), "2026-01-01")).collect();
    app.publish(&lines).await;
    app.indexed().await;
    let before = current(folder.path());
    let url = match &settings.database.url {
        dibao::config::DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        dibao::config::DatabaseUrl::Postgres(url) => url.clone(),
    };
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dibao"))
        .args(["--data-dir", folder.path().to_str().unwrap(), "--database-url", &url, "reindex", "--json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut published = 20;
    while child.try_wait().unwrap().is_none() {
        app.publish(&[article(&published.to_string(), &format!("龙舟第{published}号"), "2026-01-01")]).await;
        published += 1;
        assert!(count(&app, "%E9%BE%99%E8%88%9F").await >= 20);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["articles"].as_u64().unwrap() >= 20);
    assert_ne!(current(folder.path()), before);
    app.indexed().await;
    until(&app, "%E9%BE%99%E8%88%9F", published).await;
    // The service has moved over: the former generation is deleted by whoever writes the new one.
    let began = Instant::now();
    while before.exists() {
        assert!(began.elapsed() < Duration::from_secs(90));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[rstest]
#[tokio::test]
async fn two_services_on_one_data_folder_keep_one_index(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let first = App::on(settings.clone()).await;
    first.indexed().await;
    let second = App::on(settings).await;
    second.indexed().await;
    first.publish(&[article("1", "龙舟一", "2026-01-01")]).await;
    for app in [&first, &second] {
        until(app, "%E9%BE%99%E8%88%9F", 1).await;
    }
    until_well(&second).await;
    let states = [first.json("/health/ready").await, second.json("/health/ready").await];
    assert_eq!(states.map(|ready| ready["index"]["state"].clone()), [json!("following"), json!("reading")]);
    drop(first);
    second.publish(&[article("2", "龙舟二", "2026-01-01")]).await;
    until(&second, "%E9%BE%99%E8%88%9F", 2).await;
    assert_eq!(second.json("/health/ready").await["index"]["state"], "following");
}
