//! What an import has done, for people and for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::articles::save::Outcome;

/// What an import has done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Articles that are new.
    pub created: u64,
    /// Articles that were there and have changed.
    pub updated: u64,
    /// Articles that were there, just the same.
    pub unchanged: u64,
    /// Failures with their reasons: the first 1,000.
    pub failed: Vec<Failure>,
    /// Number of failures.
    pub failed_count: u64,
    /// Parts that could not be placed, of what was imported: the first 1,000.
    pub unplaced: Vec<Unplaced>,
    /// Number of parts that could not be placed.
    pub unplaced_count: u64,
    /// Of pages: which fields were found, and on how many of the pages that were imported.
    pub found: BTreeMap<&'static str, u64>,
    /// Files in folders that are no pages by their ending.
    pub passed_over: u64,
}

/// Most failures, and most unplaced texts, that a report lists.
pub const LISTED: usize = 1_000;
/// Longest text of a report, in characters.
const TEXT_LENGTH: usize = 2_000;

/// Where something stands that is imported.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The file.
    pub file: &'a str,
    /// The line, from 1; none where the whole file is meant.
    pub line: Option<u64>,
}

/// Something that could not be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The file.
    pub file: String,
    /// The line, from 1; none where the whole file is meant.
    pub line: Option<u64>,
    /// Why it was done.
    pub reason: String,
}

/// Something of an article that could not be placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    /// The file.
    pub file: String,
    /// The line, from 1; none in HTML.
    pub line: Option<u64>,
    /// What it says.
    pub text: String,
}

impl Report {
    /// Counts what became of the article at a place.
    pub fn count(&mut self, place: Place<'_>, outcome: Outcome) {
        match outcome {
            Outcome::Created(_) => self.created += 1,
            Outcome::Updated(_) => self.updated += 1,
            Outcome::UpdatedBesideDraft(id) => {
                self.updated += 1;
                self.unplaced(
                    place,
                    format!("the open draft of the article {id} does not have this text; it stays as it is"),
                );
            }
            Outcome::Unchanged(_) => self.unchanged += 1,
            Outcome::Refused(reason) => self.fail(place, reason),
        }
    }

    /// Counts the fields that were found on a page.
    pub fn found(&mut self, fields: &[&'static str]) {
        for field in fields {
            *self.found.entry(field).or_default() += 1;
        }
    }

    /// Notes that something could not be imported.
    pub fn fail(&mut self, place: Place<'_>, reason: impl Into<String>) {
        let Place { file, line } = place;
        self.failed_count += 1;
        if self.failed.len() < LISTED {
            self.failed.push(Failure { file: file.to_owned(), line, reason: cut(reason.into()) });
        }
    }

    /// Notes that something was imported but for this.
    pub fn unplaced(&mut self, place: Place<'_>, text: impl Into<String>) {
        let Place { file, line } = place;
        self.unplaced_count += 1;
        if self.unplaced.len() < LISTED {
            self.unplaced.push(Unplaced { file: file.to_owned(), line, text: cut(text.into()) });
        }
    }

    /// Adds what another import has done.
    pub fn add(&mut self, other: Self) {
        let Self { created, updated, unchanged, failed, failed_count, unplaced, unplaced_count, found, passed_over } =
            other;
        self.created += created;
        self.updated += updated;
        self.unchanged += unchanged;
        self.failed.extend(failed.into_iter().take(LISTED.saturating_sub(self.failed.len())));
        self.failed_count += failed_count;
        self.unplaced.extend(unplaced.into_iter().take(LISTED.saturating_sub(self.unplaced.len())));
        self.unplaced_count += unplaced_count;
        self.passed_over += passed_over;
        for (field, pages) in found {
            *self.found.entry(field).or_default() += pages;
        }
    }

    /// How many articles are in the database as they should be.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.created + self.updated + self.unchanged
    }
}

/// A text of bounded length.
fn cut(text: String) -> String {
    match text.char_indices().nth(TEXT_LENGTH) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// How many more there are than are listed.
fn more(count: u64, listed: usize) -> Option<u64> {
    Some(count.saturating_sub(listed as u64)).filter(|more| *more > 0)
}

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for Failure { file, line, reason } in &self.failed {
            match line {
                Some(line) => writeln!(out, "failed: {file}:{line}: {reason}")?,
                None => writeln!(out, "failed: {file}: {reason}")?,
            }
        }
        if let Some(more) = more(self.failed_count, self.failed.len()) {
            writeln!(out, "failed: {more} more")?;
        }
        for Unplaced { file, line, text } in &self.unplaced {
            match line {
                Some(line) => writeln!(out, "unplaced: {file}:{line}: {text}")?,
                None => writeln!(out, "unplaced: {file}: {text}")?,
            }
        }
        if let Some(more) = more(self.unplaced_count, self.unplaced.len()) {
            writeln!(out, "unplaced: {more} more")?;
        }
        let Self { created, updated, unchanged, failed_count, unplaced_count, found, passed_over, .. } = self;
        if !found.is_empty() {
            let found: Vec<String> = found.iter().map(|(field, pages)| format!("{field} {pages}")).collect();
            writeln!(out, "found: {}", found.join(", "))?;
        }
        if *passed_over > 0 {
            writeln!(out, "passed over: {passed_over} files that are no pages")?;
        }
        write!(
            out,
            "{created} created, {updated} updated, {unchanged} unchanged, {failed_count} failed, {unplaced_count} lines unplaced"
        )
    }
}
