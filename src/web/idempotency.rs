//! Requests that may be sent again: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use utoipa::IntoParams;

use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result};

/// The name of the header.
pub const HEADER: &str = "Idempotency-Key";
/// The longest key in characters.
pub const MAX_KEY: usize = 255;

/// The header of operations that can be repeated safely.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it documents the header; its value is read from the request")]
pub struct Repeatable {
    /// A name that the caller gives to this one request, such as a UUID. The same request with the same key again within 24 hours
    /// gets the first answer and does nothing more. Refusals are not kept: what was refused may be mended and sent again.
    #[param(
        rename = "Idempotency-Key",
        required = false,
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]{1,255}$",
        example = "8e03978e-40d5-43e8-bc93-6894a57f9324"
    )]
    key: Option<String>,
}

/// The key that a request carries, if any, and the operation that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key.
    pub key: Option<String>,
    /// The method and path that it came with.
    pub operation: String,
}

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut lines = request.headers().get_all(HEADER).map(actix_web::http::header::HeaderValue::as_bytes);
        let key = match (lines.next(), lines.next()) {
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err(refused(FieldCode::Repeated, "It is given more than once.")),
            (Some(key), None) => parse(key).map(Some),
        };
        let operation = format!("{} {}", request.method(), request.path());
        ready(key.map(|key| Self { key, operation }))
    }
}

/// Takes a key of visible ASCII.
fn parse(key: &[u8]) -> Result<String> {
    match std::str::from_utf8(key) {
        Ok(text) if (1..=MAX_KEY).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic) => Ok(text.to_owned()),
        _ => Err(refused(FieldCode::Malformed, "It is not a text of 1 to 255 visible ASCII characters.")),
    }
}

/// A refusal of the header.
fn refused(code: FieldCode, detail: &str) -> Error {
    Error::parameters(vec![FieldError { place: Place::Parameter(HEADER.to_owned()), code, detail: detail.to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_ascii_of_some_length() {
        for key in ["a", "\"8e03978e-40d5\"", &"~".repeat(255)] {
            assert_eq!(parse(key.as_bytes()).ok().as_deref(), Some(key));
        }
        for key in ["", "a b", "a\tb", "桥", &"a".repeat(256)] {
            assert!(parse(key.as_bytes()).is_err(), "{key}");
        }
        assert!(parse(b"\xff").is_err());
    }
}
