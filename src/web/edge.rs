//! The edge of the service: what is settled before caches, access and handlers see a request.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use super::canonical_path;
use super::rate_limit::RateLimit;
use super::request_body::RequestBody;

/// Admits a request with a canonical path and within the rate limit; answers 408 where its body was late.
pub async fn admit<B: MessageBody + 'static>(
    limit: RateLimit,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if let Some(answer) = canonical_path::settle(&mut request) {
        return Ok(request.into_response(answer));
    }
    match RequestBody::of(&request) {
        None => limit.admit(request, next).await,
        Some(body) => body.answer(limit.admit(request, next).await),
    }
}
