//! Making, changing and deleting columns.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};

use super::editorial::EditorialColumn;
use super::input::{self, ColumnInput, ColumnPatch};
use super::query::EditedColumn;
use super::read::ColumnPath;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::reference::edit::{self, Deleted, Edited, Head};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Make a column
///
/// Readers see it at once, without articles.
#[utoipa::path(tag = "reference", params(Repeatable), request_body = ColumnInput,
    security(("account" = ["edit_reference"])), responses(
    (status = 201, description = "The column.", body = EditorialColumn),
    (status = 409, description = "`name_taken`: another column has the name. `slug_taken`: another one has or had the slug."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/columns")]
pub async fn create_column(
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
        let mut column = EditedColumn {
            head: Head::new(name),
            short_name: None,
            is_open: true,
            opening_note: None,
            opening_note_at: None,
        };
        changes.apply(&mut column);
        let kept = edit::create(tx, &by, column, slug).await?;
        let location = format!("/v1/editorial/columns/{}", kept.thing.head().id);
        edit::versioned(&kept.thing, &EditorialColumn::of(&state, &kept))?.changed(Some(location))
    });
    let made = made.await?;
    state.catch_up().await?;
    Ok(made.send())
}

/// Change a column
///
/// Its names, its slug, whether it goes on (`status`), its opening note. What changes nothing leaves version and change log as
/// they are.
#[utoipa::path(tag = "reference", params(ColumnPath), security(("account" = ["edit_reference"])),
    request_body(content = ColumnPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The column as it is now.", body = EditorialColumn),
    (status = 404, description = "`column_not_found`: nothing has this slug or id."),
    (status = 409, description = "`name_taken`: another column has the name. `slug_taken`: another one has or had the slug."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/columns/{column}")]
pub async fn update_column(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("column")?;
    let changes = patch.0.read(input::changes)?;
    let kept = db.transaction(async |tx| {
        let before: EditedColumn = edit::found(tx, &which).await?;
        held.admit(before.head.version)?;
        let (mut after, slug) = (before.clone(), changes.slug.clone());
        changes.apply(&mut after);
        edit::update(tx, &by, &before, after, slug).await
    });
    let kept = kept.await?;
    state.catch_up().await?;
    Ok(edit::versioned(&kept.thing, &EditorialColumn::of(&state, &kept))?.send_changed(None))
}

/// Delete a column
///
/// Only one that no article refers to, in whatever state it is; one that has ended is rather closed (`status`).
#[utoipa::path(tag = "reference", params(ColumnPath), security(("account" = ["edit_reference"])), responses(
    (status = 200, description = "It is gone.", body = Deleted),
    (status = 404, description = "`column_not_found`: nothing has this slug or id."),
    (status = 409, description = "`in_use`: articles refer to it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/columns/{column}")]
pub async fn delete_column(
    by: May<grant::EditReference>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("column")?;
    let deleted = db.transaction(async |tx| {
        let column: EditedColumn = edit::found(tx, &which).await?;
        held.admit(column.head.version)?;
        let seq = edit::delete(tx, &by, &column).await?;
        Ok(Deleted::of(column.head.id, seq))
    });
    let deleted = deleted.await?;
    state.catch_up().await?;
    Ok(Answer::json(&deleted, &Fields::default())?.send_changed(None))
}
