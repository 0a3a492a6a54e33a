//! Looking after the service: health, version, the document, what problems mean.

mod probe;
mod ready;
mod save;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

pub use self::probe::WriteProbe;
pub use self::ready::{
    Abilities, Ability, AbilityName, AbilityState, Readiness, ReadinessState, ReadyParams, WriteAbility,
};
use crate::kernel::error::{Code, Error, Result};
use crate::state::State;
use crate::web::cache::Basis;
use crate::web::fields::Fields;
use crate::web::query::shown;
use crate::web::{Answer, Ask};

/// Whether the service runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok` whenever there is an answer at all.
    #[schema(example = "ok")]
    pub status: &'static str,
}

/// Which program this is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Version {
    /// The program's name.
    #[schema(example = "dibao")]
    pub name: &'static str,
    /// Its version by semver.org.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

/// A document by the OpenAPI specification.
#[derive(Clone, Copy, Debug)]
pub struct OpenApiDocument;

impl PartialSchema for OpenApiDocument {
    fn schema() -> RefOr<Schema> {
        let text = |description: &str, example: &str| {
            ObjectBuilder::new().schema_type(Type::String).description(Some(description)).examples([example])
        };
        let object = |description: &str, example: serde_json::Value| {
            ObjectBuilder::new().description(Some(description)).examples([example])
        };
        ObjectBuilder::new()
            .description(Some("A document by the OpenAPI specification, with all that its version has."))
            .property("openapi", text("The version of the specification.", "3.1.0"))
            .property(
                "info",
                object("What is described.", serde_json::json!({"title": "dibao 邸报", "version": "0.1.0"})),
            )
            .property("paths", object("The operations by path and method.", serde_json::json!({"/version": {}})))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .into()
    }
}

impl ToSchema for OpenApiDocument {}

/// What a problem means.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemExplained {
    /// The stable name of the problem.
    #[schema(value_type = Code, example = "invalid_parameter")]
    pub code: &'static str,
    /// The HTTP status it comes with.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// A short title.
    #[schema(example = "A parameter is not valid")]
    pub title: &'static str,
    /// What it means and what to do about it.
    #[schema(example = "One or more parameters cannot be used as they are. `errors` names each of them.")]
    pub meaning: &'static str,
}

/// Check that the service runs
///
/// Answers as long as the process can answer at all; it looks at nothing else.
#[utoipa::path(tag = "operations", responses((status = 200, description = "It runs.", body = Health)))]
#[get("/health/live")]
pub async fn check_live(ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    Answer::json(&Health { status: "ok" }, &Fields::default())?.send(&ask)
}

/// Check that the service can do its work
///
/// Answers 200 while articles can be read, also from the prerendered articles while the database is away, and tells for reads,
/// writes and searches how well each works. With `for` it answers 503 where one of the named abilities is missing: a proxy that
/// sends writes to some instances only asks `?for=writes`. Writes are found out by a row that is committed in the background at
/// most every 5 seconds, and only while readiness is asked for.
#[utoipa::path(tag = "operations", params(ReadyParams), responses(
    (status = 200, description = "It is ready.", body = Readiness),
    (status = 503, description = "`unavailable`: articles cannot be read, or, with `for=writes`, writes are not committed. \
        `search_unavailable`: with `for=search`, searches are not answered."),
))]
#[get("/health/ready")]
pub async fn check_ready(abilities: Data<Abilities>, ask: Ask) -> Result<HttpResponse> {
    let asked = ask.query(|query| query.words("for", AbilityName::WORDS))?;
    let ready = abilities.examine().await;
    ready.require(&asked)?;
    Answer::json(&ready, &Fields::default())?.send(&ask)
}

/// Get the version
///
/// Name and version of the program that answers.
#[utoipa::path(tag = "operations", responses((status = 200, description = "The version.", body = Version)))]
#[get("/version")]
pub async fn get_version(ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let version = Version { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
    Answer::json(&version, &Fields::default())?.send(&ask)
}

/// Get the OpenAPI document
///
/// This document, by OpenAPI 3.1, made from the same registration as the routes.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The document.", body = OpenApiDocument),
))]
#[get("/openapi.json")]
pub async fn get_openapi(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let answer = async { Ok(Answer::of_type(state.document.text().into(), "application/json")) };
    ask.keep("public, max-age=60", Basis::Program, answer).await
}

/// Get the OpenAPI document in its older form
///
/// The same by OpenAPI 3.0, for generators that do not read 3.1. It says the same, less exactly.
#[utoipa::path(tag = "operations", responses(
    (status = 200, description = "The document.", body = OpenApiDocument),
))]
#[get("/openapi-3.0.json")]
pub async fn get_openapi_3_0(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let answer = async { Ok(Answer::of_type(state.document.text_3_0().into(), "application/json")) };
    ask.keep("public, max-age=60", Basis::Program, answer).await
}

/// Which problem.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct ProblemPath {
    /// The stable name of the problem.
    #[param(value_type = Code, example = "invalid_parameter")]
    code: String,
}

/// Get what a problem means
///
/// The explanation of a problem code; the `type` of every problem document leads here.
#[utoipa::path(tag = "operations", params(ProblemPath), responses(
    (status = 200, description = "The explanation.", body = ProblemExplained),
    (status = 404, description = "`problem_not_found`: no problem has this code."),
))]
#[get("/problems/{code}")]
pub async fn get_problem(ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let word = ask.segment("code")?;
    let code = Code::ALL.iter().find(|code| code.word() == word);
    let code = code
        .ok_or_else(|| Error::refused(Code::ProblemNotFound, format!("No problem has the code `{}`.", shown(&word))))?;
    let explained =
        ProblemExplained { code: code.word(), status: code.status(), title: code.title(), meaning: code.meaning() };
    let answer = async { Answer::json(&explained, &Fields::default()) };
    ask.keep("public, max-age=3600", Basis::Program, answer).await
}
