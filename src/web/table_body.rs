//! Bodies that are tables: `text/csv` (RFC 4180), bounded, as they came in.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

use super::query::shown;
use super::table::MAX_BYTES;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};

/// The bytes of a body that must be a table, in whatever encoding they are: what is said of that is often wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableBody(pub Vec<u8>);

impl FromRequest for TableBody {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
        let mut payload = payload.take();
        Box::pin(async move {
            if !media_type.eq_ignore_ascii_case("text/csv") {
                let detail = match media_type.as_str() {
                    "" => "The body has no `Content-Type`; `text/csv` is read here.".to_owned(),
                    other => format!("`{}` is not read here; `text/csv` is.", shown(other)),
                };
                return Err(Error::refused(Code::UnsupportedMediaType, detail));
            }
            let mut bytes = Vec::new();
            while let Some(part) = payload.next().await {
                let part: Bytes = part.map_err(|_| broken_off())?;
                if bytes.len() + part.len() > MAX_BYTES {
                    let detail = format!("The body has more than {MAX_BYTES} bytes.");
                    return Err(Error::refused(Code::BodyTooLarge, detail));
                }
                bytes.extend_from_slice(&part);
            }
            Ok(Self(bytes))
        })
    }
}

/// The refusal of a body that is not all there.
fn broken_off() -> Error {
    let detail = "The body ended before it was complete, or its coding is broken.".to_owned();
    Error::content(vec![FieldError { place: Place::Pointer(String::new()), code: FieldCode::Malformed, detail }])
}

/// A table as the document describes it.
#[derive(Clone, Copy, Debug)]
pub struct TableForm;

impl utoipa::PartialSchema for TableForm {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A table: a line that names its columns, then one line for each entry (CSV, RFC 4180)."))
            .min_length(Some(1))
            .max_length(Some(MAX_BYTES))
            .examples(["name,category,status,valid_from,valid_to\n云溪日报,地方新闻单位,listed,2021-10-20,\n"])
            .into()
    }
}

impl utoipa::ToSchema for TableForm {
    fn name() -> std::borrow::Cow<'static, str> {
        "AuthorisationTable".into()
    }
}
