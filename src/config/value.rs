//! Reading merged values as what they mean: every wrong one is written down, so that all can be told at once.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use config::{Value, ValueKind};

use super::error::{Expected, Problem};
use super::key::Key;
use super::origin::{Origins, Setting, Shown};
use super::secret;
use super::source::Layer;

/// A value cannot be used, and why has been written down.
#[derive(Debug)]
pub(super) struct Noted;

/// The merged values while they are being read.
pub(super) struct Values {
    merged: Layer,
    shown: BTreeMap<String, Shown>,
    problems: Vec<Problem>,
}

impl Values {
    /// These values, with what is wrong so far.
    pub(super) fn new(merged: Layer, problems: Vec<Problem>) -> Self {
        Self { merged, shown: BTreeMap::new(), problems }
    }

    /// A text.
    pub(super) fn text<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, Expected>) -> Result<T, Noted> {
        let value = self.value(key);
        let parsed =
            as_text(&value.kind).and_then(|text| Ok((parse(text)?, Shown::Text(secret::concealed(key, text)))));
        self.keep(key, &value, parsed)
    }

    /// A text that may be empty, which means none.
    pub(super) fn optional_text<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, Expected>,
    ) -> Result<Option<T>, Noted> {
        if matches!(&self.value(key).kind, ValueKind::String(text) if text.is_empty()) {
            self.show(key, Shown::None);
            return Ok(None);
        }
        self.text(key, parse).map(Some)
    }

    /// A whole number within limits.
    pub(super) fn number<N>(&mut self, key: &str, limits: RangeInclusive<N>) -> Result<N, Noted>
    where
        N: TryFrom<i64> + PartialOrd + Display,
    {
        let value = self.value(key);
        let written = match &value.kind {
            ValueKind::I64(number) => Some(*number),
            ValueKind::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let within = |number| N::try_from(number).ok().filter(|number| limits.contains(number));
        let parsed = written
            .and_then(|number| Some((within(number)?, Shown::Number(number))))
            .ok_or_else(|| Expected::new(format!("a whole number from {} to {}", limits.start(), limits.end())));
        self.keep(key, &value, parsed)
    }

    /// A list of texts, or one text with commas between them; spaces around an item do not count.
    pub(super) fn list<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, Expected>) -> Result<Vec<T>, Noted> {
        let value = self.value(key);
        let items: Vec<ValueKind> = match &value.kind {
            ValueKind::Array(items) => items.iter().map(|item| item.kind.clone()).collect(),
            ValueKind::String(text) if text.trim().is_empty() => Vec::new(),
            ValueKind::String(text) => text.split(',').map(|item| ValueKind::from(item.trim())).collect(),
            _ => return self.keep(key, &value, Err(Expected::new("a list of texts"))),
        };
        let mut taken = Vec::new();
        let mut shown = Vec::new();
        let mut wrong = false;
        for item in &items {
            match as_text(item).and_then(|text| Ok((parse(text)?, secret::concealed(key, text)))) {
                Ok((item, text)) => {
                    taken.push(item);
                    shown.push(text);
                }
                Err(expected) => {
                    wrong = true;
                    self.refuse_value(key, item, value.origin(), expected);
                }
            }
        }
        if wrong { Err(Noted) } else { self.keep(key, &value, Ok((taken, Shown::List(shown)))) }
    }

    /// Writes down that a value, fine by itself, does not fit the others.
    pub(super) fn refuse(&mut self, key: &str, expected: Expected) -> Noted {
        let value = self.value(key);
        self.refuse_value(key, &value.kind, value.origin(), expected);
        Noted
    }

    /// Sets what is shown as the value of a setting.
    pub(super) fn show(&mut self, key: &str, shown: Shown) {
        self.shown.insert(key.to_owned(), shown);
    }

    /// What was read and where it comes from; or, if anything was wrong, all of it.
    pub(super) fn finish<T>(mut self, read: Result<T, Noted>) -> Result<(T, Origins), Vec<Problem>> {
        match read {
            Ok(read) if self.problems.is_empty() => Ok((read, self.origins())),
            _ => Err(self.problems),
        }
    }

    /// Where each value comes from.
    fn origins(&mut self) -> Origins {
        let setting = |key: Key| {
            let origin = self.merged.get(key.name()).and_then(Value::origin).unwrap_or_default().to_owned();
            let value = self.shown.remove(key.name()).unwrap_or(Shown::None);
            Setting { key: key.name().to_owned(), value, origin }
        };
        Origins::new(Key::all().into_iter().map(setting).collect())
    }

    /// The merged value of a setting.
    fn value(&self, key: &str) -> Value {
        self.merged.get(key).cloned().unwrap_or_default()
    }

    /// Keeps what is shown of a good value, or writes down what is wrong with a bad one.
    fn keep<T>(&mut self, key: &str, value: &Value, parsed: Result<(T, Shown), Expected>) -> Result<T, Noted> {
        match parsed {
            Ok((parsed, shown)) => {
                self.show(key, shown);
                Ok(parsed)
            }
            Err(expected) => {
                self.refuse_value(key, &value.kind, value.origin(), expected);
                Err(Noted)
            }
        }
    }

    /// Writes down that a value cannot be used.
    fn refuse_value(&mut self, key: &str, value: &ValueKind, origin: Option<&str>, expected: Expected) {
        self.problems.push(Problem::wrong(key, value, origin.unwrap_or("default"), expected));
    }
}

/// The value as a text, if it is one.
fn as_text(value: &ValueKind) -> Result<&str, Expected> {
    match value {
        ValueKind::String(text) => Ok(text),
        _ => Err(Expected::new("a text in quotes")),
    }
}
