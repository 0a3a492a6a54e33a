//! Asking the service and saying what was answered.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderMap, IF_MATCH};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// What a part of the story comes to, or what was not as expected.
pub type Told<T> = Result<T, Box<dyn Error>>;

/// Somebody in the story.
#[derive(Clone, Debug)]
pub struct Person {
    /// How they are called in what is printed.
    pub name: String,
    /// The id of their account; none for a reader.
    pub id: Option<String>,
    /// Their access token; none for a reader.
    pub token: Option<String>,
}

impl Person {
    /// Somebody of whom no more is known than a name.
    pub fn unknown(name: &str) -> Self {
        Self { name: name.to_owned(), id: None, token: None }
    }
}

/// A step that was taken.
pub struct Step<'a> {
    /// Its number, from 1.
    pub number: usize,
    /// The chapter that it belongs to.
    pub chapter: &'a str,
    /// Whether the chapter begins with it.
    pub is_first_of_chapter: bool,
    /// Who asked.
    pub who: &'a str,
    /// For what, in words.
    pub what: &'a str,
    /// The body that was sent, secrets included.
    #[allow(dead_code, reason = "it is there for listeners; what prints has no use for it")]
    pub sent: Option<&'a Value>,
    /// What was answered.
    pub answer: &'a Answer,
}

impl fmt::Display for Step<'_> {
    /// One line, and one above it where a chapter begins.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, chapter, is_first_of_chapter, who, what, sent: _, answer } = self;
        if *is_first_of_chapter {
            writeln!(formatter, "\n{chapter}")?;
        }
        let (status, gist) = (answer.status.as_u16(), answer.gist());
        write!(formatter, "{number:>4}  {who:<16} {what:<48} {}", format!("{status} {gist}").trim_end())
    }
}

/// What hears of each step.
pub type Listener = Box<dyn Fn(&Step<'_>)>;

/// Asks the service, and tells a listener of each step.
pub struct Teller {
    base: String,
    http: reqwest::Client,
    listener: Listener,
    chapter: RefCell<(String, bool)>,
    steps: Cell<usize>,
}

impl Teller {
    /// For the service at an address.
    pub fn new(base: &str, listener: Listener) -> Told<Self> {
        // For an address with https; whoever was first in this process has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build()?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self { base, http, listener, chapter: RefCell::default(), steps: Cell::new(0) })
    }

    /// Begins a chapter.
    pub fn chapter(&self, title: &str) {
        *self.chapter.borrow_mut() = (title.to_owned(), true);
    }

    /// How many steps were taken.
    pub fn steps(&self) -> usize {
        self.steps.get()
    }

    /// Somebody is about to ask for something.
    pub fn ask<'a>(&'a self, who: &'a Person, what: impl Into<String>, method: Method, path: &str) -> Ask<'a> {
        let request = self.http.request(method.clone(), format!("{}{path}", self.base));
        let request = match &who.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        };
        Ask { teller: self, who, what: what.into(), method, path: path.to_owned(), request, sent: None }
    }

    /// Somebody is about to look at something.
    pub fn get<'a>(&'a self, who: &'a Person, what: impl Into<String>, path: &str) -> Ask<'a> {
        self.ask(who, what, Method::GET, path)
    }

    /// Somebody is about to send something.
    pub fn post<'a>(&'a self, who: &'a Person, what: impl Into<String>, path: &str, body: &Value) -> Ask<'a> {
        self.ask(who, what, Method::POST, path).body(body, "application/json")
    }

    /// Somebody is about to send something that takes the place of what is there.
    pub fn put<'a>(&'a self, who: &'a Person, what: impl Into<String>, path: &str, body: &Value) -> Ask<'a> {
        self.ask(who, what, Method::PUT, path).body(body, "application/json")
    }

    /// Somebody is about to send a file.
    pub fn upload<'a>(
        &'a self,
        who: &'a Person,
        what: impl Into<String>,
        path: &str,
        (media_type, bytes): (&str, Vec<u8>),
    ) -> Ask<'a> {
        self.ask(who, what, Method::POST, path).file(bytes, media_type)
    }

    /// Somebody is about to change something.
    pub fn patch<'a>(&'a self, who: &'a Person, what: impl Into<String>, path: &str, body: &Value) -> Ask<'a> {
        self.ask(who, what, Method::PATCH, path).body(body, "application/merge-patch+json")
    }
}

/// Something that is about to be asked for.
pub struct Ask<'a> {
    teller: &'a Teller,
    who: &'a Person,
    what: String,
    method: Method,
    path: String,
    request: RequestBuilder,
    sent: Option<Value>,
}

