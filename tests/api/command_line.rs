//! The program itself: what it prints, its exit codes, its signals.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use dibao::config::DatabaseUrl;
use rstest::rstest;
use serde_json::Value;

use crate::support::{App, Kind, settings};

/// The program, in a folder of its own and with no environment that it would read.
pub fn dibao(folder: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
    command.current_dir(folder).args(["--database-url", url]).args(arguments);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DIBAO_")) {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end; its exit code and what it printed.
pub fn run(folder: &Path, url: &str, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = dibao(folder, url, arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// The address of an empty database of that kind.
async fn empty(kind: Kind, folder: &tempfile::TempDir) -> Option<String> {
    Some(match settings(kind, folder, &[]).await?.database.url {
        DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        DatabaseUrl::Postgres(url) => url,
    })
}

#[rstest]
#[tokio::test]
async fn exit_codes_tell_done_failed_and_done_in_part(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = empty(kind, &folder).await else { return };
    let page = format!("{}/tests/pages/opening-note.txt", env!("CARGO_MANIFEST_DIR"));
    let at = folder.path();
    std::fs::write(at.join("bad.jsonl"), "not json\n").unwrap();
    std::fs::write(at.join("gbk.txt"), b"\xb1\xea\xcc\xe2\n").unwrap();
    assert_eq!(run(at, &url, &["import", "jsonl", "bad.jsonl"]).0, 1);
    assert_eq!(run(at, &url, &["import", "page", "gbk.txt", "missing.txt", "."]).0, 1);
    assert_eq!(run(at, &url, &["import", "page", &page, "missing.txt"]).0, 3);
    let (code, report, _) = run(at, &url, &["import", "page", "--json", &page]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["unchanged"], &report["created"]), (0, &1.into(), &0.into()));
    assert_eq!(run(at, &url, &["import", "nothing"]).0, 2);
    let (code, exported, _) = run(at, &url, &["export", "jsonl"]);
    assert_eq!((code, exported.lines().count()), (0, 1));
    std::fs::write(at.join("again.jsonl"), exported).unwrap();
    let (code, findings, _) = run(at, &url, &["doctor", "--json"]);
    let findings: Value = serde_json::from_str(&findings).unwrap();
    assert_eq!((code, &findings["is_well"]), (0, &true.into()));
    let (code, shown, _) = run(at, &url, &["config", "show", "--json"]);
    assert_eq!(code, 0);
    assert!(shown.contains("flag --database-url"), "{shown}");
}

#[rstest]
#[tokio::test]
async fn a_list_of_sources_comes_from_a_file(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = empty(kind, &folder).await else { return };
    let at = folder.path();
    std::fs::write(at.join("名单.csv"), "名称,状态\n甲报,在列\n乙报,frozen\n").unwrap();
    std::fs::write(at.join("bad.csv"), "name,status\n甲报,ok\n").unwrap();
    let import = |rest: &[&str]| run(at, &url, &[&["import", "authorisations"], rest].concat());
    let (code, said, _) = import(&["名单.csv"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("名单.csv:2:") && said.ends_with("2 lines unmatched\n"), "{said}");
    let (code, said, _) = import(&["名单.csv", "--create", "--json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["list"], &said["created"]), (0, &"名单".into(), &2.into()));
    let (code, said, _) = import(&["名单.csv"]);
    assert_eq!(
        (code, said.as_str()),
        (0, "0 sources changed (0 created, 0 dropped), 2 unchanged, 0 lines unmatched\n")
    );
    let (code, _, wrong) = import(&["bad.csv"]);
    assert_eq!(code, 1);
    assert!(wrong.contains("bad.csv: line 2: "), "{wrong}");
    assert_eq!(import(&["missing.csv"]).0, 1);
}

#[rstest]
#[tokio::test]
async fn the_service_says_where_it_is_and_ends_when_it_is_told_to(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = empty(kind, &folder).await else { return };
    for signal in ["TERM", "INT"] {
        let mut child =
            dibao(folder.path(), &url, &["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("documentation at") {
            assert_ne!(log.read_line(&mut said).unwrap(), 0, "{said}");
        }
        let address = said.split("http://").nth(1).unwrap().split_whitespace().next().unwrap();
        let address = address.split('\u{1b}').next().unwrap();
        assert_eq!(reqwest::get(format!("http://{address}/health/ready")).await.unwrap().status(), 200);
        let (code, _, refused) = run(folder.path(), &url, &["serve", "--listen", address]);
        assert_eq!(code, 1);
        assert!(refused.contains("cannot listen on"), "{refused}");
        Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
        log.read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{signal}: {said}");
    }
}

#[rstest]
#[tokio::test]
async fn a_database_that_is_newer_is_refused_in_one_line(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use sea_orm::ConnectionTrait;
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = empty(kind, &folder).await else { return };
    assert_eq!(run(folder.path(), &url, &["migrate"]).0, 0);
    let direct = sea_orm::Database::connect(&url).await.unwrap();
    direct.execute_unprepared("INSERT INTO schema_migration VALUES ('m9999_future', 0)").await.unwrap();
    let (code, _, refused) = run(folder.path(), &url, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((code, refused.lines().count()), (1, 1), "{refused}");
    assert!(refused.contains("newer than this program"), "{refused}");
}

#[test]
fn what_is_wrong_with_settings_is_said_in_one_line_each() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, refused) = run(folder.path(), "mysql://x", &["serve", "--set", "site.time_zone=Asia/Shangai"]);
    assert_eq!((code, refused.lines().count()), (1, 2), "{refused}");
    assert!(refused.contains("Asia/Shanghai") && !refused.contains("panicked"));
}

#[tokio::test]
async fn the_sample_articles_are_all_right() {
    assert_eq!(App::demo(Kind::Sqlite).await.unwrap().walk("/v1/articles", "/id").await.len(), 62);
}

#[rstest]
#[tokio::test]
async fn a_vocabulary_goes_in_whole_or_not_at_all(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = empty(kind, &folder).await else { return };
    let at = folder.path();
    let import = |more: &[&str]| run(at, &url, &[&["import", "vocabulary"], more].concat());
    let (bytes, ..) = encoding_rs::GB18030.encode("code,name\n1,防汛\n2,防洪\n");
    std::fs::write(at.join("terms.csv"), &bytes).unwrap();
    let (code, report, _) = import(&["terms.csv", "--scheme", "themes", "--title", "主题词", "--json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["created"], &report["unchanged"]), (0, &2.into(), &0.into()));
    let (code, report, _) = import(&["terms.csv", "--scheme", "themes"]);
    assert_eq!((code, report.as_str()), (0, "themes: 0 new, 0 changed, 2 as they were\n"));
    std::fs::write(at.join("bad.csv"), "code,name\n3,好\n3,坏\n4,\n").unwrap();
    let (code, printed, said) = import(&["bad.csv", "--scheme", "themes"]);
    assert_eq!((code, printed.as_str()), (1, ""));
    assert!(said.contains("bad.csv: line 3: ") && said.contains("bad.csv: line 4: "), "{said}");
    assert_eq!(import(&["none.csv", "--scheme", "themes"]).0, 1);
    assert_eq!(import(&["terms.csv", "--scheme", "a\nb"]).0, 1);
    assert_eq!(import(&["terms.csv"]).0, 2);
    let (_, exported, _) = run(at, &url, &["export", "jsonl", "--all"]);
    assert_eq!(exported.lines().filter(|line| line.contains("\"kind\":\"tag\"")).count(), 2);
}
