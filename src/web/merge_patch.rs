//! Changes as JSON Merge Patches (RFC 7396): members that are not there stay as they are.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::body::JsonBody;
use crate::kernel::error::{Error, Result};

/// Media type of merge patches.
pub const MEDIA_TYPE: &str = "application/merge-patch+json";

/// The body of a request that must be a merge patch.
#[derive(Debug)]
pub struct MergePatch(pub JsonBody);

impl FromRequest for MergePatch {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = JsonBody::receive(request, payload, MEDIA_TYPE);
        Box::pin(async move { Ok(Self(body.await?)) })
    }
}
