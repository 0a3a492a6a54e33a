//! The response cache: finished answers of public GETs, looked up before any routing, database or rendering work.
//!
//! An answer is kept together with the [`Moment`] at which its making began and the [`Basis`] that it was made from, and is
//! used while the change log says that nothing of that basis changed since. Why no answer is ever older than a write that
//! this instance has answered stands in [`freshness`]; how one rendering serves all who wait for it, in [`flight`]; how
//! answers that stand ready in a file are used, in [`standby`].

pub mod finished;
pub mod flight;
pub mod freshness;
mod kept;
pub mod key;
pub mod standby;

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName};
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, ResponseError};

pub use actix_web::http::header::HeaderValue;
pub use finished::Finished;
pub use freshness::{Basis, Freshness, Moment, Subject};
pub use kept::{Cache, Entry, Ticket};
pub use standby::{Ready, Standby};

/// Header with the key of a caller who is known.
const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// Answers from the cache, or lets the request through with a ticket under which its answer may be kept.
///
/// A caller who says who they are passes by: nothing of theirs is kept, and nothing kept is theirs.
pub async fn look_up<B: MessageBody + 'static>(
    cache: Cache,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.method() == Method::GET && !names_the_caller(request.headers()) {
        let uri = request.uri();
        match cache.find(uri.path_and_query().map_or(uri.path(), PathAndQuery::as_str)) {
            Found::Kept(entry) => {
                let response = entry.answer(&cache, request.headers()).unwrap_or_else(|error| error.error_response());
                return Ok(request.into_response(response));
            }
            Found::Missing(ticket) => {
                if let Some(standing) = ticket.standing(request.headers()) {
                    let response = standing.unwrap_or_else(|error| error.error_response());
                    return Ok(request.into_response(response));
                }
                request.extensions_mut().insert(ticket);
            }
            Found::NotForUs => {}
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Whether a request says who sends it.
fn names_the_caller(headers: &HeaderMap) -> bool {
    [&AUTHORIZATION, &COOKIE, &X_API_KEY].into_iter().any(|name| headers.contains_key(name))
}

/// What the cache has for a request.
#[derive(Debug)]
pub enum Found {
    /// An answer that may be used now.
    Kept(Arc<Entry>),
    /// None yet; this one may be kept.
    Missing(Ticket),
    /// It is not to be answered from here: malformed, or a state is asked for that has not arrived.
    NotForUs,
}
