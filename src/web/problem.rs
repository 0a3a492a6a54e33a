//! Refusals and faults as problem documents (RFC 9457).

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::request;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place};
use crate::kernel::kind::Kind;

/// Media type of problem documents.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// The member of a refusal's `extra` with the seconds after which to try again.
pub const RETRY_AFTER_S: &str = "retry_after_s";
/// The member of a refusal's `extra` with the permission that is needed.
pub const SCOPE: &str = "scope";

/// The member of a refusal's `extra` with what has a name or slug that is wanted.
pub const HOLDER: &str = "holder";
/// The member of a refusal's `extra` with the id of what was created before.
pub const CREATED: &str = "id";
/// The member of a refusal's `extra` with what uses the thing.
pub const USES: &str = "uses";

/// How a caller can make itself known (RFC 9110, section 11.6.1; RFC 6750, section 3): it is asked for a token without the
/// name of an error where it has sent none.
fn challenge(code: Code, scope: Option<&str>) -> Option<String> {
    let realm = "Bearer realm=\"dibao\"";
    match code {
        Code::Unauthenticated | Code::SignInFailed | Code::RefreshTokenInvalid => Some(realm.to_owned()),
        Code::TokenInvalid | Code::TokenExpired => {
            Some(format!("{realm}, error=\"invalid_token\", error_description=\"{}\"", code.title()))
        }
        Code::Forbidden => {
            let scope = scope.map(|scope| format!(", scope=\"{scope}\"")).unwrap_or_default();
            Some(format!("{realm}, error=\"insufficient_scope\"{scope}"))
        }
        _ => None,
    }
}

/// What went wrong, and what to do about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// An address at which this service explains the problem.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference", example = "/v1/problems/invalid_parameter")]
    pub kind: String,
    /// A short title that is the same for every problem of this code.
    #[schema(example = "A parameter is not valid")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// What went wrong in this case.
    #[schema(example = "limit: It is not within 1 to 100; the nearest value is 100.")]
    pub detail: String,
    /// The path of the request; a token in it is left out.
    #[schema(format = "uri-reference", example = "/v1/articles")]
    pub instance: String,
    /// The stable name of the problem, for programs to compare.
    #[schema(value_type = Code, example = "invalid_parameter")]
    pub code: &'static str,
    /// The id under which the request stands in the service's log.
    #[schema(example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub request_id: String,
    /// Each thing that is wrong with the request, all of them at once; empty when the request itself was valid.
    pub errors: Vec<ProblemError>,
    /// When the article was withdrawn, for `article_withdrawn`; null otherwise.
    #[schema(format = "date-time", example = json!(null))]
    pub withdrawn_at: Option<String>,
    /// Why the article was withdrawn, for `article_withdrawn`, where that was said; null otherwise.
    pub withdrawal: Option<Tombstone>,
    /// The entity tag of the present state, for `precondition_failed`; null otherwise.
    #[schema(example = json!(null))]
    pub etag: Option<String>,
    /// What has the slug or name, for `slug_taken` and `name_taken` of named things; null otherwise.
    pub holder: Option<Holder>,
    /// What refers to the thing, for `in_use`; null otherwise.
    pub uses: Option<Vec<Use>>,
    /// Id of what was created before, for `already_created`; null otherwise.
    #[schema(format = "uuid", example = json!(null))]
    pub id: Option<String>,
}

/// What has a slug or name that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ProblemHolder)]
pub struct Holder {
    /// What kind of thing it is.
    #[schema(example = "column")]
    pub kind: Kind,
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "zou-du-qing-he")]
    pub slug: String,
    /// Its name.
    #[schema(example = "走读清河")]
    pub name: String,
}

/// What refers to a thing, of one kind.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ProblemUse)]
pub struct Use {
    /// What kind of thing refers to it.
    #[schema(example = "article")]
    pub kind: Kind,
    /// How many of them do.
    #[schema(minimum = 1, example = 12)]
    pub count: i64,
    /// The first of them, at most 5.
    pub examples: Vec<UseExample>,
}

