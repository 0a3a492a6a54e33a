//! `storage.mode`: who may read the files that the service creates.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::Value;

use crate::command_line::run;
use crate::program::{Service, skipped};
use crate::support::pictures;

/// Every file and folder below a folder, itself included, with its mode.
fn modes(at: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = vec![(at.to_owned(), mode(at))];
    if at.is_dir() {
        found.extend(fs::read_dir(at).unwrap().flat_map(|entry| modes(&entry.unwrap().path())));
    }
    found
}

/// The permissions of one.
fn mode(at: &Path) -> u32 {
    fs::metadata(at).unwrap().permissions().mode() & 0o777
}

#[rstest]
#[case::default(&[], 0o700, 0o600)]
#[case::private(&["--set", "storage.mode=private"], 0o700, 0o600)]
#[case::group(&["--set", "storage.mode=group"], 0o750, 0o640)]
#[tokio::test]
async fn what_the_service_creates_is_private(#[case] extra: &[&str], #[case] folders: u32, #[case] files: u32) {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start_with(folder.path(), extra);
    let picture = service.upload(pictures::jpeg(700, 500, 1)).await;
    let rendition = picture["url"].as_str().unwrap().replace("original.jpg", "w320.webp");
    assert_eq!(service.get(&rendition).await, 200);
    let data = folder.path().join("data");
    let found = modes(&data);
    for (path, mode) in &found {
        let widest = if path.is_dir() { folders } else { files };
        assert_eq!(mode & !widest, 0, "{} is {mode:o}", path.display());
    }
    for place in ["", "media/incoming", "media/original", "media/rendition", "index", "rendered"] {
        assert_eq!(mode(&data.join(place)), folders, "{place}");
    }
    for name in ["dibao.db", "dibao.db-wal", "dibao.db-shm"] {
        assert_eq!(mode(&data.join(name)), files, "{name}");
    }
    let out = folder.path().join("out.jsonl");
    let url = format!("sqlite://{}", data.join("dibao.db").display());
    let export = ["export", "jsonl", "--all", out.to_str().unwrap()];
    assert_eq!(run(folder.path(), &url, &[&export[..], extra].concat()).0, 0);
    assert_eq!(mode(&out), files);
}

#[test]
fn doctor_finds_files_that_are_wider_and_restricts_them_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let url = format!("sqlite://{}", data.join("dibao.db").display());
    let doctor = |more: &[&str]| {
        let (code, printed, _) = run(folder.path(), &url, &[&["doctor", "--json"], more].concat());
        let printed: Value = serde_json::from_str(&printed).unwrap();
        let findings = printed["findings"].as_array().unwrap();
        let finding = findings.iter().find(|finding| finding["what"] == "file modes").unwrap();
        (code, finding["is_warning"].as_bool().unwrap(), finding["detail"].as_str().unwrap().to_owned())
    };
    assert_eq!(run(folder.path(), &url, &["migrate"]).0, 0);
    let (code, warns, detail) = doctor(&[]);
    assert_eq!((code, warns), (0, false), "{detail}");

    let other = folder.path().join("other");
    fs::write(&other, "").unwrap();
    std::os::unix::fs::symlink(&other, data.join("link")).unwrap();
    fs::create_dir_all(data.join("index/g-1")).unwrap();
    fs::write(data.join("index/g-1/text"), "").unwrap();
    let open = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    open(&other, 0o666);
    open(&data, 0o755);
    open(&data.join("dibao.db"), 0o644);
    open(&data.join("index"), 0o750);
    open(&data.join("index/g-1"), 0o755);
    open(&data.join("index/g-1/text"), 0o664);
    let (code, warns, detail) = doctor(&[]);
    assert_eq!((code, warns), (0, true), "{detail}");
    assert!(detail.starts_with("5 file(s)") && detail.contains("dibao.db (0644, wanted 0600)"), "{detail}");
    assert!(detail.contains("--fix"), "{detail}");
    let (_, _, detail) = doctor(&["--set", "storage.mode=group"]);
    assert!(detail.contains("dibao.db (0644, wanted 0640)") && !detail.contains("index (0750"), "{detail}");
    assert_eq!(mode(&data.join("dibao.db")), 0o644, "only --fix changes anything");

    let (code, warns, detail) = doctor(&["--fix"]);
    assert_eq!((code, warns), (0, false), "{detail}");
    let changed = ["", "dibao.db", "index", "index/g-1", "index/g-1/text"].map(|name| mode(&data.join(name)));
    assert_eq!(changed, [0o700, 0o600, 0o700, 0o700, 0o600]);
    assert_eq!(mode(&other), 0o666, "a link is not followed");
    assert!(!doctor(&[]).1);
}

#[test]
fn a_folder_of_another_account_is_used_as_it_is() {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    if fs::metadata(&data).unwrap().uid() != 0 {
        skipped("only root can run the program as another account");
        return;
    }
    for at in [folder.path(), &data] {
        fs::set_permissions(at, Permissions::from_mode(0o777)).unwrap();
    }
    // Not every account may enter the folder that the program was built in.
    let program = folder.path().join("dibao");
    fs::copy(env!("CARGO_BIN_EXE_dibao"), &program).unwrap();
    let url = format!("sqlite://{}", data.join("dibao.db").display());
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(&program);
        command.args(["--database-url", &url, "--data-dir"]).arg(&data).args(arguments);
        command.current_dir(folder.path()).env_clear().uid(NOBODY).gid(NOBODY).output().unwrap()
    };
    let migrated = run(&["migrate"]);
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    assert_eq!(mode(&data.join("dibao.db")), 0o600);
    let doctor = run(&["doctor", "--fix"]);
    let printed = String::from_utf8(doctor.stdout).unwrap();
    assert!(
        doctor.status.success() && printed.contains("warn file modes: 0 file(s) restricted, 1 cannot be"),
        "{printed}"
    );
    assert_eq!(mode(&data), 0o777, "another account's folder keeps its mode");
}
