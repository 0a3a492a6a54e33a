//! Finished answers: bytes with an entity tag, in the caller's coding, or 304 when the caller has them.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, LOCATION, VARY};
use serde::Serialize;

use super::ask::{Ask, holds};
use super::cache::Finished;
use super::changed::{Changed, ChangedHeaders};
use super::coding::Coding;
use super::fields::Fields;
use super::precondition;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::Instant;

/// An answer that is about to be sent.
#[derive(Clone, Debug)]
pub struct Answer {
    body: Vec<u8>,
    media_type: &'static str,
    cache_control: String,
    last_modified: Option<Instant>,
    link: Option<String>,
    version: Option<i64>,
}

impl Answer {
    /// A JSON answer, trimmed to the fields that were asked for.
    pub fn json(view: &impl Serialize, fields: &Fields) -> Result<Self> {
        let body = match fields.is_all() {
            true => serde_json::to_vec(view),
            false => serde_json::to_value(view).and_then(|mut value| {
                fields.trim(&mut value);
                serde_json::to_vec(&value)
            }),
        };
        Ok(Self {
            body: body.map_err(Error::broken)?,
            media_type: "application/json",
            cache_control: "no-store".to_owned(),
            last_modified: None,
            link: None,
            version: None,
        })
    }

    /// An answer of another media type.
    #[must_use]
    pub fn of_type(body: Vec<u8>, media_type: &'static str) -> Self {
        Self { body, media_type, cache_control: "no-store".to_owned(), last_modified: None, link: None, version: None }
    }

    /// How caches may keep it.
    #[must_use]
    pub fn cached(mut self, cache_control: impl Into<String>) -> Self {
        self.cache_control = cache_control.into();
        self
    }

    /// When it last changed.
    #[must_use]
    pub fn modified(mut self, at: Option<Instant>) -> Self {
        self.last_modified = at;
        self
    }

    /// Where to go from here (RFC 8288).
    #[must_use]
    pub fn linked(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }

    /// Which version of a thing it shows: its entity tag is the one that `If-Match` takes, and it is not compressed, since one
    /// tag stands for one sequence of bytes.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// Sends it as the answer to a request that is no GET: nobody keeps it, so it has no entity tag.
    pub fn send_once(self, ask: &Ask) -> Result<HttpResponse> {
        let coding = ask.coding().for_length(self.body.len());
        let mut response = HttpResponse::Ok();
        response
            .insert_header((CONTENT_TYPE, self.media_type))
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((VARY, "Accept-Encoding"));
        if coding != Coding::Identity {
            response.insert_header((CONTENT_ENCODING, coding.name()));
        }
        match coding {
            Coding::Identity => Ok(response.body(self.body)),
            coding => Ok(response.body(coding.encode(&self.body)?)),
        }
    }

    /// Sends the state of a thing after a change, with its entity tag; 201 with its address when it is new.
    #[must_use]
    pub fn send_changed(self, location: Option<&str>) -> HttpResponse {
        let mut response = if location.is_some() { HttpResponse::Created() } else { HttpResponse::Ok() };
        response.insert_header((CONTENT_TYPE, self.media_type)).insert_header((CACHE_CONTROL, "no-store"));
        if let Some(version) = self.version {
            response.insert_header((ETAG, precondition::tag(version)));
        }
        if let Some(location) = location {
            response.insert_header((LOCATION, location));
        }
        response.body(self.body)
    }

    /// The same as plain data; only of JSON.
    pub fn changed(self, location: Option<String>) -> Result<Changed> {
        Ok(Changed {
            status: if location.is_some() { 201 } else { 200 },
            headers: ChangedHeaders { etag: self.version.map(precondition::tag), location },
            body: String::from_utf8(self.body).map_err(Error::broken)?,
        })
    }

    /// Makes its bytes and headers final.
    ///
    /// The entity tag is a hash of the finished bytes and the coding, so it changes with every name that is in them.
    pub fn finish(self) -> Result<Finished> {
        let Self { body, media_type, cache_control, last_modified, link, version: _ } = self;
        Finished::new(body, media_type, &cache_control, last_modified, link.as_deref())
    }

    /// Sends it, or 304 when the caller's copy is the same; it is not kept here.
    pub fn send(self, ask: &Ask) -> Result<HttpResponse> {
        let Some(version) = self.version else { return self.finish()?.answer(ask.headers()) };
        let etag = HeaderValue::from_str(&precondition::tag(version)).map_err(Error::broken)?;
        let held = holds(ask.headers(), &etag);
        let mut response = if held { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response.insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, self.cache_control));
        if held {
            return Ok(response.finish());
        }
        Ok(response.insert_header((CONTENT_TYPE, self.media_type)).body(self.body))
    }
}
