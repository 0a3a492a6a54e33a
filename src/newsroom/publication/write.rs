//! Publishing, correcting, taking back.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, post};
use serde::Deserialize;
use utoipa::ToSchema;

use super::authority::Terms;
use super::order::{self, Reason};
use super::scheduler::Schedule;
use crate::articles::ArticlePath;
use crate::auth::May;
use crate::auth::permission::grant;
use crate::kernel::error::{FieldCode, Result};
use crate::kernel::instant::{self, Instant};
use crate::kernel::limits::REASON;
use crate::newsroom::review::answered;
use crate::newsroom::status::ArticleStatus;
use crate::state::State;
use crate::store::Primary;
use crate::web::body::Object;
use crate::web::forms::{Form, Time};
use crate::web::{Ask, IfMatch, JsonBody};

/// What is to be published, and when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents the body, which is read member by member")]
pub struct PublishInput {
    /// The time to publish it at, which must be to come; now when left out.
    #[schema(value_type = Option<Time>, example = "2126-03-16T06:00:00+08:00")]
    at: Option<String>,
    /// The number of the revision that is meant, which must be the latest. Who says it may repeat the request safely: where readers
    /// see just that revision already, nothing changes, whatever `If-Match` says.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 2)]
    revision: Option<i32>,
    /// Why it is published although its source is not listed on the day; kept only where it is not. It is not asked for again
    /// while the article is scheduled, nor for later revisions from the same source.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = "lines-or-empty",
        example = "总编辑批准：突发灾情，原文由当地应急部门提供。"
    )]
    source_override: Option<String>,
}

/// What is corrected.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents the body, which is read member by member")]
pub struct CorrectInput {
    /// What readers are told.
    #[schema(max_length = 2000, example = "第二段中大桥的长度应为 1280 米。")]
    note: String,
    /// The number of the revision that is meant, which must be the latest.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 2)]
    revision: Option<i32>,
    /// Why it is published although its source is not listed on the day; kept only where it is not. It is not asked for again
    /// while the article is scheduled, nor for later revisions from the same source.
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = "lines-or-empty",
        example = "总编辑批准：突发灾情，原文由当地应急部门提供。"
    )]
    source_override: Option<String>,
}

/// Why an article is taken out of sight.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents the body, which is read member by member")]
pub struct UnpublishInput {
    /// Why, for the newsroom alone.
    #[schema(max_length = 2000, example = "等待核实。")]
    reason: String,
}

/// Why an article is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents the body, which is read member by member")]
pub struct WithdrawInput {
    /// Why, for readers, too.
    #[schema(value_type = Reason, example = "factual_error")]
    reason: String,
    /// What else readers are told.
    #[schema(max_length = 2000, example = "报道所述与事实不符，特此撤回。")]
    note: Option<String>,
}

/// Publish an article
///
/// Puts the latest revision before readers, now or at a time, when every level of review has approved just that text. Publishing
/// what readers see already changes nothing. A scheduled article reserves its slug and its `external_id` until then. A change after it
/// was scheduled cancels that.
#[utoipa::path(tag = "newsroom", security(("account" = ["publish_articles"])), params(ArticlePath), request_body = PublishInput, responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`not_approved`: a level of review is missing, it was returned, or `revision` is not the latest. `wrong_stage`: what is to be scheduled is published already, or an import has published a later revision. `source_not_authorised`: its source is not listed on the day. `slug_taken`, `external_id_taken`: another article has it, or is scheduled with it."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/publish")]
pub async fn publish_article(
    by: May<grant::PublishArticles>,
    state: Data<State>,
    db: Data<Primary>,
    schedule: Data<Schedule>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let (at, revision, reason) = body.read(|object| (time(object, &state), revision(object), reason(object)))?;
    let terms = Terms::from(state.settings.as_ref());
    match at {
        None => order::publish(&db, &by, id, &seen, (revision, reason), terms).await?,
        Some(at) => {
            order::schedule(&db, &by, id, &seen, (revision, at, reason), terms).await?;
            schedule.changed();
        }
    }
    answered(&state, &db, id, &by).await
}

