//! Making, changing and deleting tags.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};

use super::editorial::EditorialTag;
use super::input::{self, TagInput, TagPatch};
use super::query::{EditedTag, KEYWORD, own_code};
use super::read::TagPath;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::reference::edit::{self, Deleted, Edited, Head};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Make a tag
///
/// Readers see it at once, without articles.
#[utoipa::path(tag = "reference", params(Repeatable), request_body = TagInput,
    security(("account" = ["edit_reference"])), responses(
    (status = 201, description = "The tag.", body = EditorialTag),
    (status = 409, description = "`name_taken`: another tag of the vocabulary has the name. `code_taken`: another tag of the vocabulary has the code. `slug_taken`: another one has or had the slug."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/tags")]
pub async fn create_tag(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let (name, changes) = body.read(input::new)?.ok_or_else(edit::unread)?;
    let made = Once::with_body(key, &body).answer(&db, &by, async |tx| {
        let slug = changes.slug.clone();
        let mut tag = EditedTag { head: Head::new(name), scheme: KEYWORD.to_owned(), code: None };
        changes.apply(&mut tag);
        own_code(tx, &tag).await?;
        let kept = edit::create(tx, &by, tag, slug).await?;
        let location = format!("/v1/editorial/tags/{}", kept.thing.head().id);
        edit::versioned(&kept.thing, &EditorialTag::of(&state, &kept))?.changed(Some(location))
    });
    let made = made.await?;
    state.catch_up().await?;
    Ok(made.send())
}

/// Change a tag
///
/// Its name, its slug, its vocabulary and its code there. What changes nothing leaves version and change log as they are; the
/// articles that have it say the new name at once and are otherwise as they were.
#[utoipa::path(tag = "reference", params(TagPath), security(("account" = ["edit_reference"])),
    request_body(content = TagPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The tag as it is now.", body = EditorialTag),
    (status = 404, description = "`tag_not_found`: nothing has this slug or id."),
    (status = 409, description = "`name_taken`: another tag of the vocabulary has the name. `code_taken`: another tag of the vocabulary has the code. `slug_taken`: another one has or had the slug."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/tags/{tag}")]
pub async fn update_tag(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("tag")?;
    let changes = patch.0.read(input::changes)?;
    let kept = db.transaction(async |tx| {
        let before: EditedTag = edit::found(tx, &which).await?;
        held.admit(before.head.version)?;
        let (mut after, slug) = (before.clone(), changes.slug.clone());
        changes.apply(&mut after);
        own_code(tx, &after).await?;
        edit::update(tx, &by, &before, after, slug).await
    });
    let kept = kept.await?;
    state.catch_up().await?;
    Ok(edit::versioned(&kept.thing, &EditorialTag::of(&state, &kept))?.send_changed(None))
}

/// Delete a tag
///
/// Only one that no article has, in whatever state it is. One that stands twice is merged (`merge_tag`).
#[utoipa::path(tag = "reference", params(TagPath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "It is gone.", body = Deleted),
    (status = 404, description = "`tag_not_found`: nothing has this slug or id."),
    (status = 409, description = "`in_use`: articles refer to it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/tags/{tag}")]
pub async fn delete_tag(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("tag")?;
    let deleted = db.transaction(async |tx| {
        let tag: EditedTag = edit::found(tx, &which).await?;
        held.admit(tag.head.version)?;
        let seq = edit::delete(tx, &by, &tag).await?;
        Ok(Deleted::of(tag.head.id, seq))
    });
    let deleted = deleted.await?;
    state.catch_up().await?;
    Ok(Answer::json(&deleted, &Fields::default())?.send_changed(None))
}
