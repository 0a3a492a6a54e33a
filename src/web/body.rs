//! JSON bodies, read strictly: every member is asked for by name, what was not asked for is refused, and a caller hears of
//! all that is wrong at once, each with its JSON pointer (RFC 6901).

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::query::shown;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result, nearest};

/// Largest body in bytes.
pub const MAX_BODY: usize = 1_048_576;

/// The body of a request that must be one JSON object.
#[derive(Debug)]
pub struct JsonBody {
    members: Vec<(String, Box<RawValue>)>,
}

impl FromRequest for JsonBody {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        Box::pin(Self::receive(request, payload, "application/json"))
    }
}

impl JsonBody {
    /// Reads the body of a request, whose media type must be the one that is expected.
    pub fn receive(
        request: &HttpRequest,
        payload: &mut Payload,
        expected: &'static str,
    ) -> impl Future<Output = Result<Self>> + use<> {
        let content_type = request.headers().get(CONTENT_TYPE).cloned();
        let mut payload = payload.take();
        async move {
            let media_type = content_type.as_ref().and_then(|value| value.to_str().ok()).unwrap_or_default();
            if !is_json(media_type, expected) {
                let detail = match media_type {
                    "" => format!("The body has no `Content-Type`; `{expected}` is read here."),
                    other => format!("`{}` is not read here; `{expected}` is.", shown(other)),
                };
                return Err(Error::refused(Code::UnsupportedMediaType, detail));
            }
            let mut bytes = Vec::new();
            while let Some(part) = payload.next().await {
                let part: Bytes = part.map_err(|_| {
                    Error::refused(
                        Code::MalformedJson,
                        "The body ended before it was complete, or its coding is broken.",
                    )
                })?;
                if bytes.len() + part.len() > MAX_BODY {
                    let detail = format!("The body has more than {MAX_BODY} bytes.");
                    return Err(Error::refused(Code::BodyTooLarge, detail));
                }
                bytes.extend_from_slice(&part);
            }
            Self::parse(&bytes)
        }
    }

    /// Takes a body apart that must be one JSON object in UTF-8.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let Members(members) = serde_json::from_slice(bytes).map_err(|error| {
            let detail = match error.classify() {
                serde_json::error::Category::Data => "The body is not a JSON object.".to_owned(),
                _ => format!("The body is not JSON: line {}, column {}.", error.line(), error.column()),
            };
            Error::refused(Code::MalformedJson, detail)
        })?;
        Ok(Self { members })
    }

    /// The members in their order as they were sent, each with its JSON text.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter().map(|(name, value)| (name.as_str(), value.get()))
    }

    /// The body as one value; of a member that is given more than once, the last.
    pub fn value(&self) -> Result<serde_json::Value> {
        let member = |(name, value): &(String, Box<RawValue>)| Ok((name.clone(), serde_json::from_str(value.get())?));
        let members: serde_json::Result<serde_json::Map<_, _>> = self.members.iter().map(member).collect();
        members.map(serde_json::Value::Object).map_err(Error::broken)
    }

    /// Reads the whole body with `take` and then refuses it if anything was wrong or left over.
    pub fn read<T>(&self, take: impl FnOnce(&Object) -> T) -> Result<T> {
        let errors = RefCell::default();
        let object = Object {
            at: String::new(),
            members: self.members.iter().map(|(name, value)| (name.as_str(), &**value, Cell::new(false))).collect(),
            known: RefCell::default(),
            errors: &errors,
        };
        let taken = take(&object);
        object.refuse_rest();
        let errors = errors.into_inner();
        if errors.is_empty() { Ok(taken) } else { Err(Error::content(errors)) }
    }
}

/// Whether a media type is the one that is expected, in UTF-8.
fn is_json(media_type: &str, expected: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case(expected));
    is_json
        && parts.all(|parameter| {
            parameter.split_once('=').is_none_or(|(name, value)| {
                !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            })
        })
}

/// An object of a body while it is being read.
#[derive(Debug)]
pub struct Object<'a> {
    at: String,
    members: Vec<(&'a str, &'a RawValue, Cell<bool>)>,
    known: RefCell<Vec<&'static str>>,
    errors: &'a RefCell<Vec<FieldError>>,
}

