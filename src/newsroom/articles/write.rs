//! Beginning, changing and deleting drafts.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};

use super::content::ArticleContent;
use super::input::{self, ArticleInput};
use super::read::{DraftPath, RevisionPath, number};
use super::view::EditorialArticle;
use super::{create, restore, update};
use crate::articles::pictures;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Begin an article
///
/// No reader sees it before it is published. HTML is taken apart into blocks: scripts, event handlers and unsafe links do not
/// come through, and `dropped` tells what else could not be kept.
#[utoipa::path(tag = "newsroom", params(Repeatable), request_body = ArticleInput,
    security(("account" = ["write_own_drafts"])), responses(
    (status = 201, description = "The article.", body = EditorialArticle),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles")]
pub async fn create_article(
    by: May<grant::WriteOwnDrafts>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let read = state.consistent(async |catalog| {
        body.read(|object| (input::manuscript(object, &state, catalog), input::note(object)))
    });
    let (read, note) = read.await?;
    let made = Once::with_body(key, &body).answer(&db, &by, async |tx| {
        let said = pictures::filled(tx, read.manuscript).await?;
        let draft = create::create(tx, &by, &said, note).await?;
        let location = format!("/v1/editorial/articles/{}", draft.article);
        let content = ArticleContent::of(tx, &state, said).await?;
        let view = EditorialArticle::of(&state, &draft, content, read.dropped);
        Answer::json(&view, &Fields::default())?.version(draft.version).changed(Some(location))
    });
    Ok(made.await?.send())
}

/// Change an article
///
/// Makes a new revision of the latest one, unless nothing changes. What readers see stays as it is until that is published, and
/// what reviewers have approved must be approved again. A body is replaced as a whole.
#[utoipa::path(tag = "newsroom", params(DraftPath), security(("account" = ["write_own_drafts"])),
    request_body(content = ArticleInput, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The article as it is now.", body = EditorialArticle),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/articles/{id}")]
pub async fn update_article(
    by: May<grant::WriteOwnDrafts>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let changed = update::update(&db, &state, &by, (ask.id("id")?, &held), &patch.0).await?;
    let update::Changed { draft, content, dropped, scheduled } = changed;
    let view = EditorialArticle::of(&state, &draft, content, dropped);
    let view = view.scheduled(&state, scheduled);
    Ok(Answer::json(&view, &Fields::default())?.version(draft.version).send_changed(None))
}

/// Delete an article that was never published
///
/// With all its revisions; the audit keeps that it was there.
#[utoipa::path(tag = "newsroom", params(DraftPath), security(("account" = ["write_own_drafts"])), responses(
    (status = 204, description = "It is gone."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id."),
    (status = 409, description = "`article_published`: it was published."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/articles/{id}")]
pub async fn delete_article(
    by: May<grant::WriteOwnDrafts>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    update::delete(&db, &by, ask.id("id")?, &held).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Restore an earlier revision
///
/// Makes a new revision that says what that one said.
#[utoipa::path(tag = "newsroom", params(RevisionPath, Repeatable), security(("account" = ["write_own_drafts"])), responses(
    (status = 200, description = "The article as it is now.", body = EditorialArticle),
    (status = 422, description = "`invalid_content`: something that it names was deleted. `idempotency_key_reused`: the key came with another request."),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id. `revision_not_found`: it has no such revision."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/revisions/{number}/restore")]
pub async fn restore_revision(
    by: May<grant::WriteOwnDrafts>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    key: IdempotencyKey,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let (id, number) = (ask.id("id")?, number(&ask)?);
    let made = Once::bare(key).answer(&db, &by, async |tx| {
        let (draft, said) = restore::restore(tx, &by, (id, &held), number).await?;
        let content = ArticleContent::of(tx, &state, said).await?;
        let view = EditorialArticle::of(&state, &draft, content, Vec::new());
        Answer::json(&view, &Fields::default())?.version(draft.version).changed(None)
    });
    Ok(made.await?.send())
}
