//! `serve` while its database does not answer yet.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::command_line::{dibao, run};
use crate::support::link::{self, Link};

/// A service that was started and has bound its port.
struct Started {
    child: Child,
    log: BufReader<std::process::ChildStderr>,
    base: String,
    client: reqwest::Client,
}

impl Started {
    fn new(folder: &tempfile::TempDir, url: &str, more: &[&str]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut child = dibao(folder.path(), url, &arguments).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("listening on http://") {
            assert_ne!(log.read_line(&mut said).unwrap(), 0, "{said}");
        }
        let said = said.replace('\u{1b}', " ");
        let base = format!("http://{}", said.split("http://").nth(1).unwrap().split_whitespace().next().unwrap());
        Self { child, log, base, client: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    async fn get(&self, path: &str) -> (StatusCode, Option<String>, Value) {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        let (status, retry) = (answer.status(), answer.headers().get("retry-after").cloned());
        let retry = retry.map(|value| value.to_str().unwrap().to_owned());
        (status, retry, answer.json().await.unwrap())
    }

    /// Holds what is answered while the database is waited for.
    async fn waits(&self) {
        assert_eq!(self.get("/health/live").await, (StatusCode::OK, None, json!({"status": "ok"})));
        for path in ["/v1/articles", "/health/ready", "/v1/editorial/me", "/openapi.json", "/nothing"] {
            let (status, retry, problem) = self.get(path).await;
            let found = (status.as_u16(), retry.as_deref(), problem["code"].as_str());
            assert_eq!(found, (503, Some("1"), Some("unavailable")), "{path}: {problem}");
            assert_eq!(problem["instance"], path);
        }
    }

    fn signal(&self, name: &str) {
        Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap();
    }

    /// Waits for its end; its exit code and what it still logged.
    fn end(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.log.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

#[tokio::test]
async fn the_port_is_bound_first_and_the_database_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = link::database(&folder).await else { return };
    let mut link = Link::cut_to(&url).await;
    let mut started = Started::new(&folder, &link.url(&url), &[]);
    started.waits().await;
    let mut said = String::new();
    while !said.contains("cannot be opened") {
        assert_ne!(started.log.read_line(&mut said).unwrap(), 0, "{said}");
    }
    link.mend().await;
    let mut tries = 0;
    while started.get("/v1/articles").await.0 != StatusCode::OK {
        tries += 1;
        assert!(tries < 600, "it does not begin to serve");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    started.signal("TERM");
    let (code, said) = started.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("cannot be opened"), "it is said once: {said}");
}

#[tokio::test]
async fn a_signal_ends_the_waiting_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = link::database(&folder).await else { return };
    let link = Link::cut_to(&url).await;
    for signal in ["TERM", "INT"] {
        let started = Started::new(&folder, &link.url(&url), &["--set", "database.wait_s=86400"]);
        started.waits().await;
        started.signal(signal);
        let (code, said) = started.end();
        assert_eq!(code, Some(0), "{signal}: {said}");
    }
}

#[tokio::test]
async fn a_database_that_does_not_come_ends_it_when_the_time_is_up() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = link::database(&folder).await else { return };
    let link = Link::cut_to(&url).await;
    for wait in ["database.wait_s=0", "database.wait_s=2"] {
        let (code, _, said) = run(folder.path(), &link.url(&url), &["serve", "--listen", "127.0.0.1:0", "--set", wait]);
        assert_eq!(code, 1, "{said}");
        assert!(said.lines().last().unwrap().contains("database.wait_s"), "{said}");
    }
    // What does not pass is not waited for.
    let wrong = format!("{url}_not_there");
    let (code, _, said) = run(folder.path(), &wrong, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((code, said.lines().count()), (1, 1), "{said}");
}

#[tokio::test]
async fn a_server_that_accepts_no_writes_yet_is_waited_for_where_tables_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = crate::support::databases::empty(crate::support::Kind::Postgres, &folder).await else { return };
    link::read_only(&url, true).await;
    let started = Started::new(&folder, &url, &[]);
    started.waits().await;
    link::read_only(&url, false).await;
    let mut tries = 0;
    while started.get("/v1/articles").await.0 != StatusCode::OK {
        tries += 1;
        assert!(tries < 600, "it does not begin to serve");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    started.signal("TERM");
    assert_eq!(started.end().0, Some(0));
}
