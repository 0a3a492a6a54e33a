//! What becomes of the rendered articles when their files are cut, killed at, old, somebody else's, or not to be written.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dibao::config::Settings;
use rstest::rstest;
use serde_json::{Value, json};

use super::{NO_MEMORY, paths, same, until_ready, whole};
use crate::support::{App, Kind, article, database, settings};

/// The current generation in a data folder.
fn current(data_dir: &Path) -> PathBuf {
    let name = std::fs::read_to_string(data_dir.join("rendered/current")).unwrap();
    data_dir.join("rendered").join(name)
}

/// Stops a service, and waits until it has closed its file.
async fn close(app: App, data_dir: &Path) {
    app.stop().await;
    let file = current(data_dir).join("articles.redb");
    while redb::Database::open(&file).is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A folder, and a service on an empty database with it, whose memory keeps nothing.
async fn alone(kind: Kind, folder: &tempfile::TempDir) -> Option<(Settings, App)> {
    let settings = settings(kind, folder, &[NO_MEMORY]).await?;
    let app = App::on(settings.clone()).await;
    Some((settings, app))
}

#[rstest]
#[tokio::test]
async fn after_a_restart_it_goes_on_where_it_was(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some((settings, app)) = alone(kind, &folder).await else { return };
    app.publish(&[article("1", "一", "2026-01-01"), article("2", "二", "2026-01-02")]).await;
    app.rendered().await;
    let generation = current(folder.path());
    let before = paths(&app).await;
    drop(app);
    let elsewhere = tempfile::tempdir().unwrap();
    let editor = App::on(Settings { data_dir: elsewhere.path().to_owned(), ..settings.clone() }).await;
    editor.publish(&[article("1", "一改", "2026-01-01"), article("3", "三", "2026-01-03")]).await;
    drop(editor);
    let app = App::on(settings).await;
    assert_eq!(app.json(&before[1]).await["title"], "一改", "also before it has followed");
    app.rendered().await;
    for path in paths(&app).await {
        same(&app, &path).await;
        assert_eq!(app.statements(&path).await, 0, "{path}");
    }
    assert_eq!(current(folder.path()), generation, "it was not built anew");
}

/// What is done to the file of a generation.
type Damage<'a> = &'a dyn Fn(&Path);

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_missing_or_older_file_is_built_anew_and_never_answers_wrongly(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let folder = tempfile::tempdir().unwrap();
    let Some((settings, app)) = alone(kind, &folder).await else { return };
    let lines: Vec<Value> = (0..40).map(|n| article(&n.to_string(), &format!("第{n}号"), "2026-01-01")).collect();
    app.publish(&lines).await;
    app.rendered().await;
    let paths = paths(&app).await;
    close(app, folder.path()).await;
    let turn = |at: &Path, every: usize| {
        let mut bytes = std::fs::read(at).unwrap();
        bytes.iter_mut().skip(every / 2).step_by(every).for_each(|byte| *byte ^= 0x55);
        std::fs::write(at, bytes).unwrap();
    };
    let cut = |at: &Path, length: u64| std::fs::File::options().write(true).open(at).unwrap().set_len(length).unwrap();
    let damages: [(&str, Damage); 8] = [
        ("empty", &|at| cut(at, 0)),
        ("cut in its head", &|at| cut(at, 100)),
        ("cut in the middle", &|at| cut(at, std::fs::metadata(at).unwrap().len() / 2)),
        ("no file of its kind", &|at| std::fs::write(at, "something else").unwrap()),
        ("a byte of each hundred turned", &|at| turn(at, 100)),
        ("a byte of each page turned", &|at| turn(at, 4_096)),
        ("generation gone", &|at| std::fs::remove_dir_all(at.parent().unwrap()).unwrap()),
        ("folder gone", &|at| std::fs::remove_dir_all(at.parent().unwrap().parent().unwrap()).unwrap()),
    ];
    let files = ["articles.redb", "articles.records"];
    for (file, (what, damage)) in files.iter().flat_map(|file| damages.iter().map(move |damage| (file, damage))) {
        let before = current(folder.path());
        damage(&before.join(file));
        let app = App::on(settings.clone()).await;
        let began = Instant::now();
        loop {
            for (path, coding) in paths.iter().flat_map(|path| [(path, "br"), (path, "identity")]) {
                let headers = [("accept-encoding", coding), ("authorization", "Bearer x")];
                let apart = whole(app.get_with(path, &headers).await).await;
                assert_eq!(whole(app.get_with(path, &headers[..1]).await).await, apart, "{file}: {what}");
            }
            if folder.path().join("rendered/current").exists() && current(folder.path()) != before {
                break;
            }
            assert!(began.elapsed() < Duration::from_mins(1), "{file}: {what}");
        }
        app.rendered().await;
        for path in &paths {
            until_ready(&app, path).await;
        }
        close(app, folder.path()).await;
    }
    let settings = Settings {
        site: dibao::config::SiteSettings { time_zone: chrono_tz::Europe::Berlin, ..settings.site.clone() },
        ..settings
    };
    let before = current(folder.path());
    let app = App::on(settings).await;
    app.rendered().await;
    for path in &paths {
        assert!(same(&app, path).await["published_at"].as_str().unwrap().ends_with("+01:00"), "another zone");
    }
    assert_ne!(current(folder.path()), before);
}

#[rstest]
#[tokio::test]
async fn a_file_of_another_database_is_not_believed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let Some(first) = settings(kind, &folder, &[NO_MEMORY]).await else { return };
    let Some(second) = settings(kind, &other, &[NO_MEMORY]).await else { return };
    for (settings, title) in [(&first, "龙舟"), (&second, "灯会"), (&first, "")] {
        let app = App::on(Settings { data_dir: folder.path().to_owned(), ..settings.clone() }).await;
        if !title.is_empty() {
            app.publish(&[article("1", title, "2026-01-01")]).await;
        }
        app.rendered().await;
        for path in paths(&app).await {
            same(&app, &path).await;
            until_ready(&app, &path).await;
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_service_that_is_killed_leaves_nothing_that_is_torn(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some((settings, app)) = alone(kind, &folder).await else { return };
    let lines = |round: usize| -> Vec<Value> {
        (0..30).map(|n| article(&n.to_string(), &format!("第{n}号第{round}版"), "2026-01-01")).collect()
    };
    app.publish(&lines(0)).await;
    drop(app);
    let elsewhere = tempfile::tempdir().unwrap();
    let editor = App::on(Settings { data_dir: elsewhere.path().to_owned(), ..settings.clone() }).await;
    for round in 1..=3 {
        let of = ["--data-dir", folder.path().to_str().unwrap(), "--database-url", &database(&settings)];
        let mut child = Command::new(env!("CARGO_BIN_EXE_dibao"))
            .args(of)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It is killed at another place of its work each time.
        let began = Instant::now();
        while !folder.path().join("rendered/current").exists() {
            assert!(began.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        editor.publish(&lines(round)).await;
        tokio::time::sleep(Duration::from_millis(40 * round as u64)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let app = App::on(settings.clone()).await;
        for path in paths(&app).await {
            let title = app.json(&path).await["title"].as_str().unwrap().to_owned();
            assert!(title.ends_with(&format!("第{round}版")), "{title}");
        }
        app.rendered().await;
        for path in paths(&app).await {
            same(&app, &path).await;
            assert_eq!(app.statements(&path).await, 0, "{path}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn two_services_on_one_data_folder_answer_the_same(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some((settings, first)) = alone(kind, &folder).await else { return };
    first.publish(&[article("1", "一", "2026-01-01")]).await;
    first.rendered().await;
    let second = App::on(settings).await;
    first.publish(&[article("2", "二", "2026-01-02")]).await;
    second.state.catch_up().await.unwrap();
    for path in paths(&first).await {
        let answers = [whole(first.get(&path).await).await, whole(second.get(&path).await).await];
        assert_eq!((answers[0].0, &answers[0].2), (200, &answers[1].2));
    }
    drop(first);
    second.rendered().await;
    for path in paths(&second).await {
        same(&second, &path).await;
        until_ready(&second, &path).await;
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reindexing_renders_anew_beside_a_service_that_answers(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some((settings, app)) = alone(kind, &folder).await else { return };
    app.publish(&[article("1", "一", "2026-01-01"), article("2", "二", "2026-01-02")]).await;
    app.rendered().await;
    let before = current(folder.path());
    let of = ["--data-dir", folder.path().to_str().unwrap(), "--database-url", &database(&settings)];
    let output = Command::new(env!("CARGO_BIN_EXE_dibao")).args(of).args(["reindex", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report, json!({"articles": 2, "rendered": 2}));
    let after = current(folder.path());
    assert_ne!(after, before);
    app.publish(&[article("1", "一改", "2026-01-01")]).await;
    // The service has moved over: the former generation is deleted.
    let began = Instant::now();
    while before.exists() {
        for path in paths(&app).await {
            same(&app, &path).await;
        }
        assert!(began.elapsed() < Duration::from_mins(1));
    }
    app.rendered().await;
    for path in paths(&app).await {
        same(&app, &path).await;
        until_ready(&app, &path).await;
    }
    assert_eq!(current(folder.path()), after, "what `reindex` built is what is used");
}

#[rstest]
#[tokio::test]
async fn a_folder_that_cannot_be_written_stops_nothing(#[values(Kind::Sqlite)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[NO_MEMORY]).await else { return };
    std::fs::write(folder.path().join("rendered"), "in the way").unwrap();
    let app = App::on(settings).await;
    app.publish(&[article("1", "一", "2026-01-01")]).await;
    let path = paths(&app).await.remove(0);
    same(&app, &path).await;
    std::fs::remove_file(folder.path().join("rendered")).unwrap();
    until_ready(&app, &path).await;
}

#[rstest]
#[tokio::test]
async fn without_it_and_with_keys_there_is_no_file(#[values(Kind::Sqlite)] kind: Kind) {
    for (setting, status) in [(("cache.rendered", "off"), 200), (("delivery.access", "key"), 401)] {
        let folder = tempfile::tempdir().unwrap();
        let Some(settings) = settings(kind, &folder, &[NO_MEMORY, setting]).await else { return };
        let app = App::on(settings).await;
        let outcomes = app.publish(&[article("1", "一", "2026-01-01")]).await;
        app.indexed().await;
        let id = match &outcomes[0] {
            dibao::articles::save::Outcome::Created(id) => *id,
            other => panic!("{other:?}"),
        };
        assert_eq!(app.get(&format!("/v1/articles/{id}")).await.status(), status, "{setting:?}");
        assert!(!folder.path().join("rendered").exists(), "{setting:?}");
    }
}
