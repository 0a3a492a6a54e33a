//! Changes that must not go over somebody else's: `If-Match` (RFC 9110, section 13.1.1; required as RFC 6585, section 3, has it).

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
        if self.0.iter().any(|tag| tag == "*" || *tag == current) {
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
