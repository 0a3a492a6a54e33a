//! Query strings, read strictly: every parameter is asked for by name, and what was not asked for is refused.

use std::cell::{Cell, RefCell};

use percent_encoding::percent_decode_str;

use super::forms::Form;
use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result, nearest};

/// Longest query string in bytes.
pub const MAX_LENGTH: usize = 8_192;
/// Most values in one parameter.
pub const MAX_VALUES: usize = 100;

/// A query string while it is being read. Errors are collected, so that a caller hears of all of them at once.
#[derive(Debug)]
pub struct Query {
    pairs: Vec<(String, String, Cell<bool>)>,
    known: RefCell<Vec<&'static str>>,
    errors: RefCell<Vec<FieldError>>,
}

impl Query {
    /// Takes a query string apart; percent-encoding that is broken or not UTF-8, and control characters, are refused.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > MAX_LENGTH {
            return Err(Error::parameters(vec![FieldError {
                place: Place::Parameter("query".into()),
                code: FieldCode::OutOfRange,
                detail: format!("The query string has {} bytes; at most {MAX_LENGTH} are read.", text.len()),
            }]));
        }
        let mut pairs = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            pairs.push((decode(name)?, decode(value)?, Cell::new(false)));
        }
        Ok(Self { pairs, known: RefCell::default(), errors: RefCell::default() })
    }

    /// Reads the whole query with `take` and then refuses it if anything was wrong or left over.
    pub fn read<T>(&self, take: impl FnOnce(&Self) -> T) -> Result<T> {
        let taken = take(self);
        let known = self.known.borrow();
        for (name, _, asked) in &self.pairs {
            if !asked.get() {
                let hint = match nearest(name, known.iter().copied()) {
                    Some(near) => format!(" Did you mean `{near}`?"),
                    None => format!(" There are: {}.", known.join(", ")),
                };
                self.refuse(&shown(name), FieldCode::Unknown, format!("There is no such parameter here.{hint}"));
            }
        }
        let mut errors = self.errors.take();
        if errors.is_empty() {
            return Ok(taken);
        }
        errors.dedup();
        Err(Error::parameters(errors))
    }

    /// Notes that a parameter is wrong.
    pub fn refuse(&self, parameter: &str, code: FieldCode, detail: impl Into<String>) {
        let error = FieldError { place: Place::Parameter(parameter.to_owned()), code, detail: detail.into() };
        self.errors.borrow_mut().push(error);
    }

    /// Whether something is wrong with a parameter already.
    pub fn is_refused(&self, parameter: &str) -> bool {
        self.errors.borrow().iter().any(|error| matches!(&error.place, Place::Parameter(name) if name == parameter))
    }

    /// The value of a parameter that is given once at most and is not empty when it is given.
    pub fn text(&self, name: &'static str) -> Option<&str> {
        self.known.borrow_mut().push(name);
        let mut given = self.pairs.iter().filter(|(given, ..)| given == name);
        let (_, value, asked) = given.next()?;
        asked.set(true);
        if let Some((.., asked)) = given.next() {
            asked.set(true);
            given.for_each(|(.., asked)| asked.set(true));
            self.refuse(
                name,
                FieldCode::Repeated,
                "It is given more than once; several values go into one, separated by commas.",
            );
            return None;
        }
        if value.is_empty() {
            self.refuse(name, FieldCode::Malformed, "It is empty; leave it out instead.");
            return None;
        }
        Some(value)
    }

    /// The value of a parameter that has a form.
    pub fn of<F: Form>(&self, name: &'static str) -> Option<&str> {
        self.text(name).filter(|value| self.fits::<F>(name, value))
    }

    /// The values of a parameter, separated by commas, each of which has a form.
    pub fn list_of<F: Form>(&self, name: &'static str) -> Vec<&str> {
        self.list(name).into_iter().filter(|value| self.fits::<F>(name, value)).collect()
    }

    /// Whether a value has a form; refused otherwise.
    fn fits<F: Form>(&self, name: &'static str, value: &str) -> bool {
        if value.chars().count() > F::MAX_LENGTH {
            let detail = format!("It has more than {} characters.", F::MAX_LENGTH);
            self.refuse(name, FieldCode::OutOfRange, detail);
            return false;
        }
        let fits = F::takes(value);
        if !fits {
            self.refuse(name, FieldCode::Malformed, F::ASKED);
        }
        fits
    }

    /// The values of a parameter, separated by commas, without repeats.
    pub fn list(&self, name: &'static str) -> Vec<&str> {
        let Some(value) = self.text(name) else { return Vec::new() };
        let count = value.split(',').count();
        if count > MAX_VALUES {
            let detail = format!("It has {count} values; at most {MAX_VALUES} are taken.");
            self.refuse(name, FieldCode::OutOfRange, detail);
            return Vec::new();
        }
        let mut values: Vec<&str> = Vec::new();
        for part in value.split(',') {
            if part.is_empty() {
                self.refuse(
                    name,
                    FieldCode::Malformed,
                    "There is nothing between two commas, or before the first or after the last.",
                );
                return Vec::new();
            }
            if !values.contains(&part) {
                values.push(part);
            }
        }
        values
    }

    /// A whole number within limits.
    pub fn number(&self, name: &'static str, limits: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let value = self.text(name)?;
        let (low, high) = (limits.start(), limits.end());
        let digits = value.strip_prefix('-').unwrap_or(value);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.refuse(
                name,
                FieldCode::Malformed,
                format!("It is not a whole number; from {low} to {high} are taken."),
            );
            return None;
        }
        let number = value.parse().unwrap_or(if value.starts_with('-') { i64::MIN } else { i64::MAX });
        if !limits.contains(&number) {
            let near = number.clamp(*low, *high);
            let detail = format!("It is not within {low} to {high}; the nearest value is {near}.");
            self.refuse(name, FieldCode::OutOfRange, detail);
            return None;
        }
        Some(number)
    }

    /// One of a closed set of words.
    pub fn word<T: Copy>(&self, name: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let value = self.text(name)?;
        self.choose(name, value, words)
    }

    /// Several of a closed set of words.
    pub fn words<T: Copy>(&self, name: &'static str, words: &[(&'static str, T)]) -> Vec<T> {
        self.list(name).into_iter().filter_map(|value| self.choose(name, value, words)).collect()
    }

    /// `true` or `false`.
    pub fn truth(&self, name: &'static str) -> bool {
        self.word(name, &[("true", true), ("false", false)]).unwrap_or(false)
    }

    /// The one of the words that was written.
    fn choose<T: Copy>(&self, name: &'static str, value: &str, words: &[(&'static str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let possible: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let hint = nearest(value, possible.iter().copied()).map(|near| format!(" Did you mean `{near}`?"));
            let detail = format!("`{}` is none of {}.{}", shown(value), possible.join(", "), hint.unwrap_or_default());
            self.refuse(name, FieldCode::NotAllowed, detail);
        }
        found
    }
}

/// What somebody wrote, short enough to be shown back.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Undoes percent-encoding.
pub fn decode(text: &str) -> Result<String> {
    if text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'%' && byte != b'+') {
        return Ok(text.to_owned());
    }
    let malformed = |detail: &'static str| Error::refused(crate::kernel::error::Code::InvalidRequest, detail);
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if !rest.get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            return Err(malformed("A percent sign is not followed by two hexadecimal digits."));
        }
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced)
        .decode_utf8()
        .map_err(|_| malformed("The percent-encoding of the address is not UTF-8."))?;
    if decoded.chars().any(char::is_control) {
        return Err(malformed("The address holds control characters."));
    }
    Ok(decoded.into_owned())
}
