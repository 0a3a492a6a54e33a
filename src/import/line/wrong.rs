//! What is wrong with a line, all of it, and the checks that find it out.

use chrono_tz::Tz;
use uuid::Uuid;

use super::read::NAME;
use crate::articles::article::Called;
use crate::articles::body::Media;
use crate::articles::body::check::of_media;
use crate::articles::body::clean::clean_media;
use crate::articles::body::text::one_line;
use crate::kernel::instant::{self, Precision, Written};
use crate::kernel::slug::Slug;
use crate::kernel::text::{self, Lines, Removed};
use crate::web::ask::parse_id;

/// Characters that part lines and columns.
const BREAKS: [char; 3] = ['\n', '\r', '\t'];

/// A line without white space around it, joined where it is broken.
fn one_line_if_broken(text: &str) -> String {
    let text = text.trim();
    if text.contains(BREAKS) { one_line(text) } else { text.to_owned() }
}

/// What a text may be, with the most characters it may have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// One line.
    Line(usize),
    /// One line that may come as several; line breaks and tabs in it become a space.
    Joined(usize),
    /// Any number of lines.
    Text(usize),
}

/// Faults of a line, and the characters that were removed from its fields.
#[derive(Default)]
pub(super) struct Wrong(pub(super) Vec<String>, Vec<(String, Removed)>);

impl Wrong {
    /// Notes something.
    pub(super) fn note(&mut self, field: &str, detail: impl std::fmt::Display) {
        self.0.push(format!("{field}: {detail}"));
    }

    /// Notes characters that were removed from a field.
    pub(super) fn removed(&mut self, field: &str, removed: Removed) {
        self.1.push((field.to_owned(), removed));
    }

    /// Removes from a field's text the characters that no text keeps, and notes them.
    pub(super) fn strip(&mut self, field: &str, text: &mut String) {
        let mut removed = Removed::default();
        removed.strip_in_place(text);
        self.removed(field, removed);
    }

    /// Returns a line for each character that was removed from a field.
    pub(super) fn unplaced(&self) -> Vec<String> {
        let lines = |(field, removed): &(String, Removed)| {
            removed.lines().map(|line| format!("{field}: {line}")).collect::<Vec<_>>()
        };
        self.1.iter().flat_map(lines).collect()
    }

    /// Notes a list that is too long.
    pub(super) fn most(&mut self, field: &str, length: usize, most: usize) {
        if length > most {
            self.note(field, format_args!("has {length} items; at most {most} are taken"));
        }
    }

    /// A text of a form, trimmed and without the characters that no text keeps; `None` and a note otherwise.
    pub(super) fn text(&mut self, field: &str, text: &str, form: Form) -> Option<String> {
        let mut removed = Removed::default();
        let stripped = removed.strip(text);
        let (text, limit, lines) = match form {
            // What is removed may leave a line break behind, which is no reason to refuse a line.
            Form::Line(limit) if !text.trim().contains(BREAKS) => (one_line_if_broken(&stripped), limit, Lines::One),
            Form::Line(limit) => (stripped.trim().to_owned(), limit, Lines::One),
            Form::Joined(limit) => (one_line(&stripped), limit, Lines::One),
            Form::Text(limit) => (stripped.trim().replace("\r\n", "\n").replace('\r', "\n"), limit, Lines::Many),
        };
        self.removed(field, removed);
        let problem = if text.is_empty() {
            "is empty".to_owned()
        } else if text.chars().count() > limit {
            format!("is longer than {limit} characters")
        } else if let Err(refused) = text::check(&text, lines) {
            refused.to_string()
        } else {
            return Some(text);
        };
        self.note(field, problem);
        None
    }

    /// The same for what may be absent; empty counts as absent.
    pub(super) fn optional(&mut self, field: &str, text: Option<String>, form: Form) -> Option<String> {
        let text = text?;
        let mut removed = Removed::default();
        if removed.strip(&text).trim().is_empty() {
            self.removed(field, removed);
            return None;
        }
        self.text(field, &text, form)
    }

    /// An id, as the API writes it.
    pub(super) fn id(&mut self, field: &str, text: &str) -> Option<Uuid> {
        let id = parse_id(text).filter(|id| id.get_version_num() == 7);
        if id.is_none() {
            self.note(field, format_args!("`{text}` is not a version 7 UUID in lower case with hyphens"));
        }
        id
    }

    /// A slug.
    pub(super) fn slug(&mut self, field: &str, slug: Option<String>) -> Option<String> {
        slug.filter(|slug| {
            let good = Slug::parse(slug).is_some();
            if !good {
                self.note(field, format_args!("`{slug}` is not a slug (a-z, 0-9 and inner hyphens)"));
            }
            good
        })
    }

    /// A name with its slug.
    pub(super) fn called(&mut self, field: &str, name: &str, slug: Option<String>) -> Option<Called> {
        let slug = self.slug(field, slug);
        Some(Called { name: self.text(field, name, NAME)?, slug })
    }

    /// A time.
    pub(super) fn time(&mut self, field: &str, text: &str, zone: Tz) -> Option<Written> {
        self.time_as(field, text, None, zone)
    }

    /// A time that is known as precisely as is said, if anything is.
    pub(super) fn time_as(
        &mut self,
        field: &str,
        text: &str,
        precision: Option<Precision>,
        zone: Tz,
    ) -> Option<Written> {
        let read = instant::read_as(text.trim(), precision, zone);
        if read.is_none() {
            self.note(
                field,
                format_args!(
                    "`{text}` is neither a date such as 2026-01-04 nor a time such as 2026-01-04T09:30:00+08:00"
                ),
            );
        }
        read
    }

    /// A file; where an uploaded picture is, is not for the line to say.
    pub(super) fn file(&mut self, field: &str, file: &mut Media) {
        let mut removed = Removed::default();
        clean_media(file, &mut removed);
        self.removed(field, removed);
        for problem in of_media(file) {
            self.note(&format!("{field}{}", problem.at), problem.what);
        }
    }
}
