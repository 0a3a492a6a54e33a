//! What no route answers: other methods of a path, and paths that are not there.

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::document::Document;
use crate::kernel::error::{Code, Error};

/// The methods that each path of the document has.
#[derive(Debug)]
pub struct Methods(Vec<(ResourceDef, Vec<String>)>);

impl Methods {
    /// The methods of a document's paths.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut paths: Vec<(String, Vec<String>)> = Vec::new();
        for (method, path, _) in document.operations() {
            match paths.iter_mut().find(|(known, _)| *known == path) {
                Some((_, methods)) => methods.push(method),
                None => paths.push((path, vec![method])),
            }
        }
        Self(paths.into_iter().map(|(path, methods)| (ResourceDef::new(path), methods)).collect())
    }

    /// What `Allow` says of a path; nothing where the path does not exist.
    fn allowed(&self, path: &str) -> Option<String> {
        let (_, methods) = self.0.iter().find(|(pattern, _)| pattern.is_match(path))?;
        let mut allowed = methods.clone();
        if allowed.iter().any(|method| method == "GET") {
            allowed.push("HEAD".to_owned());
        }
        allowed.push("OPTIONS".to_owned());
        Some(allowed.join(", "))
    }
}

/// The answer at a path that is not there.
#[must_use]
pub fn not_found() -> HttpResponse {
    Error::refused(Code::NotFound, "No operation of this service has this path.").error_response()
}

/// Answers what no route answers: 405 or `OPTIONS` where the path has other methods, 404 otherwise.
pub async fn nothing_here(request: HttpRequest, methods: Data<Methods>) -> HttpResponse {
    let Some(allowed) = methods.allowed(request.path()) else {
        return not_found();
    };
    let mut response = if *request.method() == Method::OPTIONS {
        HttpResponse::NoContent().finish()
    } else {
        let detail = format!("This path answers {allowed}.");
        Error::refused(Code::MethodNotAllowed, detail).error_response()
    };
    if let Ok(value) = HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}