impl Object<'_> {
    /// Notes that a member is wrong.
    pub fn refuse(&self, name: &str, code: FieldCode, detail: impl Into<String>) {
        let name = name.replace('~', "~0").replace('/', "~1");
        let place = Place::Pointer(format!("{}/{name}", self.at));
        self.errors.borrow_mut().push(FieldError { place, code, detail: detail.into() });
    }

    /// Notes that an item of a member is wrong.
    pub fn refuse_item(&self, name: &str, at: usize, code: FieldCode, detail: impl Into<String>) {
        let place = Place::Pointer(format!("{}/{name}/{at}", self.at));
        self.errors.borrow_mut().push(FieldError { place, code, detail: detail.into() });
    }

    /// Notes that something within a member is wrong; `below` is its JSON pointer from there.
    pub fn refuse_below(&self, name: &str, below: &str, code: FieldCode, detail: impl Into<String>) {
        let place = Place::Pointer(format!("{}/{name}{below}", self.at));
        self.errors.borrow_mut().push(FieldError { place, code, detail: detail.into() });
    }

    /// The text of a member that must be there, of `limits` characters when the white space around it is left out.
    pub fn text(&self, name: &'static str, limits: std::ops::RangeInclusive<usize>) -> Option<String> {
        if !self.has_text(name) {
            return None;
        }
        self.optional_text(name, limits)
    }

    /// Whether a member is given at all, be it null.
    #[must_use]
    pub fn gives(&self, name: &'static str) -> bool {
        self.value(name);
        self.members.iter().any(|(given, ..)| *given == name)
    }

    /// Whether a member is given as null.
    #[must_use]
    pub fn is_null(&self, name: &'static str) -> bool {
        self.members.iter().any(|(given, value, _)| *given == name && value.get() == "null")
    }

    /// The text of a member that must be there, as one of a closed set of words.
    pub fn word<T>(&self, name: &'static str, words: &[(&'static str, T)]) -> Option<T>
    where
        T: Copy,
    {
        let text = self.text(name, 1..=100)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let possible: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let hint = nearest(&text, possible.iter().copied()).map(|near| format!(" Did you mean `{near}`?"));
            let hint = hint.unwrap_or_default();
            let detail = format!("`{}` is none of {}.{hint}", shown(&text), possible.join(", "));
            self.refuse(name, FieldCode::NotAllowed, detail);
        }
        found
    }

    /// Whether a member that must be there is there and not null; refused otherwise.
    fn has_text(&self, name: &'static str) -> bool {
        if self.value(name).is_some() {
            return true;
        }
        if self.members.iter().all(|(given, ..)| *given != name) {
            self.refuse(name, FieldCode::Missing, "It must be given.");
        } else if !self.errors.borrow().iter().any(|error| error.code == FieldCode::Repeated) {
            self.refuse(name, FieldCode::Malformed, "It is null; a text is expected.");
        }
        false
    }

    /// The text of a member, if there is one that is not null; its line breaks become line feeds.
    pub fn optional_text(&self, name: &'static str, limits: std::ops::RangeInclusive<usize>) -> Option<String> {
        let text: String = self.typed(name, "a text")?;
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let (length, low, high) = (text.chars().count(), limits.start(), limits.end());
        if !limits.contains(&length) {
            let detail = format!("It has {length} characters; from {low} to {high} are taken.");
            self.refuse(name, FieldCode::OutOfRange, detail);
            return None;
        }
        if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\t')) {
            self.refuse(name, FieldCode::Malformed, "It holds control characters.");
            return None;
        }
        Some(text)
    }

    /// The text of a member that must be there, letter by letter, white space around it included: a secret.
    pub fn exact_text(&self, name: &'static str, limits: std::ops::RangeInclusive<usize>) -> Option<String> {
        if !self.has_text(name) {
            return None;
        }
        let text: String = self.typed(name, "a text")?;
        let (length, low, high) = (text.chars().count(), limits.start(), limits.end());
        if !limits.contains(&length) {
            let detail = format!("It has {length} characters; from {low} to {high} are taken.");
            self.refuse(name, FieldCode::OutOfRange, detail);
            return None;
        }
        if text.chars().any(char::is_control) {
            self.refuse(name, FieldCode::Malformed, "It holds control characters.");
            return None;
        }
        Some(text)
    }

    /// The whole number of a member, within limits, if there is one that is not null.
    pub fn number(&self, name: &'static str, limits: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let number: i64 = self.typed(name, "a whole number")?;
        if !limits.contains(&number) {
            let (low, high) = (limits.start(), limits.end());
            let near = number.clamp(*low, *high);
            let detail = format!("It is not within {low} to {high}; the nearest value is {near}.");
            self.refuse(name, FieldCode::OutOfRange, detail);
            return None;
        }
        Some(number)
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
        texts.into_iter().map(|text| text.trim().to_owned()).collect()
    }

    /// The objects of a member that is a list, if there is one that is not null, each read by `take`: at most `most`.
    pub fn objects<T>(&self, name: &'static str, most: usize, take: impl Fn(&Object) -> T) -> Vec<T> {
        let items: Vec<Box<RawValue>> = self.typed(name, "a list of objects").unwrap_or_default();
        if items.len() > most {
            let detail = format!("It has {} items; at most {most} are taken.", items.len());
            self.refuse(name, FieldCode::OutOfRange, detail);
            return Vec::new();
        }
        let read = |(at, item): (usize, &RawValue)| {
            let Ok(Members(members)) = serde_json::from_str(item.get()) else {
                self.refuse_item(name, at, FieldCode::Malformed, "It is not an object.");
                return None;
            };
            let object = Object {
                at: format!("{}/{name}/{at}", self.at),
                members: members.iter().map(|(name, value)| (name.as_str(), &**value, Cell::new(false))).collect(),
                known: RefCell::default(),
                errors: self.errors,
            };
            let taken = take(&object);
            object.refuse_rest();
            Some(taken)
        };
        items.iter().map(|item| &**item).enumerate().filter_map(read).collect()
    }

    /// Marks members as known here, for a patch that is looked at before it is applied.
    pub fn know(&self, names: &[&'static str]) {
        for name in names {
            let _ = self.value(name);
        }
    }

    /// The value of a member, of the type that is expected, if there is one that is not null.
    pub fn typed<T: for<'de> Deserialize<'de>>(&self, name: &'static str, expected: &str) -> Option<T> {
        let value = self.value(name)?;
        let read = serde_json::from_str(value.get()).or_else(|error| {
            let mut value: Value = serde_json::from_str(value.get())?;
            if as_whole_numbers(&mut value) { serde_json::from_value(value) } else { Err(error) }
        });
        if read.is_err() {
            self.refuse(name, FieldCode::Malformed, format!("It is not {expected}."));
        }
        read.ok()
    }

    /// The member of a name that is given once at most and is not null.
    fn value(&self, name: &'static str) -> Option<&RawValue> {
        if !self.known.borrow().contains(&name) {
            self.known.borrow_mut().push(name);
        }
        let mut given = self.members.iter().filter(|(given, ..)| *given == name);
        let (_, value, asked) = given.next()?;
        let first_time = !asked.replace(true);
        let mut repeated = false;
        for (.., asked) in given {
            asked.set(true);
            repeated = true;
        }
        if repeated {
            if first_time {
                self.refuse(name, FieldCode::Repeated, "It is given more than once.");
            }
            return None;
        }
        (value.get() != "null").then_some(*value)
    }

    /// Refuses the members that nobody asked for.
    fn refuse_rest(&self) {
        let known = self.known.borrow();
        for (name, ..) in self.members.iter().filter(|(.., asked)| !asked.get()) {
            let hint = match nearest(name, known.iter().copied()) {
                Some(near) => format!(" Did you mean `{near}`?"),
                None => format!(" There are: {}.", known.join(", ")),
            };
            self.refuse(&shown(name), FieldCode::Unknown, format!("There is no such member here.{hint}"));
        }
    }
}

/// Writes numbers without a fraction, such as 2.0, as whole numbers, which they are to JSON Schema; whether there were any.
pub fn as_whole_numbers(value: &mut Value) -> bool {
    match value {
        Value::Array(items) => items.iter_mut().fold(false, |any, item| as_whole_numbers(item) | any),
        Value::Object(members) => members.values_mut().fold(false, |any, member| as_whole_numbers(member) | any),
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0).map(|number| format!("{number:.0}"));
            let whole: Option<i64> = whole.and_then(|text| text.parse().ok());
            whole.map(|whole| *value = whole.into()).is_some()
        }
        _ => false,
    }
}

/// The members of an object in their order, repeats included.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                    if members.len() > 1_000 {
                        return Err(de::Error::custom("too many members"));
                    }
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests;
