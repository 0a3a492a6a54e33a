//! Handing in, approving, giving back.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::steps::{self, Verdict};
use crate::articles::ArticlePath;
use crate::auth::permission::grant;
use crate::auth::{Actor, May};
use crate::kernel::error::Result;
use crate::kernel::limits::REASON;
use crate::newsroom::status::ArticleStatus;
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::{Answer, Ask, IfMatch, JsonBody};

/// What is said when an article is handed in or approved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents the body, which is read member by member")]
pub struct RemarkInput {
    /// A comment for the record, if there is anything to say.
    #[schema(max_length = 2000, example = "请核对第二段的数字。")]
    comment: Option<String>,
}

/// Why an article is given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it documents the body, which is read member by member")]
pub struct ReturnInput {
    /// What is to be done, for the record.
    #[schema(max_length = 2000, example = "第二段的数字与报告不符。")]
    comment: String,
}

/// Submit an article
///
/// Hands the latest revision in for review. With no level of review on this site it is approved by that. What was signed before
/// counts no more.
#[utoipa::path(tag = "newsroom", security(("account" = ["write_own_drafts"])), params(ArticlePath), request_body = RemarkInput, responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it, or it is somebody else's article."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`wrong_stage`: it is submitted, approved or published already, or an import has published a later revision."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/submit")]
pub async fn submit_article(
    by: May<grant::WriteOwnDrafts>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let comment = body.read(|object| object.optional_text("comment", 1..=REASON))?;
    steps::submit(&db, &by, id, &seen, comment, state.settings.review.levels).await?;
    answered(&state, &db, id, &by).await
}

/// Approve an article
///
/// Signs the next level of review (初审, 复审, 终审). The signature is bound to the text: any later change voids it. It takes a
/// person who wrote nothing of what is new in the text and has not signed another level of the revision.
#[utoipa::path(tag = "newsroom", security(("account" = ["review_articles"])), params(ArticlePath), request_body = RemarkInput, responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`wrong_stage`: it was not submitted, or every level has approved it. `not_independent`: the caller wrote some of the text, has signed another level, or is no person."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/approve")]
pub async fn approve_article(
    by: May<grant::ReviewArticles>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let comment = body.read(|object| object.optional_text("comment", 1..=REASON))?;
    steps::review(&db, &by, id, &seen, Verdict::Approve(comment), state.settings.review.levels).await?;
    answered(&state, &db, id, &by).await
}

/// Return an article
///
/// Gives a submitted or approved article back to who wrote it, with what is to be done. What was signed counts no more, and what
/// was scheduled is not any more.
#[utoipa::path(tag = "newsroom", security(("account" = ["review_articles"])), params(ArticlePath), request_body = ReturnInput, responses(
    (status = 200, description = "How far the article is.", body = ArticleStatus),
    (status = 403, description = "`forbidden`: the role does not allow it."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`wrong_stage`: it was not submitted. `not_independent`: the caller wrote some of the text, or is no person."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/return")]
pub async fn return_article(
    by: May<grant::ReviewArticles>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    if let Some(comment) = body.read(|object| object.text("comment", 1..=REASON))? {
        steps::review(&db, &by, id, &seen, Verdict::Return(comment), state.settings.review.levels).await?;
    }
    answered(&state, &db, id, &by).await
}

/// Answers how far an article is after a change.
pub(in crate::newsroom) async fn answered(state: &State, db: &Primary, id: Uuid, by: &Actor) -> Result<HttpResponse> {
    let status = ArticleStatus::after_change(state, db, id, by).await?;
    Ok(Answer::json(&status, &Fields::default())?.version(status.version).send_changed(None))
}
