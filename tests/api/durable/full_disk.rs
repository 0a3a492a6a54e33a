//! No room: a full file system, a limit on the size of files, a full tablespace.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use dibao::auth::Role;
use dibao::config::DatabaseUrl;
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::program::{answered_writes_survive, has, skipped};
use crate::support::{App, Kind, postgres, settings};

/// A small file system, until it is dropped.
struct Tmpfs(PathBuf);

impl Tmpfs {
    /// Mounts one; none where that is not allowed.
    fn mount(at: &Path, megabytes: u32) -> Option<Self> {
        let size = format!("size={megabytes}m,mode=0755");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        if mounted.is_ok_and(|said| said.status.success()) {
            return Some(Self(at.to_owned()));
        }
        // The same is tried with a limit on the size of files.
        skipped("tmpfs cannot be mounted");
        None
    }

    /// Fills what is left of it.
    fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn what_was_answered_survives_a_full_disk() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Tmpfs::mount(folder.path(), 20) else { return };
    answered_writes_survive(folder.path(), |_| disk.fill(), || std::fs::remove_file(disk.filler()).unwrap()).await;
}

#[tokio::test]
async fn what_was_answered_survives_a_limit_on_the_size_of_files() {
    if !has("prlimit") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let pid = std::cell::Cell::new(0);
    let limit = |size: String| {
        let (pid, size) = (format!("--pid={}", pid.get()), format!("--fsize={size}:unlimited"));
        assert!(Command::new("prlimit").args([pid, size]).status().unwrap().success());
    };
    answered_writes_survive(
        folder.path(),
        |service| {
            pid.set(service.pid());
            let mut wal = service.database().into_os_string();
            wal.push("-wal");
            limit((std::fs::metadata(wal).unwrap().len() + 100_000).to_string());
        },
        || limit("unlimited".to_owned()),
    )
    .await;
}

#[rstest]
#[tokio::test]
async fn what_was_answered_survives_a_full_tablespace(#[values(Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = postgres::server() else { return };
    let Some(mut settings) = settings(kind, &folder, &[]).await else { return };
    let at = tempfile::Builder::new().prefix("dibao-tablespace-").tempdir_in("/tmp").unwrap();
    let Some(disk) = Tmpfs::mount(at.path(), 40) else { return };
    let space = at.path().join("space");
    std::fs::create_dir(&space).unwrap();
    if !Command::new("chown").arg("postgres").arg(&space).status().is_ok_and(|said| said.success()) {
        skipped("there is no account postgres");
        return;
    }
    let name = format!("small_{}", std::process::id());
    let admin = sea_orm::Database::connect(server).await.unwrap();
    let create = format!("CREATE TABLESPACE {name} LOCATION '{}'", space.display());
    if let Err(error) = admin.execute_unprepared(&create).await {
        skipped(&format!("the server cannot use a folder of this machine: {error}"));
        return;
    }
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TABLESPACE {name}")).await.unwrap();
    let (head, _) = server.rsplit_once('/').unwrap();
    settings.database.url = DatabaseUrl::Postgres(format!("{head}/{name}"));
    let app = App::on(settings).await;
    let reporter = app.sign_in("wang", Role::Reporter).await;
    disk.fill();
    let (mut answered, mut refused) = (Vec::new(), Vec::new());
    let html = format!("<p>{}</p>", (0..20_000).map(|n| format!("{:x}", n * n)).collect::<String>());
    for number in 0..200 {
        let key = format!("article-{number}");
        let body = json!({"title": key, "body": {"format": "html", "value": html}});
        let headers = [("idempotency-key", key.as_str())];
        let answer = reporter.send(reqwest::Method::POST, "/v1/editorial/articles", &headers, Some(&body)).await;
        match answer.status().as_u16() {
            201 => answered.push(key),
            _ => {
                crate::support::signed::refused(answer, 503, "unavailable").await;
                refused.push(key);
            }
        }
        if refused.len() == 5 {
            break;
        }
    }
    assert_eq!(refused.len(), 5, "the tablespace is full");
    std::fs::remove_file(disk.filler()).unwrap();
    for key in refused {
        let body = json!({"title": key, "body": {"format": "html", "value": html}});
        let headers = [("idempotency-key", key.as_str())];
        let answer = reporter.send(reqwest::Method::POST, "/v1/editorial/articles", &headers, Some(&body)).await;
        assert_eq!(answer.status(), 201);
        answered.push(key);
    }
    let listed = reporter.json("/v1/editorial/articles?limit=100").await;
    let mut titles: Vec<&str> =
        listed["items"].as_array().unwrap().iter().map(|i| i["title"].as_str().unwrap()).collect();
    titles.sort_unstable();
    answered.sort();
    assert_eq!(titles, answered);
    drop(app.stop().await);
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    admin.execute_unprepared(&format!("DROP TABLESPACE {name}")).await.unwrap();
}
