//! Changes that must not go over somebody else's: `If-Match` (RFC 9110, section 13.1.1; required as RFC 6585, section 3, has it).

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::kernel::error::{Code, Error, Result};

/// The versions of a thing that the caller is willing to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(Vec<String>);

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let lines = request.headers().get_all(IF_MATCH).filter_map(|line| line.to_str().ok());
        let tags: Vec<String> = lines.flat_map(|line| line.split(',')).map(|tag| tag.trim().to_owned()).collect();
        ready(if tags.is_empty() {
            Err(Error::refused(
                Code::PreconditionRequired,
                "`If-Match` must carry the `ETag` of the state that is to be changed.",
            ))
        } else {
            Ok(Self(tags))
        })
    }
}

impl IfMatch {
    /// Refuses when the thing has changed since the caller saw it.
    pub fn admit(&self, version: i64) -> Result<()> {
        let current = tag(version);
        if self.0.iter().any(|tag| tag == "*" || strong(tag) == current) {
            return Ok(());
        }
        let mut extra = serde_json::Map::new();
        extra.insert("etag".into(), current.clone().into());
        Err(Error::Refused {
            code: Code::PreconditionFailed,
            detail: format!("It has changed since; its `ETag` is {current} now.").into(),
            errors: Vec::new(),
            extra,
        })
    }
}

/// The entity tag of a version.
#[must_use]
pub fn tag(version: i64) -> String {
    format!("\"v{version}\"")
}

/// The suffixes that proxies give to the tags of answers that they compress: Apache and Caddy, Apache 2.2, Jetty.
const SUFFIXES: [&str; 3] = ["--", "-", ";"];
/// The codings that these suffixes name.
const CODINGS: [&str; 5] = ["gzip", "br", "zstd", "deflate", "gz"];

/// The tag that was sent for a version, of the tag that a proxy made of it: `W/"v1"` (nginx), `"v1-gzip"`, `"v1;gzip"`, `"v1--gzip"`.
///
/// A tag names a version, not bytes, so the weak comparison that RFC 9110 (section 13.1.1) does not allow for bytes loses nothing.
fn strong(tag: &str) -> Cow<'_, str> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
    let coded = CODINGS.iter().find_map(|coding| {
        let rest = inner.strip_suffix(coding)?;
        SUFFIXES.iter().find_map(|suffix| rest.strip_suffix(suffix))
    });
    coded.map_or(Cow::Borrowed(tag), |version| Cow::Owned(format!("\"{version}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_a_proxy_changed_names_the_same_version() {
        for tag in
            ["\"v1\"", "W/\"v1\"", "\"v1-gzip\"", "\"v1;gzip\"", "\"v1--gzip\"", "W/\"v1-br\"", "\"v1-zstd\"", "*"]
        {
            assert!(IfMatch(vec![tag.to_owned()]).admit(1).is_ok(), "{tag}");
        }
        for tag in [
            "\"v2\"",
            "W/\"v2\"",
            "\"v11\"",
            "v1",
            "w/\"v1\"",
            "W/W/\"v1\"",
            "\"v1-\"",
            "\"v1gzip\"",
            "\"v1-lzma\"",
            "",
        ] {
            assert!(IfMatch(vec![tag.to_owned()]).admit(1).is_err(), "{tag}");
        }
        let several = IfMatch(vec!["W/\"v1\"".to_owned(), "W/\"v2\"".to_owned()]);
        assert!([1, 2].iter().all(|version| several.admit(*version).is_ok()) && several.admit(3).is_err());
    }
}
