//! A database that comes and goes: what is answered meanwhile, and that all comes back by itself.

use dibao::auth::Role;
use dibao::config::DatabaseUrl;
use dibao::store::Database;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::link::{self, Link};
use crate::support::signed::{PASSWORD, refused};
use crate::support::{App, Kind, article, contract, settings};

/// A service whose database is behind a link, with three articles that are indexed and prerendered.
async fn linked(folder: &tempfile::TempDir, extra: &[(&str, &str)]) -> Option<(App, Link, String)> {
    let url = link::database(folder).await?;
    let link = Link::to(&url).await;
    let mut settings = settings(Kind::Postgres, folder, extra).await?;
    settings.database.url = DatabaseUrl::Postgres(link.url(&url));
    let app = App::on(settings).await;
    let lines = ["1", "2", "3"].map(|id| article(id, &format!("龙舟{id}"), "2026-01-01"));
    app.publish(&lines).await;
    app.indexed().await;
    if app.rendered_seq().is_some() {
        app.rendered().await;
    }
    Some((app, link, url))
}

/// Every operation of the document with the given methods: its method, a path with ids filled in, and the type of its body.
fn operations(methods: &[&str]) -> Vec<(Method, String, Option<String>)> {
    let mut found = Vec::new();
    for (path, item) in contract::document().root()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| methods.contains(&name.as_str()))
        {
            let mut filled = path.clone();
            while let Some((head, rest)) = filled.split_once('{') {
                let (_, tail) = rest.split_once('}').unwrap();
                filled = format!("{head}{}{tail}", uuid::Uuid::now_v7());
            }
            let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
            let content_type = content.and_then(|content| content.keys().next().cloned());
            found.push((method.to_uppercase().parse().unwrap(), filled, content_type));
        }
    }
    assert!(found.len() > 20);
    found
}

/// Holds that every operation answers without a fault; how many answered 503.
async fn no_faults(app: &App, token: &str) -> usize {
    let bearer = format!("Bearer {token}");
    let asked =
        operations(&["get", "post", "put", "patch", "delete"]).into_iter().map(async |(method, path, content_type)| {
            let mut headers = vec![("authorization", bearer.as_str()), ("if-match", "*")];
            headers.extend(content_type.as_deref().map(|value| ("content-type", value)));
            let body = content_type.as_ref().map(|_| json!({}));
            let answer = app.send_with(method.clone(), &path, &headers, body.as_ref()).await;
            assert_ne!(answer.status(), 500, "{method} {path}");
            if answer.status() == 503 {
                assert_eq!(answer.headers()["retry-after"], "1", "{method} {path}");
            }
            usize::from(answer.status() == 503)
        });
    // All at once: each may wait for a connection.
    futures_util::future::join_all(asked).await.into_iter().sum()
}

#[tokio::test]
async fn while_the_database_is_away_articles_and_searches_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let Some((app, mut link, _)) = linked(&folder, &[]).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let ids = app.walk("/v1/articles", "/id").await;
    app.ready_when(|ready| ready["writes"]["status"] == "ok").await;
    link.cut().await;
    for id in &ids {
        assert_eq!(app.get(&format!("/v1/articles/{}", id.as_str().unwrap())).await.status(), 200);
    }
    assert_eq!(app.json("/v1/search?q=%E9%BE%99%E8%88%9F&total=true").await["total"], 3);
    let ready = app.ready_when(|ready| ready["writes"]["status"] == "failing").await;
    assert_eq!((&ready["reads"]["status"], &ready["search"]["status"]), (&json!("degraded"), &json!("ok")), "{ready}");
    assert_eq!((&ready["status"], &ready["head_seq"]), (&json!("degraded"), &ready["followed_seq"]));
    for (path, status) in [("", 200), ("?for=reads", 200), ("?for=search", 200), ("?for=writes", 503)] {
        assert_eq!(app.get(&format!("/health/ready{path}")).await.status().as_u16(), status, "{path}");
    }
    assert_eq!(app.get("/health/live").await.status(), 200);
    assert!(no_faults(&app, &admin.token).await > 50);
    let sign_in = app.post("/v1/editorial/token", &json!({"name": "admin", "password": PASSWORD})).await;
    refused(sign_in, 503, "unavailable").await;
    link.mend().await;
    app.ready_when(|ready| ready["status"] == "ok").await;
    assert_eq!(admin.get("/v1/editorial/me").await.status(), 200);
    // Who follows the log goes on with it.
    app.publish(&[article("4", "龙舟4", "2026-01-02")]).await;
    app.indexed().await;
    app.rendered().await;
    assert_eq!(app.json("/v1/search?q=%E9%BE%99%E8%88%9F&total=true").await["total"], 4);
}

