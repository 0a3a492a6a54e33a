//! Texts of JSON bodies: their lengths and their characters.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::Object;
use crate::kernel::error::FieldCode;
use crate::kernel::text::{self, Lines, Removed};

/// A text whose line breaks are line feeds.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

impl Object<'_> {
    /// The text of a member that must be there, of `limits` characters when the white space around it is left out.
    pub fn text(&self, name: &'static str, limits: RangeInclusive<usize>) -> Option<String> {
        if !self.has_text(name) {
            return None;
        }
        self.optional_text(name, limits)
    }

    /// The text of a member, if there is one that is not null; its line breaks become line feeds.
    pub fn optional_text(&self, name: &'static str, limits: RangeInclusive<usize>) -> Option<String> {
        let text: String = self.typed(name, "a text")?;
        let text = with_line_feeds(&text);
        let trimmed = self.bounded(name, text.trim(), limits)?;
        if let Err(refused) = text::check(&text, Lines::Many) {
            self.refuse(name, FieldCode::Malformed, format!("It {refused}."));
            return None;
        }
        Some(trimmed.to_owned())
    }

    /// The same in one line: line breaks and tabs are refused.
    pub fn line(&self, name: &'static str, limits: RangeInclusive<usize>) -> Option<String> {
        let text = self.optional_text(name, limits)?;
        if let Err(refused) = text::check(&text, Lines::One) {
            self.refuse(name, FieldCode::Malformed, format!("It {refused}."));
            return None;
        }
        Some(text)
    }

    /// The same as prose: characters that no text keeps are removed and noted, not refused.
    pub fn prose(&self, name: &'static str, limits: RangeInclusive<usize>, removed: &mut Removed) -> Option<String> {
        let text: String = self.typed(name, "a text")?;
        let text = removed.strip(&text);
        let text = with_line_feeds(text.trim());
        self.bounded(name, &text, limits)?;
        Some(text.into_owned())
    }

    /// The same for a member that must be there.
    pub fn required_prose(
        &self,
        name: &'static str,
        limits: RangeInclusive<usize>,
        removed: &mut Removed,
    ) -> Option<String> {
        if !self.has_text(name) {
            return None;
        }
        self.prose(name, limits, removed)
    }

    /// A text of `limits` characters; refused otherwise.
    fn bounded<'t>(&self, name: &str, text: &'t str, limits: RangeInclusive<usize>) -> Option<&'t str> {
        let (length, low, high) = (text.chars().count(), limits.start(), limits.end());
        if !limits.contains(&length) {
            let detail = format!("It has {length} characters; from {low} to {high} are taken.");
            self.refuse(name, FieldCode::OutOfRange, detail);
            return None;
        }
        Some(text)
    }

    /// The text of a member that must be there, letter by letter, white space around it included: a secret.
    pub fn exact_text(&self, name: &'static str, limits: RangeInclusive<usize>) -> Option<String> {
        if !self.has_text(name) {
            return None;
        }
        let text: String = self.typed(name, "a text")?;
        self.bounded(name, &text, limits)?;
        if text.chars().any(char::is_control) {
            self.refuse(name, FieldCode::Malformed, "It holds control characters.");
            return None;
        }
        Some(text)
    }

    /// The texts of a member that is a list, if there is one that is not null: at most `most`, none of them empty.
    pub fn texts(&self, name: &'static str, most: usize) -> Vec<String> {
        let texts: Vec<String> = self.typed(name, "a list of texts").unwrap_or_default();
        if texts.len() > most {
            let detail = format!("It has {} items; at most {most} are taken.", texts.len());
            self.refuse(name, FieldCode::OutOfRange, detail);
            return Vec::new();
        }
        if texts.iter().any(|text| text.trim().is_empty()) {
            self.refuse(name, FieldCode::Malformed, "An item of it is empty.");
            return Vec::new();
        }
        for (at, text) in texts.iter().enumerate() {
            if let Err(refused) = text::check(text.trim(), Lines::One) {
                self.refuse_item(name, at, FieldCode::Malformed, format!("It {refused}."));
            }
        }
        texts.into_iter().map(|text| text.trim().to_owned()).collect()
    }
}
