//! The canonical spelling of a path (RFC 3986, sections 2.3, 3.3 and 6.2.2), settled before anything else looks at the path.
//!
//! Percent-encoded unreserved characters, empty segments, dot segments and a slash at the end are other spellings: GET is
//! redirected, other methods are refused. What is left (the case of hexadecimal digits, and characters that may or may not be
//! encoded) is rewritten to one form, so that routing, access, caches and idempotency keys see one path for one resource.

use actix_web::dev::{Path, ServiceRequest, Url};
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Method, Uri};
use actix_web::{HttpResponse, ResponseError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use super::query::decode;
use super::request;
use crate::kernel::error::{Code, Error};

/// The only path with a slash at its end.
const WITH_SLASH: &str = "/docs/";

/// Characters of a segment that are percent-encoded: all but unreserved ones, sub-delimiters, `:` and `@`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// The spelling of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spelling {
    /// The canonical one, in its one form.
    Canonical,
    /// The canonical one in other octets; its one form.
    Equivalent(String),
    /// Another one; the canonical one.
    Other(String),
}

/// The answer to a request whose path is not canonical; none where it is, in the one form that the request has from then on.
pub fn settle(request: &mut ServiceRequest) -> Option<HttpResponse> {
    if is_plain(request.path()) {
        return None;
    }
    if let Err(malformed) = well_formed(request.path()) {
        return Some(malformed.error_response());
    }
    match spelling(request.path()) {
        Spelling::Canonical => None,
        Spelling::Equivalent(path) => {
            rewrite(request, &path);
            None
        }
        // HEAD is answered like GET.
        Spelling::Other(path) if *request.method() == Method::GET => {
            let location = with_query(&path, request.uri());
            let mut redirect = HttpResponse::PermanentRedirect();
            Some(redirect.insert_header((LOCATION, location)).insert_header((CACHE_CONTROL, "no-store")).finish())
        }
        Spelling::Other(path) => {
            let detail = format!("Send the request to `{}`.", request::without_secrets(&path));
            Some(Error::refused(Code::PathNotCanonical, detail).error_response())
        }
    }
}

/// Whether a path is canonical at first sight: no character of it is or must be encoded.
fn is_plain(path: &str) -> bool {
    let is_literal = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')')
            || matches!(byte, b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@')
    };
    let is_literal_segment = |segment: &str| !is_relative(segment) && segment.bytes().all(is_literal);
    path == "/"
        || path == WITH_SLASH
        || path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_literal_segment))
}

/// Refuses a path whose percent-encoding is broken or hides control characters.
fn well_formed(path: &str) -> Result<(), Error> {
    // An address holds control characters only in percent-encoding.
    if path.contains('%') { decode(&path.replace('+', "%2B")).map(|_| ()) } else { Ok(()) }
}

/// The spelling of a well-formed path. What does not begin with a slash, such as `*`, is the path of no route.
fn spelling(path: &str) -> Spelling {
    let Some(rest) = path.strip_prefix('/') else { return Spelling::Canonical };
    let (mut kept, mut is_other, mut ends_with_slash) = (Vec::new(), false, false);
    for segment in rest.split('/') {
        let decoded: Vec<u8> = percent_decode_str(segment).collect();
        let written = percent_encode(&decoded, ENCODED).to_string();
        ends_with_slash = is_relative(&written);
        is_other |= ends_with_slash || encodes_unreserved(segment);
        match written.as_str() {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(written),
        }
    }
    kept.retain(|segment| !segment.is_empty());
    let mut canonical = format!("/{}", kept.join("/"));
    if ends_with_slash && WITH_SLASH.strip_suffix('/') == Some(&canonical) {
        canonical.push('/');
    }
    match (canonical == path, is_other) {
        (true, _) => Spelling::Canonical,
        (false, true) => Spelling::Other(canonical),
        (false, false) => Spelling::Equivalent(canonical),
    }
}

/// Whether a segment is empty or a dot segment.
fn is_relative(segment: &str) -> bool {
    matches!(segment, "" | "." | "..")
}

