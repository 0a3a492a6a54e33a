//! What is wrong with a line, all of it, and the checks that find it out.

use chrono_tz::Tz;

use super::read::MAX_LINE;
use crate::articles::article::Called;
use crate::kernel::instant::{self, Written};
use crate::kernel::slug::Slug;

/// What is wrong with a line, as it is found out.
pub(super) struct Wrong(pub(super) Vec<String>);

impl Wrong {
    /// Notes something.
    pub(super) fn note(&mut self, field: &str, detail: impl std::fmt::Display) {
        self.0.push(format!("{field}: {detail}"));
    }

    /// A text of one line within limits, trimmed; `None` and a note otherwise.
    pub(super) fn text(&mut self, field: &str, text: &str, limit: usize) -> Option<String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.note(field, "is empty");
            return None;
        }
        if trimmed.chars().count() > limit {
            self.note(field, format_args!("is longer than {limit} characters"));
            return None;
        }
        if trimmed.chars().any(|c| c.is_control() && c != '\n') {
            self.note(field, "holds control characters");
            return None;
        }
        Some(trimmed.to_owned())
    }

    /// The same for what may be absent; empty counts as absent.
    pub(super) fn optional(&mut self, field: &str, text: Option<String>, limit: usize) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        self.text(field, &text, limit)
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
        Some(Called { name: self.text(field, name, MAX_LINE)?, slug })
    }

    /// A time.
    pub(super) fn time(&mut self, field: &str, text: &str, zone: Tz) -> Option<Written> {
        let read = instant::read(text.trim(), zone);
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

    /// An absolute address of the web.
    pub(super) fn address(&mut self, field: &str, url: Option<String>) -> Option<String> {
        let url = url.filter(|url| !url.is_empty())?;
        let good = (url.starts_with("http://") || url.starts_with("https://"))
            && url.len() <= 2048
            && !url.chars().any(|c| c.is_whitespace() || c.is_control());
        if !good {
            self.note(field, "is not an absolute http or https address of at most 2,048 bytes");
        }
        good.then_some(url)
    }
}
