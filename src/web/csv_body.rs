//! Bodies that are tables: comma-separated values (RFC 4180).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;

use super::query::shown;
use crate::kernel::error::{Code, Error, Result};

/// Largest table in bytes.
pub const MAX_CSV: usize = 4_194_304;

/// The bytes of a body of the type `text/csv`, in whatever encoding they are: what is said of that is often wrong.
#[derive(Debug)]
pub struct CsvBody(pub Vec<u8>);

impl FromRequest for CsvBody {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = request.headers().get(CONTENT_TYPE).cloned();
        let mut payload = payload.take();
        Box::pin(async move {
            let media_type = content_type.as_ref().and_then(|value| value.to_str().ok()).unwrap_or_default();
            if !media_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/csv") {
                let detail = match media_type {
                    "" => "The body has no `Content-Type`; `text/csv` is read here.".to_owned(),
                    other => format!("`{}` is not read here; `text/csv` is.", shown(other)),
                };
                return Err(Error::refused(Code::UnsupportedMediaType, detail));
            }
            let mut bytes = Vec::new();
            while let Some(part) = payload.next().await {
                let part: Bytes =
                    part.map_err(|_| Error::refused(Code::InvalidContent, "The body ended before it was complete."))?;
                if bytes.len() + part.len() > MAX_CSV {
                    let detail = format!("The body has more than {MAX_CSV} bytes.");
                    return Err(Error::refused(Code::BodyTooLarge, detail));
                }
                bytes.extend_from_slice(&part);
            }
            Ok(Self(bytes))
        })
    }
}
