//! Connections to PostgreSQL that end inside a transaction: before the server sees COMMIT, and after it has committed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use dibao::auth::Role;
use dibao::config::DatabaseUrl;
use futures_util::future::join_all;
use reqwest::Method;
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::signed::{PASSWORD, Signed, refused};
use crate::support::{App, Kind, database, settings};

const PASS: u8 = 0;
const CUT_BEFORE_COMMIT: u8 = 1;
const CUT_AFTER_COMMIT: u8 = 2;

/// Stands between the service and the server, and cuts connections at COMMIT.
struct Proxy {
    address: String,
    mode: Arc<AtomicU8>,
}

impl Proxy {
    async fn start(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mode: Arc<AtomicU8> = Arc::default();
        let modes = Arc::clone(&mode);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, mode) = (server.clone(), Arc::clone(&modes));
                tokio::spawn(async move {
                    // Whichever side ends, both do.
                    let server = TcpStream::connect(server).await?;
                    carry(client, server, &mode).await
                });
            }
        });
        Self { address, mode }
    }

    fn set(&self, mode: u8) {
        self.mode.store(mode, Ordering::SeqCst);
    }
}

/// Carries bytes both ways until one side ends or the connection is cut.
async fn carry(mut client: TcpStream, mut server: TcpStream, mode: &AtomicU8) -> std::io::Result<()> {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let part = &asked[..read?];
                let is_commit = part.windows(6).any(|word| word == b"COMMIT");
                match mode.load(Ordering::SeqCst) {
                    _ if part.is_empty() => return Ok(()),
                    CUT_BEFORE_COMMIT if is_commit => return Ok(()),
                    CUT_AFTER_COMMIT if is_commit => {
                        server.write_all(part).await?;
                        // The server has committed when it answers; nobody hears of it.
                        assert_ne!(server.read(&mut answered).await?, 0, "the server answers");
                        return Ok(());
                    }
                    _ => server.write_all(part).await?,
                }
            }
            read = server.read(&mut answered) => {
                let part = &answered[..read?];
                if part.is_empty() {
                    return Ok(());
                }
                client.write_all(part).await?;
            }
        }
    }
}

/// Posts an article under a key.
async fn post(by: &Signed<'_>, key: &str) -> reqwest::Response {
    let body = json!({"title": key, "body": {"format": "html", "value": "<p>通车</p>"}});
    by.send(Method::POST, "/v1/editorial/articles", &[("idempotency-key", key)], Some(&body)).await
}

/// The titles of all articles.
async fn titles(by: &Signed<'_>) -> Vec<String> {
    let listed = by.json("/v1/editorial/articles?limit=100").await;
    let mut titles: Vec<String> =
        listed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[rstest]
#[tokio::test]
async fn a_commit_without_an_answer_is_not_answered_and_is_done_once(#[values(Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut settings) = settings(kind, &folder, &[]).await else { return };
    let mut url = url::Url::parse(&database(&settings)).unwrap();
    let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let proxy = Proxy::start(server).await;
    url.set_ip_host("127.0.0.1".parse().unwrap()).unwrap();
    url.set_port(proxy.address.rsplit(':').next().unwrap().parse().ok()).unwrap();
    settings.database.url = DatabaseUrl::Postgres(url.to_string());
    let app = App::on(settings).await;
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let mut keys = Vec::new();
    for (mode, name) in [(CUT_BEFORE_COMMIT, "before"), (CUT_AFTER_COMMIT, "after")] {
        for number in 0..5 {
            let key = format!("{name}-{number}");
            proxy.set(mode);
            let answer = post(&reporter, &key).await;
            assert!(answer.headers().contains_key("retry-after"));
            refused(answer, 503, "unavailable").await;
            let account = json!({"name": "wang", "password": PASSWORD});
            refused(app.post("/v1/editorial/token", &account).await, 503, "unavailable").await;
            proxy.set(PASS);
            let (first, second) = (post(&reporter, &key).await, post(&reporter, &key).await);
            assert_eq!((first.status().as_u16(), second.status().as_u16()), (201, 201));
            let (first, second): (Value, Value) = (first.json().await.unwrap(), second.json().await.unwrap());
            assert_eq!(first["id"], second["id"]);
            keys.push(key);
        }
    }
    keys.sort();
    assert_eq!(titles(&reporter).await, keys);
}

#[rstest]
#[tokio::test]
async fn what_was_answered_survives_backends_that_are_terminated(#[values(Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let reporter = app.sign_in("wang", Role::Reporter).await;
    let direct = sea_orm::Database::connect(database(&app.settings)).await.unwrap();
    let terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut keys = Vec::new();
    for round in 0..12 {
        let sent: Vec<String> = (0..6).map(|number| format!("{round:02}-{number}")).collect();
        let (answers, ()) = tokio::join!(join_all(sent.iter().map(|key| post(&reporter, key))), async {
            for _ in 0..4 {
                direct.execute_unprepared(terminate).await.unwrap();
                tokio::task::yield_now().await;
            }
        });
        for (key, answer) in sent.into_iter().zip(answers) {
            if answer.status() != 201 {
                refused(answer, 503, "unavailable").await;
                while post(&reporter, &key).await.status() != 201 {}
            }
            keys.push(key);
        }
    }
    keys.sort();
    assert_eq!(titles(&reporter).await, keys);
}
