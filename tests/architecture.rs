//! The rules of the house: which module may use which, where the database and HTTP may be named, and under which licences others'
//! work is used.
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
                "app/routes.rs",
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

/// The licences under which others' work may be used: none of them asks anything of who uses dibao but to name the authors, and
/// MPL-2.0 to publish changes of its own files.
const LICENCES: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression can be met by those licences alone. An exception (`WITH`) only adds to what a licence allows.
fn is_allowed(expression: &str) -> bool {
    fn any<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> bool {
        let mut allowed = all(words);
        while words.next_if_eq(&"OR").is_some() {
            allowed |= all(words);
        }
        allowed
    }
    fn all<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> bool {
        let mut allowed = one(words);
        while words.next_if_eq(&"AND").is_some() {
            allowed &= one(words);
        }
        allowed
    }
    fn one<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> bool {
        let word = words.next().unwrap_or_default();
        if word == "(" {
            let allowed = any(words);
            return words.next() == Some(")") && allowed;
        }
        if words.next_if_eq(&"WITH").is_some() {
            words.next();
        }
        LICENCES.contains(&word)
    }
    // Older crates write a slash for OR.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any(&mut words) && words.peek().is_none()
}

#[test]
fn what_others_made_is_used_under_licences_that_allow_it() {
    for (expression, allowed) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT AND GPL-3.0-only", false),
        ("MIT/Apache-2.0", true),
        ("(MIT OR GPL-2.0-only) AND ISC", true),
        ("(MIT AND GPL-2.0-only) OR AGPL-3.0-only", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("MIT GPL-3.0-only", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression), allowed, "{expression}");
    }
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(&cargo)
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let version = run(&["version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // What was built is there; what other systems need may not be, and nothing is fetched for a test.
    let told = run(&["metadata", "--format-version", "1", "--offline", "--filter-platform", host]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let used: std::collections::HashSet<&str> =
        told["resolve"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    let packages = told["packages"].as_array().unwrap().iter();
    let packages: Vec<_> = packages.filter(|package| used.contains(package["id"].as_str().unwrap())).collect();
    assert!(packages.len() > 300, "{}", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_allowed(package["license"].as_str().unwrap_or_default()))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}
