//! `import authorisations`: a list of sources from a table.

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::import::IN_PART;
use super::output::say;
use super::{Done, Failed, open, print_json, table};
use crate::auth::Actor;
use crate::config::Settings;
use crate::kernel::text::{self, Lines};
use crate::sources::authorisations::{self as lists, ImportedAuthorisations, Listing, Unmatched, UnmatchedSource};

/// How the result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Printed {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Printed {
    /// As `--json` says.
    pub(super) fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// Puts the list in the file in the place of what it said before.
pub(super) async fn run(
    settings: &Settings,
    file: &Path,
    list: Option<&str>,
    unmatched: Unmatched,
    printed: Printed,
) -> Done {
    let name = file.display().to_string();
    let list = list.map_or_else(|| stem(file), str::to_owned);
    let list = list.trim();
    if !(1..=500).contains(&list.chars().count()) {
        return Err("--list: it is not a text of 1 to 500 characters in one line".into());
    }
    text::check(list, Lines::One).map_err(|refused| format!("--list: it {refused}"))?;
    let lines = lists::parse(&table::bytes(file)?).map_err(|error| table::refused(&name, error))?;
    let db = open(settings, false).await?;
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}")?);
    bar.set_message(format!("{} lines", lines.len()));
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let imported = db
        .primary
        .transaction(async |tx| lists::import(tx, &Actor::command(), Listing { list, lines: &lines, unmatched }).await);
    let imported = imported.await;
    bar.finish_and_clear();
    let imported = imported.map_err(|error| table::refused(&name, error))?;
    let imported = ImportedAuthorisations::of(list, imported);
    match printed {
        Printed::Json => print_json(&imported)?,
        Printed::Text => print_text(&name, &imported)?,
    }
    if imported.unmatched_count == 0 { Ok(()) } else { Err(Failed { message: None, code: IN_PART }) }
}

/// Says what became of the list.
fn print_text(name: &str, imported: &ImportedAuthorisations) -> Done {
    let ImportedAuthorisations { list: _, created, changed, unchanged, dropped, unmatched_count, unmatched, seq: _ } =
        imported;
    for UnmatchedSource { line, name: source } in unmatched {
        say(format_args!("unmatched: {name}:{line}: no source is called {source}"))?;
    }
    say(format_args!(
        "{changed} sources changed ({created} created, {dropped} dropped), {unchanged} unchanged, {unmatched_count} lines unmatched"
    ))
}

/// What a list is called after its file; nothing where it has none.
fn stem(file: &Path) -> String {
    if file == Path::new("-") {
        return String::new();
    }
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
