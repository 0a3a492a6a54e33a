use dibao::auth::Role;
use dibao::newsroom::review::check;
use rstest::rstest;

use crate::support::desk::{Desk, at};
use crate::support::signed::refused;
use crate::support::{App, Kind};

#[rstest]
#[tokio::test]
async fn the_record_can_be_checked_elsewhere(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河大桥").await;
    let path = format!("{}?texts=true", at(id, "review"));
    let saved = desk.chief.get(&path).await.bytes().await.unwrap();
    let record = check::read(&saved).unwrap();
    let whole = check::check(&record).unwrap();
    assert_eq!((whole.lines, whole.texts), (5, 1));
    let mut altered = record.clone();
    altered.lines[2].account.name = "somebody else".into();
    assert_eq!(check::check(&altered).unwrap_err().line, Some(3));
    let mut text = record;
    text.revisions[0].text = text.revisions[0].text.as_ref().map(|text| text.replace("清河", "云溪"));
    assert!(check::check(&text).is_err());
    let stranger = app.sign_in("stranger", Role::Reporter).await;
    refused(stranger.get(&path).await, 404, "article_not_found").await;
}

#[rstest]
#[tokio::test]
async fn the_command_checks_a_saved_record(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(app) = App::start(kind).await else { return };
    let desk = Desk::open(&app).await;
    let id = desk.published("清河大桥").await;
    let saved = desk.chief.get(&format!("{}?texts=true", at(id, "review"))).await.text().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, text: &str, flags: &[&str]| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dibao"));
        let done = command.current_dir(&folder).arg("check-review-record").arg(file).args(flags).output().unwrap();
        let said = [done.stdout, done.stderr].concat();
        (done.status.code().unwrap(), String::from_utf8(said).unwrap())
    };
    let (code, said) = check("whole.json", &saved, &[]);
    assert!(code == 0 && said.starts_with("whole: 5 lines, 1 texts"), "{said}");
    let (code, said) = check("altered.json", &saved.replace("second (reviewer)", "nobody"), &["--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["is_whole"], &said["fault"]["line"]), (1, &false.into(), &3.into()));
    let (code, said) = check("none.json", "{", &[]);
    assert!(code == 1 && said.contains("none.json"), "{said}");
}
