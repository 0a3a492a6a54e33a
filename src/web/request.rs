//! What surrounds every request: its id, HEAD as GET without a body, a line in the log.

use std::cell::RefCell;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, ResponseError};
use uuid::Uuid;

use super::query::decode;

/// Name of the header that carries the request's id.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken over from a caller.
const MAX_ID: usize = 128;

/// The id of a request.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

tokio::task_local! {
    /// Id and path of the request that is being answered.
    static CURRENT: RefCell<(String, String)>;
}

/// The id of the request that is being answered.
#[must_use]
pub fn current_id() -> String {
    CURRENT.try_with(|current| current.borrow().0.clone()).unwrap_or_default()
}

/// The path of the request that is being answered.
#[must_use]
pub fn current_path() -> String {
    CURRENT.try_with(|current| current.borrow().1.clone()).unwrap_or_default()
}

/// Gives the request its id, answers HEAD like GET, refuses a path that is not well formed, and logs one line.
pub async fn surround<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let id = taken_over(&request).unwrap_or_else(|| Uuid::now_v7().to_string());
    let method = request.method().clone();
    let path = request.path().to_owned();
    request.extensions_mut().insert(RequestId(id.clone()));
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let answered = CURRENT.scope(RefCell::new((id.clone(), path.clone())), async {
        match decode(&path.replace('+', "%2B")) {
            Ok(_) => Ok(next.call(request).await?.map_into_boxed_body()),
            Err(malformed) => Ok::<_, actix_web::Error>(request.into_response(malformed.error_response())),
        }
    });
    let mut response = answered.await?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    let elapsed_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(%method, path, status = response.status().as_u16(), elapsed_us, request_id = id, "answered");
    Ok(response)
}

/// The caller's id for the request, when it is well formed: up to 128 of letters, digits, `-`, `_`, `.`, `:` and `/`.
fn taken_over(request: &ServiceRequest) -> Option<String> {
    let id = request.headers().get(X_REQUEST_ID)?.to_str().ok()?;
    let well_formed = !id.is_empty()
        && id.len() <= MAX_ID
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte));
    well_formed.then(|| id.to_owned())
}
