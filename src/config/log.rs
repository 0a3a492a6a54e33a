//! What is logged, and how it is written.

use super::error::Expected;
use super::nearest::nearest;
use super::value::{Noted, Values};

/// The settings of `[log]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// Directives of an env-filter: a level, and others for single modules, separated by commas.
    pub level: String,
    /// How a line is written.
    pub format: LogFormat,
}

impl LogSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let level = values.text("log.level", parse_level);
        let format = values.text("log.format", LogFormat::parse);
        Ok(Self { level: level?, format: format? })
    }
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl LogFormat {
    /// Takes `text` or `json`.
    pub fn parse(text: &str) -> Result<Self, Expected> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(Expected::new("text or json")),
        }
    }
}

/// The levels, the quietest first.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// Directives that each name a level: an env-filter takes a misspelt level for the name of a module, and is then silent.
fn parse_level(text: &str) -> Result<String, Expected> {
    let mut depth = 0_i32;
    // Commas within the brackets of a span do not separate.
    let directives = text.split(|character: char| {
        match character {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        character == ',' && depth <= 0
    });
    for directive in directives {
        let (target, level) =
            directive.rsplit_once('=').map_or((None, directive), |(target, level)| (Some(target), level));
        let is_level = LEVELS.iter().any(|known| known.eq_ignore_ascii_case(level.trim()));
        if !is_level || target.is_some_and(|target| target.trim().is_empty()) {
            let nearest = nearest(level, LEVELS).unwrap_or("info");
            let levels = LEVELS.join(", ");
            return Err(Expected::new(format!(
                "one of {levels}, or MODULE=LEVEL, separated by commas; the nearest level is {nearest}"
            )));
        }
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_directive_names_a_level() {
        for text in ["info", "INFO", "info,dibao::web=debug", "off, sqlx=warn", "warn,[request{id=\"a,b\"}]=trace"] {
            assert_eq!(parse_level(text), Ok(text.to_owned()));
        }
        for text in ["", "inof", "info,", "dibao", "info,dibao=loud", "=debug", "info,,debug"] {
            assert!(parse_level(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_misspelt_level_is_answered_with_the_nearest() {
        let refused = parse_level("debgu").map_err(|Expected(expected)| expected);
        assert!(refused.is_err_and(|expected| expected.ends_with("the nearest level is debug")));
    }
}
