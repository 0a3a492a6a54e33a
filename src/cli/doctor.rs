//! `doctor`: checks settings, database and content, and says what to do.

use clap::Args;
use serde::Serialize;

use super::output::say;
use super::{Done, Failed, print_json};
use crate::catalog::{self, Named, Shelf};
use crate::config::Settings;
use crate::store::connect::Schema;
use crate::store::{Database, change_log};

/// What `doctor` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was looked at.
    what: &'static str,
    /// Whether it is as it should be.
    is_well: bool,
    /// What was found, and what to do where it is not well.
    detail: String,
}

/// Checks everything that can be checked.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let mut findings = vec![Finding { what: "settings", is_well: true, detail: "they are all valid".to_owned() }];
    examine(settings, &mut findings).await;
    let is_well = findings.iter().all(|finding| finding.is_well);
    if arguments.json {
        print_json(&serde_json::json!({"is_well": is_well, "findings": findings}))?;
    } else {
        for Finding { what, is_well, detail } in &findings {
            say(format_args!("{} {what}: {detail}", if *is_well { "ok  " } else { "FAIL" }))?;
        }
    }
    if is_well { Ok(()) } else { Err(Failed { message: None, code: 1 }) }
}

/// Looks at the database and what is in it, as far as it goes.
async fn examine(settings: &Settings, findings: &mut Vec<Finding>) {
    let url = &settings.database.url;
    let mut find = |what, found: Result<String, String>| {
        let is_well = found.is_ok();
        let detail = found.unwrap_or_else(|problem| problem);
        findings.push(Finding { what, is_well, detail });
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
    let names = catalog::query::whole(&db.read).await.map(|catalog| {
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
    find("names", names.map_err(|error| error.to_string()));
}

/// How many things there are.
fn shelf_len<T: Named>(shelf: &Shelf<T>) -> usize {
    shelf.len()
}
