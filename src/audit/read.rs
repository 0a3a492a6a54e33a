//! Reading the audit.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::query::{self, Filter};
use super::view::{AuditLine, AuditPage};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::cursor::Binding;
use crate::kernel::error::{FieldCode, Result};
use crate::kernel::instant;
use crate::state::State;
use crate::web::ask::parse_id;
use crate::web::fields::Fields;
use crate::web::forms::{Id, Moment};
use crate::web::page::{self, Total};
use crate::web::params::Paging;
use crate::web::{Answer, Ask, Query};

/// Which lines of the audit.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct AuditQuery {
    /// Only what this account or token did.
    #[param(value_type = Option<Id>, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    actor: Option<String>,
    /// Only these actions, separated by commas: operations of this document, or words of the command line.
    #[param(value_type = Option<Vec<ActionWord>>, example = "issue_token")]
    action: Option<String>,
    /// Only what was done to something of this kind.
    #[param(value_type = Option<SubjectWord>, example = "account")]
    subject_kind: Option<String>,
    /// Only what was done to this.
    #[param(value_type = Option<Id>, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    subject: Option<String>,
    /// Only from this time on.
    #[param(value_type = Option<Moment>, example = "2026-03-01")]
    from: Option<String>,
    /// Only before this time; a date includes its day.
    #[param(value_type = Option<Moment>, example = "2026-03-31")]
    to: Option<String>,
}

/// Declares a word by which lines are chosen, as a schema.
macro_rules! words {
    ($name:ident $doc:literal $max:literal $pattern:literal $example:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::Type::String)
                    .description(Some($doc))
                    .min_length(Some(1))
                    .max_length(Some($max))
                    .pattern(Some($pattern))
                    .examples([$example])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

words!(ActionWord "What was done: an operation of this document, or words of the command line." 60 "^[a-z][a-z0-9_ -]*$" "issue_token");
words!(SubjectWord "A kind of thing that something was done to." 30 "^[a-z][a-z0-9_-]*$" "account");

/// List the audit
///
/// Who did what, when, from where: the newest first. Lines are only ever added, each in the transaction of what it tells of, and
/// none holds a secret. Of sign-ins that failed there is a line for each time that guessers were made to wait longer. A session
/// that goes on by `refresh_token` does nothing by that and has no line; what is done in it has one each, with its own address, and
/// so has a refresh token that comes a second time.
#[utoipa::path(tag = "accounts", params(AuditQuery, Paging), security(("account" = ["read_audit"])), responses(
    (status = 200, description = "A page of the audit.", body = AuditPage),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/audit")]
pub async fn list_audit(
    _auditor: May<grant::ReadAudit>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let (filter, binding, keyset, wants_total) = ask.query(|query| {
        let filter = take(query, &state);
        let binding = Binding::of(&format!("audit {filter:?}"));
        (filter, binding, page::keyset(query, binding), query.truth("total"))
    })?;
    let page = keyset.page(query::page(gate.db(), &filter, &keyset).await?, binding, |line| line.position);
    let links = page::links(&ask, &page);
    let total = match wants_total {
        true => Some(Total::of(query::count(gate.db(), &filter, page::TOTAL_CAP).await?)),
        false => None,
    };
    let items = page.rows.into_iter().map(|line| AuditLine::of(&state, line)).collect();
    Answer::json(&AuditPage::new(items, page.next, page.prev, total), &Fields::default())?.linked(links).send(&ask)
}

/// Reads which lines are asked for.
fn take(query: &Query, state: &State) -> Filter {
    let id = |name| query.of::<Id>(name).and_then(parse_id);
    let is_word = |text: &str| {
        text.len() <= 60
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_ -".contains(&byte))
    };
    let refuse = |name: &'static str| query.refuse(name, FieldCode::Malformed, "It is not a word in small letters.");
    let actions: Vec<String> = query.list("action").into_iter().map(str::to_owned).collect();
    if !actions.iter().all(|word| is_word(word)) {
        refuse("action");
    }
    let subject_kind = query.text("subject_kind").map(str::to_owned);
    if subject_kind.as_ref().is_some_and(|word| !is_word(word) || word.len() > 30 || word.contains(' ')) {
        refuse("subject_kind");
    }
    let zone = state.zone();
    let from = query.of::<Moment>("from").and_then(|text| instant::read_start(text, zone));
    let to = query.of::<Moment>("to").and_then(|text| instant::read_end(text, zone));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        query.refuse("to", FieldCode::OutOfRange, "It lies before `from`.");
    }
    Filter {
        actor: id("actor"),
        actions,
        subject_kind,
        subject: id("subject"),
        from: from.map(|at| at.timestamp_millis()),
        to: to.map(|at| at.timestamp_millis()),
    }
}
