//! What is seen of the audit.

use dibao_entity::audit;
use serde::Serialize;
use utoipa::ToSchema;

use crate::page_view;
use crate::state::State;

/// One line of the audit: what somebody did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditLine {
    /// Its place, from 1, rising, without gaps.
    #[schema(minimum = 1, example = 42)]
    pub position: i64,
    /// When it was done.
    #[schema(format = "date-time", example = "2026-03-08T08:55:00+08:00")]
    pub at: String,
    /// Who did it.
    pub actor: AuditActor,
    /// What was done: an operation of this document, or words of the command line.
    #[schema(example = "issue_token")]
    pub action: String,
    /// What it was done to; null where it was done to nothing in particular.
    pub subject: Option<AuditSubject>,
    /// The network address that it came from; null where it came from none.
    #[schema(example = "192.0.2.7")]
    pub address: Option<String>,
    /// The id of the request; null where it came by none.
    #[schema(example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub request_id: Option<String>,
    /// What else there is to say, by name; never a secret.
    #[schema(value_type = AuditDetail)]
    pub detail: serde_json::Value,
}

/// What else there is to say of what was done: members by name, other ones for each action.
#[derive(Clone, Copy, Debug)]
pub struct AuditDetail;

impl utoipa::PartialSchema for AuditDetail {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .description(Some(
                "What else there is to say of what was done: members by name, other ones for each action.",
            ))
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(true)))
            .examples([serde_json::json!({"role": "editor", "role_before": "reporter"})])
            .into()
    }
}

impl utoipa::ToSchema for AuditDetail {}

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// What it was: `account`, `token`, `command` (the command line), `system` (the service itself), or `nobody` who was known.
    #[schema(example = "account")]
    pub kind: String,
    /// The account or token; null where it was none.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: Option<String>,
    /// Its name at that time.
    #[schema(example = "王曦")]
    pub name: String,
}

/// What something was done to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditSubject {
    /// Its kind.
    #[schema(example = "account")]
    pub kind: String,
    /// Its id; null where it has none but its name.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: Option<String>,
    /// Its name or title at that time.
    #[schema(example = "wang.xi")]
    pub name: String,
}

page_view! {
    /// A page of the audit.
    AuditPage of AuditLine
}

impl AuditLine {
    /// What is seen of a line.
    pub(super) fn of(state: &State, row: audit::Model) -> Self {
        let audit::Model {
            position,
            at,
            actor_kind,
            actor_id,
            actor_name,
            action,
            subject_kind,
            subject_id,
            subject_name,
            address,
            request_id,
            detail,
        } = row;
        let detail = detail.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            position,
            at: state.time(at),
            actor: AuditActor { kind: actor_kind, id: actor_id.map(|id| id.to_string()), name: actor_name },
            action,
            subject: subject_kind.map(|kind| AuditSubject {
                kind,
                id: subject_id.filter(|id| !id.is_nil()).map(|id| id.to_string()),
                name: subject_name.unwrap_or_default(),
            }),
            address,
            request_id,
            detail: detail.unwrap_or_else(|| serde_json::json!({})),
        }
    }
}
