//! Files of the commands: `-`, files without an end, and readers that close the pipe.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Kind;

/// The program, in a folder of its own with a SQLite database and no environment that it would read.
fn dibao(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
    command.current_dir(folder).args(["--database-url", "sqlite://dibao.db"]).args(arguments);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DIBAO_")) {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end with a standard input; its exit code and what it printed.
fn run(folder: &Path, arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut command = dibao(folder, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that has read enough ends before all is written.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Lines of a number of articles.
fn lines(count: usize) -> String {
    let line = |number: usize| json!({"external_id": number.to_string(), "title": format!("题{number}"), "body": "文。".repeat(200), "published_at": "2026-01-04"});
    (0..count).map(|number| format!("{}\n", line(number))).collect()
}

#[test]
fn a_dash_is_standard_input_or_output_in_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let page = std::fs::read(format!("{}/tests/pages/opening-note.txt", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (code, report, _) = run(at, &["import", "jsonl", "-", "--json"], lines(3).as_bytes());
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["created"]), (0, &json!(3)), "{report}");
    let (code, report, _) = run(at, &["import", "page", "-", "--json"], &page);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["created"]), (0, &json!(1)), "{report}");
    let (code, said, _) =
        run(at, &["import", "authorisations", "-", "--list", "单", "--create"], "name\n甲报\n".as_bytes());
    assert_eq!(code, 0, "{said}");
    let (code, said, _) = run(at, &["import", "vocabulary", "-", "--scheme", "t"], "code,name\n1,防汛\n".as_bytes());
    assert_eq!(code, 0, "{said}");
    let (code, _, said) = run(at, &["check-review-record", "-"], b"{}");
    assert!(code == 1 && said.starts_with("error: -: "), "{said}");
    let (code, shown, said) =
        run(at, &["--config", "-", "config", "show", "--json"], "[site]\nname = \"清河\"\n".as_bytes());
    assert!(code == 0 && shown.contains("清河"), "{shown} {said}");
    let profile = "title = \"h1\"\n".as_bytes();
    let (code, _, said) = run(at, &["import", "page", "none.html", "--profile", "-"], profile);
    assert!(code == 1 && !said.contains("profile"), "{said}");

    let (code, out, said) = run(at, &["export", "jsonl", "-"], b"");
    assert_eq!((code, out.lines().count(), said.as_str()), (0, 4, "4 articles exported\n"));
    assert!(out.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert_eq!(run(at, &["export", "jsonl"], b"").1, out);
    assert_eq!(run(at, &["export", "jsonl", "out.jsonl"], b"").1, "");
    assert_eq!(std::fs::read_to_string(at.join("out.jsonl")).unwrap(), out);
    assert!(!at.join("-").exists());
}

#[test]
fn a_reader_that_closes_the_pipe_ends_a_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(run(at, &["import", "jsonl", "-"], lines(500).as_bytes()).0, 0);
    for arguments in [
        &["export", "jsonl"][..],
        &["export", "jsonl", "--all", "-"],
        &["openapi"],
        &["config", "show"],
        &["doctor", "--json"],
        &["account", "list"],
        &["import", "jsonl", "-"],
    ] {
        let mut command = dibao(at, arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The reader goes before anything is written: input ends, and with it the last reason to wait.
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(lines(1).as_bytes()).ok();
        drop(stdin);
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
    let mut command = dibao(at, &["import", "jsonl", "none.jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(1), "what failed has failed, whoever reads of it");
}

#[test]
fn what_has_no_end_is_refused_and_what_is_no_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for path in ["/dev/zero", "/dev/urandom"] {
        let (code, said, _) = run(at, &["import", "page", path], b"");
        assert!(code == 1 && said.contains("regular file"), "{path}: {said}");
    }
    let pipe = at.join("pipe.html");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink(at.join("loop"), at.join("loop")).unwrap();
    for (name, word) in [("pipe.html", "regular file"), ("loop", "cannot be read"), ("none.html", "no such file")] {
        let (code, said, _) = run(at, &["import", "page", name], b"");
        assert!(code == 1 && said.contains(word), "{name}: {said}");
    }
    for path in ["/dev/zero", "/dev/urandom"] {
        let (code, said, _) = run(at, &["import", "jsonl", path], b"");
        assert!(code == 1 && said.contains("it is a device"), "{path}: {said}");
        for arguments in [
            &["import", "authorisations", path, "--list", "a"][..],
            &["import", "vocabulary", path, "--scheme", "a"],
            &["import", "page", "a.html", "--profile", path],
            &["check-review-record", path],
            &["--config", path, "config", "show"],
        ] {
            let (code, _, said) = run(at, arguments, b"");
            assert!(code == 1 && said.contains("has more than"), "{arguments:?}: {said}");
        }
        let dictionary = format!("search.dictionary={path}");
        let (code, _, said) = run(at, &["serve", "--listen", "127.0.0.1:0", "--set", &dictionary], b"");
        assert!(code == 1 && said.contains("regular file"), "{said}");
    }
}

#[rstest]
#[case::noise("/dev/urandom", 10_001)]
#[case::one_endless_line("/dev/zero", 2)]
fn standard_input_without_an_end_ends_the_import(#[case] endless: &str, #[case] failed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = dibao(folder.path(), &["import", "jsonl", "-", "--json"]);
    command.stdin(std::fs::File::open(endless).unwrap());
    let output = command.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(report["failed_count"], failed);
    assert!(report["failed"].as_array().unwrap().len() <= 1_000);
}

#[test]
fn a_report_lists_the_first_failures_and_counts_all() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{}{}", lines(1), "no json\n".repeat(12_000));
    let (code, report, _) = run(folder.path(), &["import", "jsonl", "-", "--json"], text.as_bytes());
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["created"], &report["failed_count"]), (3, &json!(1), &json!(12_000)));
    assert_eq!(report["failed"].as_array().unwrap().len(), 1_000);
    let (code, report, _) = run(folder.path(), &["import", "jsonl", "-"], text.as_bytes());
    assert_eq!(code, 3);
    assert!(report.contains("failed: 11000 more\n") && report.contains(" 12000 failed, "), "{report}");
    // Where nothing can be read, there is an end to it.
    let (code, report, _) = run(folder.path(), &["import", "jsonl", "-"], "no json\n".repeat(20_000).as_bytes());
    assert!(code == 1 && report.contains(" 10001 failed, "), "{report}");
}

#[rstest]
#[tokio::test]
async fn one_line_with_many_faults_is_listed_in_part(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = crate::support::App::start(kind).await else { return };
    let span = json!({"text": "甲", "marks": [], "href": "https:evil"});
    let blocks = vec![json!({"type": "paragraph", "spans": [span]}); 4_000];
    let line = json!({"title": "桥", "published_at": "2026-01-04", "body": {"format": "blocks", "blocks": blocks}});
    let reading =
        dibao::import::line::Reading { zone: chrono_tz::Asia::Shanghai, lang: "zh-Hans".into(), labels: false };
    let lines = std::io::Cursor::new(line.to_string());
    let report = dibao::import::jsonl::import(&app.db.primary, "f", lines, reading, |_| {}).await.unwrap();
    assert_eq!(report.failed_count, 1);
    let reason = &report.failed[0].reason;
    assert!(reason.chars().count() <= 5_000 && reason.contains("body/0/spans/0/href"), "{reason}");
}
