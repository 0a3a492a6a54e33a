//! What a reader asks: path, query and the headers that shape an answer.

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev::Payload};
use uuid::Uuid;

use super::answer::Answer;
use super::cache::{Basis, Finished, Ticket};
use super::coding::Coding;
use super::params::MAX_SEQ;
use super::query::{Query, decode, shown};
use super::request;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};

/// One request, as far as answers depend on it.
#[derive(Debug)]
pub struct Ask {
    request: HttpRequest,
}

impl FromRequest for Ask {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { request: request.clone() }))
    }
}

impl Ask {
    /// Reads the query string with `take`; unknown and repeated parameters are refused with all else that is wrong.
    pub fn query<T>(&self, take: impl FnOnce(&Query) -> T) -> Result<T> {
        Query::parse(self.request.query_string())?.read(take)
    }

    /// The state that is asked for, for reading the rest of the query against it; what is wrong with it is left to that.
    #[must_use]
    pub fn min_seq(&self) -> Option<i64> {
        let pairs = self.request.query_string().split('&');
        let asked = pairs.filter_map(|pair| pair.strip_prefix("min_seq=")).find_map(|value| value.parse().ok());
        asked.filter(|seq| *seq <= MAX_SEQ)
    }

    /// A part of the path, decoded.
    pub fn segment(&self, name: &str) -> Result<String> {
        decode(&self.request.match_info().get(name).unwrap_or_default().replace('+', "%2B"))
    }

    /// A part of the path that is an id.
    pub fn id(&self, name: &'static str) -> Result<Uuid> {
        let text = self.segment(name)?;
        parse_id(&text).ok_or_else(|| {
            Error::parameters(vec![FieldError {
                place: Place::Parameter(name.to_owned()),
                code: FieldCode::Malformed,
                detail: format!("`{}` is not an id; ids are UUIDs in lower case with hyphens.", shown(&text)),
            }])
        })
    }

    /// Path and query as they came in.
    #[must_use]
    pub fn address(&self) -> (&str, &str) {
        (self.request.path(), self.request.query_string())
    }

    /// The id under which this request stands in the log.
    #[must_use]
    pub fn request_id(&self) -> String {
        request::current_id()
    }

    /// The content coding that the caller likes best of those that there are.
    #[must_use]
    pub fn coding(&self) -> Coding {
        Coding::negotiate(&joined(self.request.headers(), &ACCEPT_ENCODING))
    }

    /// The headers of the request.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// Sends an answer that is the same for all who ask the same, and keeps it for them; `render` is not begun where there
    /// is one already.
    ///
    /// All that goes into it must be read by `render` or after the request arrived, and say nothing of who asks. `basis`
    /// must name all that it was read from: a kept answer stands until that changes.
    pub fn keep<'a>(
        &'a self,
        cache_control: impl Into<String>,
        basis: Basis,
        render: impl Future<Output = Result<Answer>> + 'a,
    ) -> impl Future<Output = Result<HttpResponse>> + 'a {
        let cache_control = cache_control.into();
        // A rendering is large while it is not done, and is not begun at all for most: it stays in one place.
        let render = Box::pin(render);
        async move {
            let finished = async { render.await?.cached(cache_control).finish() };
            let ticket = self.request.extensions().get::<Ticket>().cloned();
            match ticket {
                Some(ticket) => ticket.redeem(basis, finished).await?.answer(ticket.cache(), self.headers()),
                None => Finished::answer(&finished.await?, self.headers()),
            }
        }
    }

    /// A refusal because nothing has this name.
    #[must_use]
    pub fn missing(code: Code, name: &str) -> Error {
        Error::refused(code, format!("Nothing has the slug or id `{}`.", shown(name)))
    }
}

/// Takes an id in its canonical form only, so that a thing has one address.
#[must_use]
pub fn parse_id(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.hyphenated().to_string() == text).then_some(id)
}

/// Whether the caller holds the representation with this entity tag (RFC 9110, section 13.1.2).
#[must_use]
pub fn holds(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    joined(headers, &IF_NONE_MATCH)
        .split(',')
        .map(|held| held.trim().trim_start_matches("W/"))
        .any(|held| held == "*" || held.as_bytes() == etag.as_bytes())
}

/// All lines of a header as one list; what is not text counts as absent.
#[must_use]
pub fn joined<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Cow<'a, str> {
    let mut lines = headers.get_all(name).filter_map(|value| value.to_str().ok());
    let first = lines.next().unwrap_or_default();
    match lines.next() {
        None => Cow::Borrowed(first),
        Some(second) => Cow::Owned([first, second].into_iter().chain(lines).collect::<Vec<_>>().join(",")),
    }
}
