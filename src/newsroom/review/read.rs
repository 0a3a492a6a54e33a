//! Reading the record of an article.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;

use super::query::{self, Texts};
use super::record::Record;
use crate::articles::ArticlePath;
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::Result;
use crate::newsroom::draft::Draft;
use crate::web::fields::Fields;
use crate::web::{Answer, Ask};

/// What of the record.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct RecordQuery {
    /// Whether to add the canonical texts of the revisions, the latest 16 MB of them.
    #[param(value_type = Option<bool>, default = false, example = true)]
    texts: bool,
}

/// Get an article's review record
///
/// What was done with an article on its way to readers: an append-only chain that can be checked without this service, by
/// `dibao check-review-record FILE` or by anybody who follows these rules. A line's `hash` is the SHA-256, in lower-case
/// hexadecimal, of the line as JSON without its member `hash`, in UTF-8, without white space, with members in the order of their
/// names at every depth, by RFC 8785 (all numbers are whole). `previous` is the `hash` of the line before, 64 zeros in the first;
/// `position` counts from 1 without gaps; `head` is the last `hash`. A line's `digest` is that of its revision: the SHA-256 of
/// the bytes of `text`. A round begins with `submitted` and ends with `returned` or `voided`; in it the `approved` lines have the
/// levels 1, 2 and 3 in this order and the digest of what was submitted, no account twice, and none that wrote a revision
/// since the one published before.
#[utoipa::path(tag = "newsroom", security(("account" = ["use_newsroom"])), params(ArticlePath, RecordQuery), responses(
    (status = 200, description = "The record.", body = Record),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/articles/{id}/review")]
pub async fn get_review_record(by: May<grant::UseNewsroom>, gate: Data<Gate>, ask: Ask) -> Result<HttpResponse> {
    let id = ask.id("id")?;
    let texts = ask.query(|query| if query.truth("texts") { Texts::Shown } else { Texts::Hidden })?;
    let draft = crate::newsroom::query::draft(gate.db(), id).await?.ok_or_else(|| Draft::missing(id))?;
    draft.seen_by(&by)?;
    let record = query::record(gate.db(), id, texts).await?;
    Answer::json(&record, &Fields::default())?.cached("private, no-cache").send(&ask)
}
