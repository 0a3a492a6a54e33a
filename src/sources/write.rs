//! Making, changing and deleting sources.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};

use super::editorial::EditorialSource;
use super::input::{self, SourceInput, SourcePatch};
use super::place;
use super::read::SourcePath;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::reference::edit::{self, Deleted};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Make a source
///
/// A medium, or an edition of one (`parent`). Readers see it at once, without articles.
#[utoipa::path(tag = "reference", params(Repeatable), request_body = SourceInput,
    security(("account" = ["edit_reference"])), responses(
    (status = 201, description = "The source.", body = EditorialSource),
    (status = 409, description = "`name_taken`: another source has the name, or one of the aliases. `slug_taken`: another one has or had the slug."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/sources")]
pub async fn create_source(
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
        let kept = place::create(tx, &by, name, changes).await?;
        let location = format!("/v1/editorial/sources/{}", kept.thing.head.id);
        edit::versioned(&kept.thing, &EditorialSource::of(&state, &kept))?.changed(Some(location))
    });
    let made = made.await?;
    state.catch_up().await?;
    Ok(made.send())
}

/// Change a source
///
/// Its name, its slug, its kind, its other names, and what it is an edition of: its articles are listed and counted there from
/// then on. What changes nothing leaves version and change log as they are.
#[utoipa::path(tag = "reference", params(SourcePath), security(("account" = ["edit_reference"])),
    request_body(content = SourcePatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The source as it is now.", body = EditorialSource),
    (status = 404, description = "`source_not_found`: nothing has this slug or id."),
    (status = 409, description = "`name_taken`: another source has the name, or one of the aliases. `slug_taken`: another one has or had the slug."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/sources/{source}")]
pub async fn update_source(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("source")?;
    let changes = patch.0.read(input::changes)?;
    let kept = db.transaction(async |tx| place::update(tx, &by, (&which, &held), changes).await).await?;
    state.catch_up().await?;
    Ok(edit::versioned(&kept.thing, &EditorialSource::of(&state, &kept))?.send_changed(None))
}

/// Delete a source
///
/// Only one that no article refers to, in whatever state it is, and that has no editions. What lists said of it goes along.
#[utoipa::path(tag = "reference", params(SourcePath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "It is gone.", body = Deleted),
    (status = 404, description = "`source_not_found`: nothing has this slug or id."),
    (status = 409, description = "`in_use`: articles refer to it, or it has editions."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/sources/{source}")]
pub async fn delete_source(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("source")?;
    let (id, seq) = db.transaction(async |tx| place::delete(tx, &by, (&which, &held)).await).await?;
    state.catch_up().await?;
    Ok(Answer::json(&Deleted::of(id, seq), &Fields::default())?.send_changed(None))
}
