//! The answer to a change as plain data, so that it can be kept and given again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use serde::{Deserialize, Serialize};

/// The answer to a change: JSON, which no cache keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// 200, or 201 for what is new.
    pub status: u16,
    /// What goes with the body.
    pub headers: ChangedHeaders,
    /// The JSON text.
    pub body: String,
}

/// The headers of an answer to a change that go with its body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangedHeaders {
    /// The entity tag of the new state.
    pub etag: Option<String>,
    /// The address of what is new.
    pub location: Option<String>,
}

impl Changed {
    /// Sends it.
    #[must_use]
    pub fn send(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        response.insert_header((CONTENT_TYPE, "application/json")).insert_header((CACHE_CONTROL, "no-store"));
        if let Some(etag) = self.headers.etag {
            response.insert_header((ETAG, etag));
        }
        if let Some(location) = self.headers.location {
            response.insert_header((LOCATION, location));
        }
        response.body(self.body)
    }
}
