//! A finished answer: bytes and headers made once, in each coding that somebody has asked for.

use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH,
    LAST_MODIFIED, LINK, VARY,
};
use actix_web::web::Bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::kernel::error::{Error, Result};
use crate::kernel::instant::Instant;
use crate::web::ask::{holds, joined};
use crate::web::coding::Coding;

/// What all finished answers vary with.
const VARIES: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// A finished answer of status 200.
#[derive(Debug)]
pub struct Finished {
    body: Bytes,
    media_type: HeaderValue,
    cache_control: HeaderValue,
    last_modified: Option<HeaderValue>,
    link: Option<HeaderValue>,
    forms: [Form; Coding::ALL.len()],
}

/// The answer in one coding.
#[derive(Debug)]
struct Form {
    /// A strong entity tag: 128 bits of the SHA-256 of the plain body, and the coding.
    etag: HeaderValue,
    /// The bytes, once somebody has asked for them; nothing within where they could not be made.
    bytes: OnceLock<Option<Bytes>>,
}

impl Finished {
    /// The answer with this body and these headers.
    pub fn new(
        body: Vec<u8>,
        media_type: &'static str,
        cache_control: &str,
        last_modified: Option<Instant>,
        link: Option<&str>,
    ) -> Result<Self> {
        let digest: Vec<u8> = Sha256::digest(&body).into_iter().take(16).collect();
        let hash = URL_SAFE_NO_PAD.encode(digest);
        let header = |text: &str| HeaderValue::from_str(text).map_err(Error::broken);
        let form = |coding: Coding| {
            let etag = match coding {
                Coding::Identity => format!("\"{hash}\""),
                coding => format!("\"{hash}-{}\"", coding.name()),
            };
            Ok::<_, Error>(Form { etag: header(&etag)?, bytes: OnceLock::new() })
        };
        let [identity, brotli, zstd, gzip] = Coding::ALL.map(form);
        let modified = |at: Instant| header(&at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        Ok(Self {
            // Without the room that was left for more.
            body: body.into_boxed_slice().into(),
            media_type: HeaderValue::from_static(media_type),
            cache_control: header(cache_control)?,
            last_modified: last_modified.map(modified).transpose()?,
            link: link.map(header).transpose()?,
            forms: [identity?, brotli?, zstd?, gzip?],
        })
    }

    /// The coding in which a caller with these headers gets it.
    #[must_use]
    pub fn coding_for(&self, headers: &HeaderMap) -> Coding {
        Coding::negotiate(&joined(headers, &ACCEPT_ENCODING)).for_length(self.body.len())
    }

    /// Whether its bytes are made in a coding.
    #[must_use]
    pub fn has(&self, coding: Coding) -> bool {
        coding == Coding::Identity || self.form(coding).is_some_and(|form| form.bytes.get().is_some())
    }

    /// Its bytes in a coding; made now where nobody has asked for them before.
    pub fn bytes(&self, coding: Coding) -> Result<Bytes> {
        if coding == Coding::Identity {
            return Ok(self.body.clone());
        }
        let make = || coding.encode(&self.body).ok().map(|coded| Bytes::from(coded.into_boxed_slice()));
        let bytes = self.form(coding).and_then(|form| form.bytes.get_or_init(make).clone());
        bytes.ok_or_else(|| Error::broken(format!("a body could not be coded as {}", coding.name())))
    }

    /// The answer for a caller with these headers: in the coding they like best, or 304 when they hold it.
    pub fn answer(&self, headers: &HeaderMap) -> Result<HttpResponse> {
        let coding = self.coding_for(headers);
        let form = self.form(coding).ok_or_else(|| Error::broken("a coding without a form"))?;
        let is_held = headers.contains_key(&IF_NONE_MATCH) && holds(headers, &form.etag);
        let mut response = match is_held {
            true => HttpResponse::NotModified().finish(),
            false => HttpResponse::Ok().body(self.bytes(coding)?),
        };
        let sent = response.headers_mut();
        sent.insert(ETAG, form.etag.clone());
        sent.insert(CACHE_CONTROL, self.cache_control.clone());
        sent.insert(VARY, VARIES);
        if let Some(at) = &self.last_modified {
            sent.insert(LAST_MODIFIED, at.clone());
        }
        if let Some(link) = &self.link {
            sent.insert(LINK, link.clone());
        }
        if !is_held {
            sent.insert(CONTENT_TYPE, self.media_type.clone());
            if coding != Coding::Identity {
                sent.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
            }
        }
        Ok(response)
    }

    /// How many bytes it takes in all the codings that are made.
    #[must_use]
    pub fn size(&self) -> usize {
        let coded = self.forms.iter().filter_map(|form| form.bytes.get()?.as_ref()).map(Bytes::len);
        let headers = [self.link.as_ref(), self.last_modified.as_ref(), Some(&self.cache_control)];
        let headers: usize = headers.into_iter().flatten().map(HeaderValue::len).sum();
        let etags: usize = self.forms.iter().map(|form| form.etag.len()).sum();
        size_of::<Self>() + self.body.len() + coded.sum::<usize>() + headers + etags
    }

    /// The form in a coding.
    fn form(&self, coding: Coding) -> Option<&Form> {
        self.forms.get(coding as usize)
    }
}
