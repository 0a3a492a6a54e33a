//! What surrounds every request: its id, HEAD as GET without a body, a line in the log, what every answer carries.

use std::borrow::Cow;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use uuid::Uuid;

use super::connection::RequestUnderWay;
use super::request_body::BodyLimits;

/// Name of the header that carries the request's id.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken over from a caller.
const MAX_ID: usize = 128;
/// What has to be encoded in a path.
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

tokio::task_local! {
    /// Id and address of the request that is being answered.
    static CURRENT: (HeaderValue, Uri);
}

/// The id of the request that is being answered.
#[must_use]
pub fn current_id() -> String {
    CURRENT.try_with(|(id, _)| id.to_str().unwrap_or_default().to_owned()).unwrap_or_default()
}

/// The path of the request that is being answered, as a URI reference, without secrets.
#[must_use]
pub fn current_path() -> String {
    CURRENT.try_with(|(_, uri)| reference(&without_secrets(uri.path()))).unwrap_or_default()
}

/// Gives the request its id, answers HEAD like GET, limits the time that its body takes, and logs one line. No browser is to guess
/// at what an answer is: it is what its `Content-Type` says (Fetch, section 3.6).
pub async fn surround<B: MessageBody + 'static>(
    limits: BodyLimits,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let id = taken_over(&request).unwrap_or_else(new_id);
    let method = request.method().clone();
    let uri = request.uri().clone();
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let under_way = RequestUnderWay::begin(&request);
    let body = limits.watch(&mut request);
    let response = CURRENT.scope((id.clone(), uri.clone()), next.call(request)).await?.map_into_boxed_body();
    let mut response = match body {
        Some(body) => body.hold(response),
        None => response,
    };
    if let Some(under_way) = under_way {
        response = under_way.end_with(response);
    }
    tracing::debug!(
        %method,
        path = %without_secrets(uri.path()),
        status = response.status().as_u16(),
        elapsed_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        request_id = id.to_str().unwrap_or_default(),
        "answered"
    );
    response.headers_mut().insert(X_REQUEST_ID, id);
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// A path as it may be logged and repeated: the tokens of this service, which all begin alike, are left out, however they are
/// encoded.
pub(super) fn without_secrets(path: &str) -> Cow<'_, str> {
    let is_secret = |part: &str| percent_decode_str(part).decode_utf8_lossy().contains("dibao_");
    if !is_secret(path) {
        return Cow::Borrowed(path);
    }
    path.split('/').map(|part| if is_secret(part) { "***" } else { part }).collect::<Vec<_>>().join("/").into()
}

/// A path in the characters of a URI (RFC 3986, section 3.3), whatever it was asked for with. Where a percent sign encodes
/// nothing, none in the path is taken to.
fn reference(path: &str) -> String {
    let is_hex = |rest: &str| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let path = match path.split('%').skip(1).all(is_hex) {
        true => Cow::Borrowed(path),
        false => Cow::Owned(path.replace('%', "%25")),
    };
    utf8_percent_encode(&path, NOT_IN_PATHS).to_string()
}

/// An id for a request whose caller gave none.
fn new_id() -> HeaderValue {
    let mut text = Uuid::encode_buffer();
    let text = Uuid::now_v7().hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("none"))
}

/// The caller's id for the request, when it is well formed: up to 128 of letters, digits, `-`, `_`, `.`, `:` and `/`.
fn taken_over(request: &ServiceRequest) -> Option<HeaderValue> {
    let id = request.headers().get(X_REQUEST_ID)?;
    let is_well_formed = !id.is_empty()
        && id.len() <= MAX_ID
        && id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/".contains(byte));
    is_well_formed.then(|| id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_a_path_is_not_shown() {
        for (path, expected) in [
            ("/v1/articles/dibao", "/v1/articles/dibao"),
            ("/v1/preview/dibao_pv_AAAA", "/v1/preview/***"),
            ("/v1/preview/%64ibao%5Fpv_AAAA/x", "/v1/preview/***/x"),
            ("/v1/%70review//dibao_pv_AAAA", "/v1/%70review//***"),
            ("/v1/x%2Fdibao_at_00", "/v1/***"),
            ("/v1/columns/%E6%B8%85", "/v1/columns/%E6%B8%85"),
        ] {
            assert_eq!(without_secrets(path), expected);
        }
    }

    #[test]
    fn a_path_is_told_as_a_reference() {
        for (path, expected) in [
            ("/v1/columns/%E6%B8%85", "/v1/columns/%E6%B8%85"),
            ("/v1/%zz/%41", "/v1/%25zz/%2541"),
            ("/v1/a%", "/v1/a%25"),
            ("/v1/a|b\"", "/v1/a%7Cb%22"),
        ] {
            assert_eq!(reference(path), expected);
        }
    }
}
