//! What is wrong with a line, all of it, and the checks that find it out.

use chrono_tz::Tz;
use uuid::Uuid;

use super::read::NAME;
use crate::articles::article::Called;
use crate::articles::body::Media;
use crate::articles::body::check::of_media;
use crate::articles::body::text::one_line;
use crate::kernel::instant::{self, Precision, Written};
use crate::kernel::slug::Slug;
use crate::web::ask::parse_id;

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

/// What is wrong with a line, as it is found out.
pub(super) struct Wrong(pub(super) Vec<String>);

impl Wrong {
    /// Notes something.
    pub(super) fn note(&mut self, field: &str, detail: impl std::fmt::Display) {
        self.0.push(format!("{field}: {detail}"));
    }

    /// Notes a list that is too long.
    pub(super) fn most(&mut self, field: &str, length: usize, most: usize) {
        if length > most {
            self.note(field, format_args!("has {length} items; at most {most} are taken"));
        }
    }

    /// A text of a form, trimmed; `None` and a note otherwise.
    pub(super) fn text(&mut self, field: &str, text: &str, form: Form) -> Option<String> {
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let (Form::Line(limit) | Form::Joined(limit) | Form::Text(limit)) = form;
        let is_line = matches!(form, Form::Line(_));
        let problem = if text.is_empty() {
            "is empty".to_owned()
        } else if text.chars().count() > limit {
            format!("is longer than {limit} characters")
        } else if text.chars().any(|c| c.is_control() && (is_line || !matches!(c, '\n' | '\t'))) {
            "holds control characters".to_owned()
        } else {
            return Some(if matches!(form, Form::Joined(_)) { one_line(&text) } else { text });
        };
        self.note(field, problem);
        None
    }

    /// The same for what may be absent; empty counts as absent.
    pub(super) fn optional(&mut self, field: &str, text: Option<String>, form: Form) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
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
    pub(super) fn file(&mut self, field: &str, file: &Media) {
        for problem in of_media(file) {
            self.note(&format!("{field}{}", problem.at), problem.what);
        }
    }
}