/// Whether a segment has an unreserved character in percent-encoding.
fn encodes_unreserved(segment: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let codes = segment.split('%').skip(1).filter_map(|code| u8::from_str_radix(code.get(..2)?, 16).ok());
    codes.into_iter().any(unreserved)
}

/// A path with the query of an address, byte for byte.
fn with_query(path: &str, uri: &Uri) -> String {
    uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

/// Replaces the path of a request; its query stays.
fn rewrite(request: &mut ServiceRequest, path: &str) {
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(with_query(path, request.uri())).ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.match_info_mut() = Path::new(Url::new(uri.clone()));
        request.head_mut().uri = uri;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn other(path: &str) -> Spelling {
        Spelling::Other(path.to_owned())
    }

    #[test]
    fn every_other_spelling_leads_to_the_canonical_one() {
        for (path, canonical) in [
            ("/%761/articles", "/v1/articles"),
            ("/v1/%65ditorial/me", "/v1/editorial/me"),
            ("/v1/articles/", "/v1/articles"),
            ("//v1///articles//", "/v1/articles"),
            ("/v1/./articles/.", "/v1/articles"),
            ("/v1/x/../articles", "/v1/articles"),
            ("/v1/x/%2e%2E/articles", "/v1/articles"),
            ("/../../v1/articles", "/v1/articles"),
            ("/v1//../articles", "/v1/articles"),
            ("/v1/articles/..", "/v1"),
            ("//evil.example/..", "/"),
            ("//evil.example", "/evil.example"),
            ("/.//evil.example", "/evil.example"),
            ("/%2e/%5cevil.example/x/..", "/%5Cevil.example"),
            ("/\\evil.example/", "/%5Cevil.example"),
            ("/docs//", "/docs/"),
            ("/%64ocs/", "/docs/"),
            ("/docs/.", "/docs/"),
            ("/docs/x/..", "/docs/"),
            ("/v1/columns/%e6%b8%85/", "/v1/columns/%E6%B8%85"),
            ("/v1/columns/a%2fb%7e", "/v1/columns/a%2Fb~"),
            ("/v1/columns/%2561/", "/v1/columns/%2561"),
        ] {
            assert_eq!(spelling(path), other(canonical), "{path}");
            assert!(!is_plain(path), "{path}");
        }
    }

    #[test]
    fn what_may_or_must_be_encoded_is_no_other_spelling() {
        for (path, written) in [
            ("/v1/columns/%e6%b8%85", "/v1/columns/%E6%B8%85"),
            ("/v1/columns/a%2Cb", "/v1/columns/a,b"),
            ("/v1/columns/a%2fb", "/v1/columns/a%2Fb"),
            ("/v1/columns/a|b", "/v1/columns/a%7Cb"),
            ("/v1/columns/a%2Bb", "/v1/columns/a+b"),
            ("/v1%2feditorial/me", "/v1%2Feditorial/me"),
        ] {
            assert_eq!(spelling(path), Spelling::Equivalent(written.to_owned()), "{path}");
        }
        for path in ["/", "/docs/", "/v1/columns/%E6%B8%85", "/v1/a%2F..%2Fb", "/v1/%25%2561", "*", ""] {
            assert_eq!(spelling(path), Spelling::Canonical, "{path}");
        }
    }

    proptest! {
        #[test]
        fn a_canonical_path_is_settled_and_stays_on_its_host(path in "/([a-c.~/\\\\,]|%2[EeFf5c]|%61|%5[cC]|%C3%A9){0,12}") {
            prop_assume!(well_formed(&path).is_ok());
            let settled = match spelling(&path) {
                Spelling::Canonical => path.clone(),
                Spelling::Equivalent(settled) | Spelling::Other(settled) => settled,
            };
            prop_assert_eq!(spelling(&settled), Spelling::Canonical, "{}", settled);
            prop_assert!(settled.starts_with('/') && !settled.starts_with("//") && !settled.contains('\\'), "{}", settled);
            prop_assert_eq!(is_plain(&path), spelling(&path) == Spelling::Canonical && !path.contains('%'));
        }
    }
}
