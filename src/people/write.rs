//! Making, changing and deleting people.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};

use super::editorial::EditorialPerson;
use super::input::{self, PersonInput, PersonPatch};
use super::query::EditedPerson;
use super::read::PersonPath;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::reference::edit::{self, Deleted, Edited, Head};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Make a person
///
/// Readers see them at once, without articles.
#[utoipa::path(tag = "reference", params(Repeatable), request_body = PersonInput,
    security(("account" = ["edit_reference"])), responses(
    (status = 201, description = "The person.", body = EditorialPerson),
    (status = 409, description = "`name_taken`: another person has the name. `slug_taken`: another one has or had the slug."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/people")]
pub async fn create_person(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let (name, slug) = body.read(input::new)?.ok_or_else(edit::unread)?;
    let made = Once::with_body(key, &body).answer(&db, &by, async |tx| {
        let kept = edit::create(tx, &by, EditedPerson { head: Head::new(name) }, slug).await?;
        let location = format!("/v1/editorial/people/{}", kept.thing.head().id);
        edit::versioned(&kept.thing, &EditorialPerson::of(&state, &kept))?.changed(Some(location))
    });
    let made = made.await?;
    state.catch_up().await?;
    Ok(made.send())
}

/// Change a person
///
/// Their name and slug. What changes nothing leaves version and change log as they are; the articles that name them say the new
/// name at once and are otherwise as they were.
#[utoipa::path(tag = "reference", params(PersonPath), security(("account" = ["edit_reference"])),
    request_body(content = PersonPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The person as it is now.", body = EditorialPerson),
    (status = 404, description = "`person_not_found`: nothing has this slug or id."),
    (status = 409, description = "`name_taken`: another person has the name. `slug_taken`: another one has or had the slug."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/people/{person}")]
pub async fn update_person(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("person")?;
    let changes = patch.0.read(input::changes)?;
    let kept = db.transaction(async |tx| {
        let before: EditedPerson = edit::found(tx, &which).await?;
        held.admit(before.head.version)?;
        let (mut after, slug) = (before.clone(), changes.slug);
        if let Some(name) = changes.name {
            after.head.name = name;
        }
        edit::update(tx, &by, &before, after, slug).await
    });
    let kept = kept.await?;
    state.catch_up().await?;
    Ok(edit::versioned(&kept.thing, &EditorialPerson::of(&state, &kept))?.send_changed(None))
}

/// Delete a person
///
/// Only one whom no article names, in whatever state it is. One who stands twice is merged (`merge_person`).
#[utoipa::path(tag = "reference", params(PersonPath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "It is gone.", body = Deleted),
    (status = 404, description = "`person_not_found`: nothing has this slug or id."),
    (status = 409, description = "`in_use`: articles refer to it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/people/{person}")]
pub async fn delete_person(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("person")?;
    let deleted = db.transaction(async |tx| {
        let person: EditedPerson = edit::found(tx, &which).await?;
        held.admit(person.head.version)?;
        let seq = edit::delete(tx, &by, &person).await?;
        Ok(Deleted::of(person.head.id, seq))
    });
    let deleted = deleted.await?;
    state.catch_up().await?;
    Ok(Answer::json(&deleted, &Fields::default())?.send_changed(None))
}
