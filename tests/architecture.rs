//! The rules of the house: which module may use which, and where the database and HTTP may be named.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every source file with its path below `src/`, without its tests.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\n").next().unwrap().to_owned();
            (path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), code)
        })
        .collect()
}

/// The place of each top-level module in the map, by its group.
fn groups() -> HashMap<String, usize> {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut groups = HashMap::new();
    for (number, group) in map.split("\n\n").enumerate() {
        for name in group.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
            groups.insert(name.to_owned(), number);
        }
    }
    groups
}

#[test]
fn modules_use_only_what_stands_above_them_in_the_map() {
    let groups = groups();
    assert!(groups.len() > 15);
    for (path, code) in sources() {
        let Some(own) = groups.get(path.split(['/', '.']).next().unwrap()) else { continue };
        for used in code.split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if let Some(other) = groups.get(&name) {
                assert!(other <= own, "src/{path} uses crate::{name}, which stands below it in lib.rs");
            }
        }
    }
}

#[test]
fn the_database_is_named_only_where_statements_are_made() {
    let allowed = |path: &str| {
        path.starts_with("store/")
            || path.contains("/save/")
            || ["query.rs", "save.rs", "refer.rs"].iter().any(|name| path.ends_with(name))
            // Rows on their way to views and keys.
            || [
                "articles/view/mod.rs",
                "articles/listing.rs",
                "articles/manuscript.rs",
                "audit/view.rs",
                "changes/mod.rs",
                "import/page.rs",
            ]
            .contains(&path)
    };
    for (path, code) in sources() {
        let names = code.contains("sea_orm::") || code.contains("dibao_entity::");
        assert!(!names || allowed(&path), "src/{path} names the database");
    }
}

#[test]
fn http_is_named_only_in_handlers_and_around_them() {
    let allowed = |path: &str| {
        path.starts_with("web/")
            || [
                "app.rs",
                "ops/mod.rs",
                "changes/mod.rs",
                "reference/mod.rs",
                "articles/corrections.rs",
                "articles/neighbours.rs",
                "articles/resolve.rs",
            ]
            .contains(&path)
            || ["read.rs", "write.rs"].iter().any(|name| path.ends_with(name))
            || path == "auth/guard.rs"
    };
    for (path, code) in sources() {
        assert!(!code.contains("actix_web::") || allowed(&path), "src/{path} names actix_web");
    }
}

#[test]
fn the_environment_is_read_only_by_the_settings() {
    for (path, code) in sources() {
        let reads = code.contains("env::var") || code.contains("std::env");
        assert!(!reads || path.starts_with("config/"), "src/{path} reads the environment");
    }
}
