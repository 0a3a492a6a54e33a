//! What is wrong with the settings: all of it at once, one line each, and never a password.

use std::fmt;

use config::ValueKind;

use super::secret;

/// Longest part of a wrong value that is shown, in characters.
const SHOWN_LENGTH: usize = 80;

/// What would have been accepted, as the end of a sentence; it never repeats the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct Expected(pub(super) String);

impl Expected {
    /// The end of the sentence "expected …".
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file cannot be read, or is not TOML.
    #[error("file {file}: {detail}")]
    File {
        /// Its path as it was given.
        file: String,
        /// What the system or the parser said, with the line and without what stands there.
        detail: String,
    },
    /// A name that fits no setting.
    #[error("{name} ({place}) is not a setting; the nearest is {nearest}")]
    Unknown {
        /// The name as it was given.
        name: String,
        /// `environment`, `flag`, or the file.
        place: String,
        /// The known name that is most like it, in the form used at that place.
        nearest: String,
    },
    /// One setting given by both its names, with different values.
    #[error("{key} is set by {first} and by {second} (environment), and they differ; keep one of the two")]
    Ambiguous {
        /// The setting.
        key: String,
        /// One variable.
        first: String,
        /// The other one.
        second: String,
    },
    /// A value that cannot be used.
    #[error("{key} cannot be {value} ({origin}); expected {expected}")]
    Wrong {
        /// The setting.
        key: String,
        /// The value, quoted, shortened, and with passwords concealed.
        value: String,
        /// Where it comes from.
        origin: String,
        /// What would be accepted.
        expected: String,
    },
}

impl Problem {
    /// A value that cannot be used.
    pub(super) fn wrong(key: &str, value: &ValueKind, origin: &str, Expected(expected): Expected) -> Self {
        Self::Wrong { key: key.to_owned(), value: quoted(key, value), origin: origin.to_owned(), expected }
    }
}

/// A wrong value on one line.
fn quoted(key: &str, value: &ValueKind) -> String {
    match value {
        ValueKind::Nil => "nothing".to_owned(),
        ValueKind::Table(_) => "a table".to_owned(),
        ValueKind::Array(_) => "a list".to_owned(),
        ValueKind::String(text) => {
            let text = secret::concealed(key, text);
            let start: String = text.chars().take(SHOWN_LENGTH).collect();
            let rest = if start.len() < text.len() { "…" } else { "" };
            format!("\"{}{rest}\"", start.escape_debug())
        }
        scalar => scalar.to_string(),
    }
}

/// Everything that is wrong with the settings; printed, one line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError(Vec<Problem>);

impl SettingsError {
    /// These problems.
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self(problems)
    }

    /// Each of them: first what is wrong with files and names, then with values, in the order of `defaults.toml`.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_value_stays_on_one_line_and_is_shortened() {
        let value = ValueKind::String(format!("a\nb{}", "长".repeat(200)));
        let line = Problem::wrong("site.name", &value, "default", Expected::new("less")).to_string();

        assert!(line.starts_with("site.name cannot be \"a\\nb长"), "{line}");
        assert!(line.ends_with("长…\" (default); expected less"), "{line}");
        assert!(line.chars().count() < 150, "{line}");
    }

    #[test]
    fn what_a_list_or_table_holds_is_not_shown() {
        let list = ValueKind::from(vec!["postgres://user:hunter2@host/db"]);
        let line = Problem::wrong("database.url", &list, "default", Expected::new("text")).to_string();
        assert_eq!(line, "database.url cannot be a list (default); expected text");
    }
}