#[tokio::test]
async fn without_prerendered_articles_nothing_can_be_read_while_the_database_is_away() {
    let folder = tempfile::tempdir().unwrap();
    let extra = [("cache.rendered", "off")];
    let Some((app, mut link, _)) = linked(&folder, &extra).await else { return };
    assert_eq!(app.get("/health/ready").await.status(), 200);
    link.cut().await;
    let problem = app.refused("/health/ready", 503, "unavailable").await;
    assert!(problem["detail"].as_str().unwrap().ends_with('.'), "{problem}");
    app.refused("/health/ready?for=search", 503, "search_unavailable").await;
    link.mend().await;
    app.ready_when(|ready| ready["status"] == "ok").await;
}

#[tokio::test]
async fn a_database_that_accepts_no_writes_is_unavailable_for_them_and_read_as_always() {
    let folder = tempfile::tempdir().unwrap();
    let Some((app, _link, url)) = linked(&folder, &[]).await else { return };
    let admin = app.sign_in("admin", Role::Admin).await;
    let reporter = app.sign_in("reporter", Role::Reporter).await;
    let draft = json!({"title": "清河大桥"});
    link::read_only(&url, true).await;
    let ready = app.ready_when(|ready| ready["writes"]["status"] == "failing").await;
    assert_eq!((&ready["reads"]["status"], &ready["search"]["status"]), (&json!("ok"), &json!("ok")), "{ready}");
    assert!(ready["writes"]["reason"].as_str().unwrap().contains("read-only"), "{ready}");
    for path in ["/v1/articles", "/v1/channels", "/v1/search?q=%E9%BE%99", "/health/ready"] {
        assert_eq!(app.get(path).await.status(), 200, "{path}");
    }
    no_faults(&app, &admin.token).await;
    let made = reporter.post("/v1/editorial/articles", &draft).await;
    assert_eq!(made.headers()["retry-after"], "1");
    refused(made, 503, "unavailable").await;
    let sign_in = json!({"name": "admin", "password": PASSWORD});
    refused(app.post("/v1/editorial/token", &sign_in).await, 503, "unavailable").await;
    // Sessions that began while nothing could be written are not used for ever.
    link::writable_for_new_sessions(&url).await;
    app.ready_when(|ready| ready["status"] == "ok").await;
    assert_eq!(reporter.post("/v1/editorial/articles", &draft).await.status(), 201);
}

#[tokio::test]
async fn a_database_without_missing_steps_is_opened_and_served_without_a_write() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = link::database(&folder).await else { return };
    let mut settings = settings(Kind::Postgres, &folder, &[]).await.unwrap();
    settings.database.url = DatabaseUrl::Postgres(url.clone());
    link::read_only(&url, true).await;
    let db = Database::open(&settings.database).await.unwrap();
    db.migrate().await.unwrap();
    let app = App::on(settings).await;
    assert_eq!(app.json("/v1/articles").await["items"], json!([]));
    assert_eq!(app.get("/health/ready").await.status(), 200);
    app.refused("/health/ready?for=writes", 503, "unavailable").await;
}

#[tokio::test]
async fn a_file_without_missing_steps_is_opened_without_a_write() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(Kind::Sqlite, &folder, &[]).await.unwrap();
    let DatabaseUrl::Sqlite(path) = &settings.database.url else { panic!("it is a file") };
    let set_up = sea_orm::Database::connect(format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    <dibao_migration::Migrator as dibao_migration::MigratorTrait>::up(&set_up, None).await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&set_up, "PRAGMA journal_mode = WAL").await.unwrap();
    set_up.close().await.unwrap();
    let before = std::fs::read(path).unwrap();
    let db = Database::open(&settings.database).await.unwrap();
    db.migrate().await.unwrap();
    let wal = path.with_extension("db-wal");
    assert_eq!(std::fs::metadata(&wal).map_or(0, |wal| wal.len()), 0);
    assert!(std::fs::read(path).unwrap() == before, "the file has changed");
}
