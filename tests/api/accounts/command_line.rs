//! `account`, `key` and `token` on the command line.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use rstest::rstest;
use serde_json::Value;

use crate::support::signed::PASSWORD;
use crate::support::{Kind, database, settings};

/// Runs the program on a database.
fn dibao(database: &str, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
    command.args(["--database-url", database, "--set", "auth.password_memory_kib=1024"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[rstest]
#[tokio::test]
async fn the_first_administrator_is_made_there(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let folder = tempfile::tempdir().unwrap();
    let Some(settings) = settings(kind, &folder, &[]).await else { return };
    let database = database(&settings);
    let run = |arguments: &[&str], input: &str| -> (bool, Value, String) {
        let output = dibao(&database, arguments, input);
        let (said, wrong) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        (output.status.success(), serde_json::from_str(&said).unwrap_or(Value::String(said)), wrong)
    };
    let add = ["account", "add", "Admin", "--password-stdin", "--json"];
    let (done, made, wrong) = run(&add, &format!("{PASSWORD}\n"));
    assert!(done, "{wrong}");
    assert_eq!((&made["name"], &made["role"]), (&"admin".into(), &"admin".into()));
    let (done, _, wrong) = run(&add, PASSWORD);
    assert!(!done && wrong.contains("dibao account passwd admin"), "{wrong}");
    let (done, _, wrong) = run(&["account", "add", "b", "--password-stdin"], "short");
    assert!(!done && wrong.contains("from 12 to 200"), "{wrong}");
    let (done, _, wrong) = run(&["account", "add", "b"], PASSWORD);
    assert!(!done && wrong.contains("--password-stdin"), "{wrong}");
    let (done, _, wrong) = run(&["account", "add", "b", "--role", "reader", "--password-stdin"], PASSWORD);
    assert!(!done && wrong.contains("there are reporter"), "{wrong}");
    assert!(run(&["account", "passwd", "admin", "--password-stdin"], "another lamp by it").0);
    let (done, _, wrong) = run(&["account", "disable", "admin"], "");
    assert!(!done && wrong.contains("last"), "{wrong}");
    let (_, listed, _) = run(&["account", "list", "--json"], "");
    assert_eq!(listed["accounts"].as_array().unwrap().len(), 1);
    let (done, token, wrong) = run(&["token", "add", "app", "--days", "7", "--json"], "");
    assert!(done && token["secret"].as_str().unwrap().starts_with("dibao_rk_"), "{wrong}");
    let id = token["token"]["id"].as_str().unwrap();
    assert!(run(&["token", "revoke", id], "").0);
    let (_, listed, _) = run(&["token", "list", "--json"], "");
    assert!(listed["tokens"][0]["revoked_at"].is_string() && listed["tokens"][0].get("secret").is_none());
    let (done, rotated, wrong) = run(&["key", "rotate", "--json"], "");
    assert!(done && rotated["kid"].is_string(), "{wrong}");
    let (done, rotated, wrong) = run(&["key", "rotate", "--previews", "--json"], "");
    assert!(done && rotated["key"].is_string(), "{wrong}");
}