/// One thing that refers to another.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ProblemUseExample)]
pub struct UseExample {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its name or title.
    #[schema(example = "清河新桥通车")]
    pub name: String,
}

/// Why an article was taken back for good.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Withdrawal)]
pub struct Tombstone {
    /// When it happened.
    #[schema(format = "date-time", example = "2026-03-17T09:00:00+08:00")]
    pub at: String,
    /// Why: `legal`, `factual_error`, `source_withdrawn`, `privacy`, `duplicate` or `other`.
    #[schema(example = "factual_error")]
    pub reason: String,
    /// What else readers are told.
    #[schema(example = json!(null))]
    pub note: Option<String>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemError {
    /// The parameter or header it is about; null where it is about something else.
    #[schema(example = "limit")]
    pub parameter: Option<String>,
    /// The member of the body it is about, as a JSON pointer (RFC 6901); null where it is about something else.
    #[schema(example = json!(null))]
    pub pointer: Option<String>,
    /// The line of a body that is a table (CSV), from 1; null where it is about something else.
    #[schema(minimum = 1, example = json!(null))]
    pub line: Option<u64>,
    /// Which rule it breaks.
    #[schema(example = "out_of_range")]
    pub code: FieldCode,
    /// What is wrong and what would be accepted.
    #[schema(example = "It is not within 1 to 100; the nearest value is 100.")]
    pub detail: String,
}

impl From<FieldError> for ProblemError {
    fn from(error: FieldError) -> Self {
        let FieldError { place, code, detail } = error;
        let (parameter, pointer, line) = match place {
            Place::Parameter(name) => (Some(name), None, None),
            Place::Pointer(pointer) => (None, Some(pointer), None),
            Place::Line(line) => (None, None, Some(line)),
        };
        Self { parameter, pointer, line, code, detail }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let code = self.code();
        let (detail, errors, extra) = match self {
            Self::Refused { detail, errors, extra, .. } => (detail.to_string(), errors.clone(), extra.clone()),
            Self::Broken(source) => {
                tracing::error!(error = %source, request_id = %request::current_id(), "a request could not be answered");
                (code.meaning().to_owned(), Vec::new(), serde_json::Map::new())
            }
            Self::Unreachable(source) => {
                tracing::warn!(error = %source, request_id = %request::current_id(), "the database is not available");
                (code.meaning().to_owned(), Vec::new(), serde_json::Map::new())
            }
        };
        let problem = Problem {
            kind: format!("/v1/problems/{}", code.word()),
            title: code.title(),
            status: code.status(),
            detail,
            instance: request::current_path(),
            code: code.word(),
            request_id: request::current_id(),
            errors: errors.into_iter().map(ProblemError::from).collect(),
            etag: extra.get("etag").and_then(|tag| tag.as_str()).map(str::to_owned),
            withdrawal: extra.get("withdrawal").and_then(|said| serde_json::from_value(said.clone()).ok()),
            holder: extra.get(HOLDER).and_then(|holder| serde_json::from_value(holder.clone()).ok()),
            uses: extra.get(USES).and_then(|uses| serde_json::from_value(uses.clone()).ok()),
            id: extra.get(CREATED).and_then(|id| id.as_str()).map(str::to_owned),
            withdrawn_at: extra.get("withdrawn_at").and_then(|at| at.as_str()).map(str::to_owned),
        };
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, MEDIA_TYPE)).insert_header((CACHE_CONTROL, "no-store"));
        if matches!(code, Code::Unavailable | Code::StateBehind | Code::SearchUnavailable | Code::StorageUnavailable) {
            response.insert_header((RETRY_AFTER, "1"));
        }
        if let Some(seconds) = extra.get(RETRY_AFTER_S).and_then(serde_json::Value::as_u64) {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(challenge) = challenge(code, extra.get(SCOPE).and_then(|scope| scope.as_str())) {
            response.insert_header((WWW_AUTHENTICATE, challenge));
        }
        response.body(serde_json::to_vec(&problem).unwrap_or_default())
    }
}
