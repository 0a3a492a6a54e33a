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
    /// What could not be imported, and why.
    pub failed: Vec<Failure>,
    /// What was imported, but could not be placed.
    pub unplaced: Vec<Unplaced>,
    /// Of pages: which fields were found, and on how many of the pages that were imported.
    pub found: BTreeMap<&'static str, u64>,
    /// Files in folders that are no pages by their ending.
    pub passed_over: u64,
}

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
        self.failed.push(Failure { file: file.to_owned(), line, reason: reason.into() });
    }

    /// Notes that something was imported but for this.
    pub fn unplaced(&mut self, place: Place<'_>, text: impl Into<String>) {
        let Place { file, line } = place;
        self.unplaced.push(Unplaced { file: file.to_owned(), line, text: text.into() });
    }

    /// Adds what another import has done.
    pub fn add(&mut self, other: Self) {
        let Self { created, updated, unchanged, failed, unplaced, found, passed_over } = other;
        self.created += created;
        self.updated += updated;
        self.unchanged += unchanged;
        self.failed.extend(failed);
        self.unplaced.extend(unplaced);
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

impl std::fmt::Display for Report {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for Failure { file, line, reason } in &self.failed {
            match line {
                Some(line) => writeln!(out, "failed: {file}:{line}: {reason}")?,
                None => writeln!(out, "failed: {file}: {reason}")?,
            }
        }
        for Unplaced { file, line, text } in &self.unplaced {
            match line {
                Some(line) => writeln!(out, "unplaced: {file}:{line}: {text}")?,
                None => writeln!(out, "unplaced: {file}: {text}")?,
            }
        }
        let Self { created, updated, unchanged, failed, unplaced, found, passed_over } = self;
        if !found.is_empty() {
            let found: Vec<String> = found.iter().map(|(field, pages)| format!("{field} {pages}")).collect();
            writeln!(out, "found: {}", found.join(", "))?;
        }
        if *passed_over > 0 {
            writeln!(out, "passed over: {passed_over} files that are no pages")?;
        }
        let (failed, unplaced) = (failed.len(), unplaced.len());
        write!(
            out,
            "{created} created, {updated} updated, {unchanged} unchanged, {failed} failed, {unplaced} lines unplaced"
        )
    }
}
