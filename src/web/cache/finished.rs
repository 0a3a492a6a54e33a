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

use super::standby::Ready;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::Instant;
use crate::web::ask::{holds, joined};
use crate::web::coding::Coding;

/// What all finished answers vary with.
const VARIES: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// 128 bits of the SHA-256 of a plain body.
pub type Hash = [u8; 16];

/// A finished answer of status 200.
#[derive(Debug)]
pub struct Finished {
    body: Bytes,
    hash: Hash,
    about: About,
    forms: [Form; Coding::ALL.len()],
}

/// The headers of an answer that are the same in every coding.
#[derive(Debug)]
pub(super) struct About {
    pub(super) media_type: HeaderValue,
    pub(super) cache_control: HeaderValue,
    pub(super) last_modified: Option<HeaderValue>,
    pub(super) link: Option<HeaderValue>,
}

/// The answer in one coding.
#[derive(Debug)]
struct Form {
    /// A strong entity tag: the hash of the plain body, and the coding.
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
        let digest = Sha256::digest(&body);
        let hash = *digest.first_chunk().ok_or_else(|| Error::broken("a digest is too short"))?;
        let header = |text: &str| HeaderValue::from_str(text).map_err(Error::broken);
        let modified = |at: Instant| header(&at.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        let about = About {
            media_type: HeaderValue::from_static(media_type),
            cache_control: header(cache_control)?,
            last_modified: last_modified.map(modified).transpose()?,
            link: link.map(header).transpose()?,
        };
        Self::with(exact(body), hash, about)
    }

    /// An answer that stands ready in plain, and perhaps coded besides.
    pub(super) fn standing(plain: &Ready, coded: Option<&Ready>) -> Result<Self> {
        let finished = Self::with(plain.bytes.clone(), plain.hash, plain.about())?;
        // Two that were read one after the other may be of two states.
        if let Some(coded) = coded.filter(|coded| coded.hash == plain.hash)
            && let Some(form) = finished.form(coded.coding)
        {
            form.bytes.get_or_init(|| Some(coded.bytes.clone()));
        }
        Ok(finished)
    }

    /// The answer with this body, whose hash is known.
    fn with(body: Bytes, hash: Hash, about: About) -> Result<Self> {
        let form = |coding| Ok::<_, Error>(Form { etag: etag(&hash, coding)?, bytes: OnceLock::new() });
        let [identity, brotli, zstd, gzip] = Coding::ALL.map(form);
        Ok(Self { body, hash, about, forms: [identity?, brotli?, zstd?, gzip?] })
    }

    /// The hash of the plain body.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// When it last changed, as a header.
    #[must_use]
    pub fn last_modified(&self) -> Option<&HeaderValue> {
        self.about.last_modified.as_ref()
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
        let make = || coding.encode(&self.body).ok().map(exact);
        let bytes = self.form(coding).and_then(|form| form.bytes.get_or_init(make).clone());
        bytes.ok_or_else(|| Error::broken(format!("a body could not be coded as {}", coding.name())))
    }

    /// The answer for a caller with these headers: in the coding they like best, or 304 when they hold it.
    pub fn answer(&self, headers: &HeaderMap) -> Result<HttpResponse> {
        let coding = self.coding_for(headers);
        let form = self.form(coding).ok_or_else(|| Error::broken("a coding without a form"))?;
        respond(headers, &self.about, coding, &form.etag, || self.bytes(coding))
    }

    /// How many bytes it takes in all the codings that are made.
    #[must_use]
    pub fn size(&self) -> usize {
        let coded = self.forms.iter().filter_map(|form| form.bytes.get()?.as_ref()).map(Bytes::len);
        let About { media_type: _, cache_control, last_modified, link } = &self.about;
        let headers = [link.as_ref(), last_modified.as_ref(), Some(cache_control)];
        let headers: usize = headers.into_iter().flatten().map(HeaderValue::len).sum();
        let etags: usize = self.forms.iter().map(|form| form.etag.len()).sum();
        size_of::<Self>() + self.body.len() + coded.sum::<usize>() + headers + etags
    }

    /// The form in a coding.
    fn form(&self, coding: Coding) -> Option<&Form> {
        self.forms.get(coding as usize)
    }
}

/// Bytes to be kept, without the room that was left for more: a copy, as allocators keep a block that is cut to more than half.
fn exact(bytes: Vec<u8>) -> Bytes {
    match bytes.len() == bytes.capacity() {
        true => bytes.into(),
        false => Bytes::copy_from_slice(&bytes),
    }
}

/// The entity tag of a body in a coding.
pub(super) fn etag(hash: &Hash, coding: Coding) -> Result<HeaderValue> {
    let hash = URL_SAFE_NO_PAD.encode(hash);
    let tag = match coding {
        Coding::Identity => format!("\"{hash}\""),
        coding => format!("\"{hash}-{}\"", coding.name()),
    };
    HeaderValue::try_from(tag).map_err(Error::broken)
}

/// Sends an answer in a coding to a caller with these headers, or 304 when they hold it.
pub(super) fn respond(
    headers: &HeaderMap,
    about: &About,
    coding: Coding,
    etag: &HeaderValue,
    bytes: impl FnOnce() -> Result<Bytes>,
) -> Result<HttpResponse> {
    let is_held = headers.contains_key(&IF_NONE_MATCH) && holds(headers, etag);
    let mut response = match is_held {
        true => HttpResponse::NotModified().finish(),
        false => HttpResponse::Ok().body(bytes()?),
    };
    let sent = response.headers_mut();
    sent.insert(ETAG, etag.clone());
    sent.insert(CACHE_CONTROL, about.cache_control.clone());
    sent.insert(VARY, VARIES);
    if let Some(at) = &about.last_modified {
        sent.insert(LAST_MODIFIED, at.clone());
    }
    if let Some(link) = &about.link {
        sent.insert(LINK, link.clone());
    }
    if !is_held {
        sent.insert(CONTENT_TYPE, about.media_type.clone());
        if coding != Coding::Identity {
            sent.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
        }
    }
    Ok(response)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_no_room_for_more() {
        let mut body = Vec::with_capacity(65_536);
        body.resize(35_000, b'a');
        let block = body.as_ptr();
        let finished = Finished::new(body, "application/json", "no-cache", None, None).unwrap();
        for coding in Coding::ALL {
            finished.bytes(coding).unwrap();
        }
        let Finished { body, forms, .. } = finished;
        let coded = forms.into_iter().filter_map(|form| form.bytes.into_inner()?);
        for bytes in coded.chain([body]) {
            let bytes = bytes.try_into_mut().unwrap();
            assert_eq!(bytes.capacity(), bytes.len());
            assert_ne!(bytes.as_ptr(), block, "it is the block that was cut");
        }
    }
}