/// Cancel a scheduled publication
///
/// The article is not published at the time that was said.
#[utoipa::path(tag = "newsroom", security(("account" = ["publish_articles"])), params(ArticlePath), responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id. `schedule_not_found`: it is not scheduled."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/articles/{id}/schedule")]
pub async fn cancel_schedule(
    by: May<grant::PublishArticles>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    order::cancel(&db, &by, id, &seen).await?;
    answered(&state, &db, id, &by).await
}

/// Correct an article
///
/// Puts a later, approved revision before readers in place of the one that they see, with a note that `list_article_corrections`
/// shows them. Followers of the change log hear of it as `article.corrected`.
#[utoipa::path(tag = "newsroom", security(("account" = ["publish_articles"])), params(ArticlePath), request_body = CorrectInput, responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`wrong_stage`: it is not published, or there is no later revision. `not_approved`: a level of review is missing. `source_not_authorised`: its source is not listed on the day. `slug_taken`, `external_id_taken`: another article has it, or is scheduled with it."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/correct")]
pub async fn correct_article(
    by: May<grant::PublishArticles>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let (note, revision, reason) =
        body.read(|object| (object.text("note", 1..=REASON), revision(object), reason(object)))?;
    if let Some(note) = note {
        let terms = Terms::from(state.settings.as_ref());
        order::correct(&db, &by, id, &seen, (revision, note, reason), terms).await?;
    }
    answered(&state, &db, id, &by).await
}

/// Unpublish an article
///
/// Takes an article out of readers' sight, who find nothing under its id any more. It can be published again. What was scheduled
/// is cancelled; one that is unpublished already stays as it is.
#[utoipa::path(tag = "newsroom", security(("account" = ["publish_articles"])), params(ArticlePath), request_body = UnpublishInput, responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`wrong_stage`: readers never saw it."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/unpublish")]
pub async fn unpublish_article(
    by: May<grant::PublishArticles>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    if let Some(reason) = body.read(|object| object.text("reason", 1..=REASON))? {
        order::unpublish(&db, &by, id, &seen, reason).await?;
    }
    answered(&state, &db, id, &by).await
}

/// Withdraw an article
///
/// Takes an article back for good. Its readers get 410 with the reason and the note, also under its former slugs and addresses. It
/// is never published again. What was scheduled is cancelled; one that is withdrawn already stays as it is.
#[utoipa::path(tag = "newsroom", security(("account" = ["publish_articles"])), params(ArticlePath), request_body = WithdrawInput, responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`wrong_stage`: readers never saw it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/withdraw")]
pub async fn withdraw_article(
    by: May<grant::PublishArticles>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let (reason, note) =
        body.read(|object| (object.word("reason", &Reason::WORDS), object.optional_text("note", 1..=REASON)))?;
    if let Some(reason) = reason {
        order::withdraw(&db, &by, id, &seen, (reason, note)).await?;
    }
    answered(&state, &db, id, &by).await
}

/// Reads the time at which something is to be published.
fn time(object: &Object, state: &State) -> Option<Instant> {
    let text = object.optional_text("at", 1..=Time::MAX_LENGTH)?;
    let written = Some(&text).filter(|text| Time::takes(text)).and_then(|text| instant::read(text, state.zone()));
    if written.is_none() {
        object.refuse("at", FieldCode::Malformed, Time::ASKED);
    }
    written.map(|written| written.at)
}

/// Reads why an article is let through whose source is not listed.
fn reason(object: &Object) -> Option<String> {
    object.optional_text("source_override", 1..=REASON)
}

/// Reads which revision is meant.
fn revision(object: &Object) -> Option<i32> {
    object.number("revision", 1..=i64::from(i32::MAX)).and_then(|number| i32::try_from(number).ok())
}