impl Ask<'_> {
    /// With a body.
    fn body(mut self, body: &Value, media_type: &str) -> Self {
        self.request = self.request.header(CONTENT_TYPE, media_type).body(body.to_string());
        self.sent = Some(body.clone());
        self
    }

    /// With a file.
    fn file(mut self, bytes: Vec<u8>, media_type: &str) -> Self {
        self.request = self.request.header(CONTENT_TYPE, media_type).body(bytes);
        self
    }

    /// Of the state that has this entity tag.
    pub fn of_state(mut self, tag: &str) -> Self {
        self.request = self.request.header(IF_MATCH, tag);
        self
    }

    /// Asks, and holds that the answer has this status.
    pub async fn answers(self, status: u16) -> Told<Answer> {
        self.answers_one_of(&[status]).await
    }

    /// Asks, and holds that the answer has one of these statuses.
    pub async fn answers_one_of(self, statuses: &[u16]) -> Told<Answer> {
        let Self { teller, who, what, method, path, request, sent } = self;
        let response = request.send().await?;
        let (status_was, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await?.to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        let answer = Answer { method, path, status: status_was, headers, bytes, json };
        teller.steps.set(teller.steps.get() + 1);
        let (chapter, is_first_of_chapter) = teller.chapter.replace_with(|(title, _)| (title.clone(), false));
        (teller.listener)(&Step {
            number: teller.steps.get(),
            chapter: &chapter,
            is_first_of_chapter,
            who: &who.name,
            what: &what,
            sent: sent.as_ref(),
            answer: &answer,
        });
        if statuses.contains(&status_was.as_u16()) {
            return Ok(answer);
        }
        let expected: Vec<String> = statuses.iter().map(ToString::to_string).collect();
        Err(answer.wrong(&format!("{} {what}: {} was expected", who.name, expected.join(" or "))))
    }

    /// Asks, and holds that the answer is a problem with this status and code.
    pub async fn refuses(self, status: u16, code: &str) -> Told<Answer> {
        self.answers(status).await?.is("/code", code)
    }
}

/// What was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The method that was asked with.
    pub method: Method,
    /// The path that was asked for, with its query.
    pub path: String,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub json: Value,
}

impl Answer {
    /// A member of the body by its JSON pointer; null where there is none.
    pub fn at(&self, pointer: &str) -> &Value {
        self.json.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// A member that must be a text.
    pub fn text(&self, pointer: &str) -> Told<String> {
        let text = self.at(pointer).as_str().ok_or_else(|| self.wrong(&format!("{pointer} is no text")))?;
        Ok(text.to_owned())
    }

    /// The entity tag, which must be there.
    pub fn tag(&self) -> Told<String> {
        let tag = self.headers.get(ETAG).ok_or_else(|| self.wrong("it has no ETag"))?;
        Ok(tag.to_str()?.to_owned())
    }

    /// Holds that a header has a value.
    pub fn has_header(self, name: &str, expected: &str) -> Told<Self> {
        if self.headers.get(name).is_some_and(|value| value == expected) {
            return Ok(self);
        }
        Err(self.wrong(&format!("{name} is not {expected}")))
    }

    /// Holds that a member has a value.
    pub fn is(self, pointer: &str, expected: impl Into<Value>) -> Told<Self> {
        let expected = expected.into();
        if *self.at(pointer) == expected {
            return Ok(self);
        }
        Err(self.wrong(&format!("{pointer} is not {expected}")))
    }

    /// Holds something of the body.
    pub fn holds(self, what: &str, test: impl FnOnce(&Value) -> bool) -> Told<Self> {
        if test(&self.json) {
            return Ok(self);
        }
        Err(self.wrong(&format!("it does not hold that {what}")))
    }

    /// What is worth saying of the answer: how far an article is, or why something was refused.
    fn gist(&self) -> String {
        let said = ["/code", "/state", "/stage", "/level", "/revision", "/version", "/seq"].map(|pointer| {
            let name = pointer.trim_start_matches('/');
            match self.at(pointer) {
                Value::String(word) if name == "code" => Some(word.clone()),
                Value::String(word) => Some(format!("{name} {word}")),
                Value::Number(number) => Some(format!("{name} {number}")),
                _ => None,
            }
        });
        let said: Vec<String> = said.into_iter().flatten().collect();
        said.join(", ")
    }

    /// An error about this answer.
    pub fn wrong(&self, what: &str) -> Box<dyn Error> {
        let body = match std::str::from_utf8(&self.bytes) {
            Ok(text) => text.chars().take(1_000).collect(),
            Err(_) => format!("{} bytes that are no text", self.bytes.len()),
        };
        format!("{what}; {} {} was answered {}: {body}", self.method, self.path, self.status).into()
    }
}
