//! `doctor`: checks settings, database and content, and says what to do.

use clap::Args;
use serde::Serialize;

use super::file_modes::{Wider, wider};
use super::output::say;
use super::{Done, Failed, print_json};
use crate::catalog::{self, Catalog, Named, Shelf};
use crate::config::{FileMode, Settings};
use crate::store::connect::Schema;
use crate::store::{Database, change_log};

/// Most files that are named in one finding.
const NAMED: usize = 5;

/// What `doctor` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Restrict files that more accounts may read than `storage.mode` says
    #[arg(long)]
    fix: bool,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was looked at.
    what: &'static str,
    /// Whether it is as it should be.
    is_well: bool,
    /// Whether it is, but something about it is better changed. It does not fail the command.
    is_warning: bool,
    /// What was found, and what to do where it is not well.
    detail: String,
}

/// Checks everything that can be checked.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let detail = "they are all valid".to_owned();
    let mut findings = vec![Finding { what: "settings", is_well: true, is_warning: false, detail }];
    findings.push(file_modes(settings, arguments.fix));
    examine(settings, &mut findings).await;
    let is_well = findings.iter().all(|finding| finding.is_well);
    if arguments.json {
        print_json(&serde_json::json!({"is_well": is_well, "findings": findings}))?;
    } else {
        for Finding { what, is_well, is_warning, detail } in &findings {
            let word = match (is_well, is_warning) {
                (false, _) => "FAIL",
                (true, true) => "warn",
                (true, false) => "ok  ",
            };
            say(format_args!("{word} {what}: {detail}"))?;
        }
    }
    if is_well { Ok(()) } else { Err(Failed { message: None, code: 1 }) }
}

/// Looks for files that more accounts may read than the settings say, and restricts them where that is asked for.
fn file_modes(settings: &Settings, fix: bool) -> Finding {
    let mode = match settings.storage.mode {
        FileMode::Private => "private",
        FileMode::Group => "group",
    };
    let listed = |files: &[Wider]| {
        let named: Vec<String> = files.iter().take(NAMED).map(Wider::to_string).collect();
        let and_more = if files.len() > NAMED { ", …" } else { "" };
        format!("{} file(s) are more open than storage.mode = {mode}: {}{and_more}", files.len(), named.join(", "))
    };
    let (is_warning, detail) = match wider(settings) {
        Err(error) => (true, format!("not all modes can be read: {error}")),
        Ok(files) if files.is_empty() => (false, format!("none is more open than storage.mode = {mode}")),
        Ok(files) if !fix => (true, format!("{}; `dibao doctor --fix` restricts them", listed(&files))),
        Ok(files) => {
            let failed: Vec<String> = files.iter().filter_map(|file| file.fix().err()).collect();
            let changed = files.len() - failed.len();
            match failed.first() {
                None => (false, format!("{changed} file(s) restricted to storage.mode = {mode}")),
                Some(first) => {
                    (true, format!("{changed} file(s) restricted, {} cannot be, the first is {first}", failed.len()))
                }
            }
        }
    };
    Finding { what: "file modes", is_well: true, is_warning, detail }
}

/// Looks at the database and what is in it, as far as it goes.
async fn examine(settings: &Settings, findings: &mut Vec<Finding>) {
    let url = &settings.database.url;
    let mut find = |what, found: Result<String, String>| {
        let is_well = found.is_ok();
        let detail = found.unwrap_or_else(|problem| problem);
        findings.push(Finding { what, is_well, is_warning: false, detail });
        is_well
    };
    let opened = Database::open_existing(&settings.database).await;
    let opened = opened.map_err(|error| format!("{url} cannot be opened: {error}"));
    let db = match opened {
        Ok(db) => db,
        Err(problem) => {
            find("database", Err(problem));
            return;
        }
    };
    find("database", Ok(format!("{url} answers")));
    let schema = match db.schema().await {
        Ok(Schema::Current) => Ok("it is this program's".to_owned()),
        Ok(Schema::Empty) => Err("there is none yet; `dibao migrate` makes it".to_owned()),
        Ok(Schema::Behind(steps)) => Err(format!("{steps} step(s) are missing; run `dibao migrate`")),
        Ok(Schema::Newer(step)) => Err(format!("it is newer than this program (step {step})")),
        Err(error) => Err(error.to_string()),
    };
    if !find("schema", schema) {
        return;
    }
    let log = change_log::head(&db.read).await.map(|head| format!("it ends at line {}", head.seq));
    find("change log", log.map_err(|error| error.to_string()));
    let counts = crate::articles::wrong_counts(&db.read).await.map_err(|error| error.to_string());
    find(
        "article counts",
        counts.and_then(|wrong| match wrong.as_slice() {
            [] => Ok("each thing counts the articles it has".to_owned()),
            [first, ..] => Err(format!("{} are wrong, the first is {first}", wrong.len())),
        }),
    );
    let catalog = catalog::query::whole(&db.read).await.map_err(|error| error.to_string());
    let same: Vec<String> = catalog.iter().flat_map(Catalog::duplicates).map(|same| same.to_string()).collect();
    let names = catalog.map(|catalog| {
        let of = |count: usize, what: &str| format!("{count} {what}");
        [
            of(shelf_len(&catalog.channels), "channels"),
            of(shelf_len(&catalog.columns), "columns"),
            of(shelf_len(&catalog.sources), "sources"),
            of(shelf_len(&catalog.people), "people"),
            of(shelf_len(&catalog.tags), "tags"),
        ]
        .join(", ")
    });
    find("names", names);
    if !same.is_empty() {
        let detail = format!("{} names are the same but for how they are written: {}", same.len(), same.join("; "));
        findings.push(Finding { what: "same names", is_well: true, is_warning: true, detail });
    }
}

/// How many things there are.
fn shelf_len<T: Named>(shelf: &Shelf<T>) -> usize {
    shelf.len()
}
