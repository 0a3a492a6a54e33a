//! Saying what lists say.

use actix_web::web::Data;
use actix_web::{HttpResponse, post, put};
use utoipa::IntoParams;

use super::super::query;
use super::super::read::SourcePath;
use super::apply::{self, Listing, Unmatched};
use super::csv;
use super::input::{self, AuthorisationsInput};
use super::view::{ImportedAuthorisations, SourceAuthorisations};
use crate::audit::{Entry, record};
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::catalog::sourcing::save::put_periods;
use crate::kernel::error::{FieldCode, Result};
use crate::reference::edit::{self, MAX_NAME};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::table_body::TableForm;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, TableBody};

/// Which list, and what to do with names that no source has.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct ListParams {
    /// What the list is called. The table takes the place of all that a list of this name said.
    #[param(min_length = 1, max_length = 500, pattern = "trimmed-line", example = "互联网新闻信息稿源单位名单(2021)")]
    list: String,
    /// Whether to make a medium for each name that no source has; otherwise these are told of, and that is all.
    #[param(value_type = Option<bool>, default = false, example = false)]
    create: Option<bool>,
}

/// Say what lists say of a source
///
/// Puts these periods in the place of all that lists said of it. Articles that are published keep what was found out on the day of
/// their publication.
#[utoipa::path(tag = "reference", params(SourcePath), request_body = AuthorisationsInput,
    security(("account" = ["edit_authorisations"])), responses(
    (status = 200, description = "What lists say of it now.", body = SourceAuthorisations),
    (status = 404, description = "`source_not_found`: nothing has this slug or id."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[put("/sources/{source}/authorisations")]
pub async fn replace_source_authorisations(
    by: May<grant::EditAuthorisations>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("source")?;
    let periods = body.read(input::periods)?;
    let source = db.transaction(async |tx| {
        let mut source = query::found(tx, &which).await?;
        held.admit(source.head.version)?;
        if source.periods == periods {
            return Ok(source);
        }
        source.periods = periods;
        put_periods(tx, source.head.id, &source.periods).await?;
        edit::store(tx, &mut source).await?;
        let name = source.head.name.clone();
        let entry = Entry::on("replace_source_authorisations", "source", source.head.id, name);
        record(tx, &by, entry.with("periods", source.periods.len())).await?;
        Ok(source)
    });
    let source = source.await?;
    state.catch_up().await?;
    Ok(edit::versioned(&source, &SourceAuthorisations::from(&source))?.send_changed(None))
}

/// Import a list of sources
///
/// Takes a table (CSV, RFC 4180) in UTF-8, GB18030 or Big5, whose first line names its columns: `name` (名称), `category` (类别), `status`
/// (状态: `listed` 在列, `frozen` 暂停, `removed` 移出; `listed` when empty), `valid_from` (生效日期), `valid_to` (失效日期); only the first
/// must be there. It has at most 20,000 lines. A name means the medium of that name, the source that has it as an alias, or the
/// edition that alone is called so. Where anything is wrong nothing is done: `errors` names each line, for up to 100 faults.
#[utoipa::path(tag = "reference", params(ListParams, Repeatable),
    request_body(content = TableForm, content_type = "text/csv"),
    security(("account" = ["edit_authorisations"])), responses(
    (status = 200, description = "What became of it.", body = ImportedAuthorisations),
    (status = 413, description = "`body_too_large`: the table has more than 8 MiB."),
    (status = 415, description = "`unsupported_media_type`: the body is no `text/csv`."),
    (status = 422, description = "`invalid_content`: what the table says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/authorisations")]
pub async fn import_authorisations(
    by: May<grant::EditAuthorisations>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: TableBody,
) -> Result<HttpResponse> {
    let (list, unmatched) = ask.query(|query| {
        let list = query.text("list").map(str::trim).unwrap_or_default().to_owned();
        let length = list.chars().count();
        if !(1..=MAX_NAME).contains(&length) && !query.is_refused("list") {
            let (code, detail) = match length {
                0 => (FieldCode::Missing, "It must be given.".to_owned()),
                _ => (FieldCode::OutOfRange, format!("It has {length} characters; from 1 to {MAX_NAME} are taken.")),
            };
            query.refuse("list", code, detail);
        }
        (list, if query.truth("create") { Unmatched::Create } else { Unmatched::Report })
    })?;
    let lines = csv::parse(&body.0)?;
    let (_, query) = ask.address();
    let once = Once::with_parts(key, &[query.as_bytes(), &body.0]);
    let imported = once.answer(&db, &by, async |tx| {
        let listing = Listing { list: &list, lines: &lines, unmatched };
        let imported = apply::import(tx, &by, listing).await?;
        Answer::json(&ImportedAuthorisations::of(&list, imported), &Fields::default())?.changed(None)
    });
    let imported = imported.await?;
    state.catch_up().await?;
    Ok(imported.send())
}
