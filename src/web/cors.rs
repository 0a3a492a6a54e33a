//! Which sites' scripts may read answers, by the Fetch standard.

use actix_cors::Cors;
use actix_web::http::Method;
use actix_web::http::header::HeaderName;

use crate::config::{AllowedOrigins, CorsSettings};

/// Which sites' scripts may read answers, and what of them, by the settings.
pub fn cors(settings: &CorsSettings) -> Cors {
    let exposed = [
        "etag",
        "link",
        "location",
        "last-modified",
        "x-request-id",
        "retry-after",
        "ratelimit",
        "ratelimit-policy",
        "www-authenticate",
    ];
    let cors = Cors::default()
        .allowed_methods([
            Method::GET,
            Method::HEAD,
            Method::OPTIONS,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_any_header()
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(usize::try_from(settings.max_age_s).unwrap_or(usize::MAX));
    match &settings.allowed_origins {
        AllowedOrigins::Any => cors.allow_any_origin().send_wildcard(),
        AllowedOrigins::Listed(origins) => origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin)),
    }
}
