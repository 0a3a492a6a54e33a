//! Every operation has a test file of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_operation_has_a_test_file() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let operations = fs::read_to_string(here.join("openapi/operations.txt")).unwrap();
    let operations: BTreeSet<&str> = operations.lines().map(|line| line.split_whitespace().nth(2).unwrap()).collect();
    let mut tested = BTreeSet::new();
    for folder in fs::read_dir(here.join("tests/api")).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.is_dir() {
            continue;
        }
        let modules = fs::read_to_string(folder.join("mod.rs")).unwrap();
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            if name == "mod" {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            assert!(
                ["#[tokio::test", "#[test]"].iter().any(|test| text.contains(test)),
                "{} has no test",
                file.display()
            );
            assert!(modules.contains(&format!("mod {name};")), "{} is not compiled", file.display());
            tested.insert(name);
        }
    }
    let untested: Vec<&&str> = operations.iter().filter(|id| !tested.contains(**id)).collect();
    assert!(untested.is_empty(), "operations without a file in tests/api/<domain>/: {untested:?}");
}
