//! Making, changing, moving and deleting channels.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post};

use super::editorial::EditorialChannel;
use super::input::{self, ChannelInput, ChannelPatch};
use super::place;
use super::read::ChannelPath;
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::reference::edit::{self, Deleted};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Make a channel
///
/// Readers see it at once, without articles. Siblings behind its place shift: each of them changes.
#[utoipa::path(tag = "reference", params(Repeatable), request_body = ChannelInput,
    security(("account" = ["edit_channels"])), responses(
    (status = 201, description = "The channel.", body = EditorialChannel),
    (status = 409, description = "`name_taken`: a sibling has the name. `slug_taken`: another channel has or had the slug."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/channels")]
pub async fn create_channel(
    by: May<grant::EditChannels>,
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
        let location = format!("/v1/editorial/channels/{}", kept.thing.head.id);
        edit::versioned(&kept.thing, &EditorialChannel::of(&state, &kept))?.changed(Some(location))
    });
    let made = made.await?;
    state.catch_up().await?;
    Ok(made.send())
}

/// Change or move a channel
///
/// Its name, its slug, what it stands below (`parent`), its place among its siblings (`position`). Where it moves, its articles and
/// those of the channels below it are found under the new place from then on, in the same step. Siblings that shift change, too.
#[utoipa::path(tag = "reference", params(ChannelPath), security(("account" = ["edit_channels"])),
    request_body(content = ChannelPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The channel as it is now.", body = EditorialChannel),
    (status = 404, description = "`channel_not_found`: nothing has this slug or id."),
    (status = 409, description = "`channel_cycle`: it would stand below itself. `name_taken`: a sibling has the name. `slug_taken`: another channel has or had the slug."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/channels/{channel}")]
pub async fn update_channel(
    by: May<grant::EditChannels>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("channel")?;
    let changes = patch.0.read(input::changes)?;
    let kept = db.transaction(async |tx| place::update(tx, &by, (&which, &held), changes).await).await?;
    state.catch_up().await?;
    Ok(edit::versioned(&kept.thing, &EditorialChannel::of(&state, &kept))?.send_changed(None))
}

/// Delete a channel
///
/// Only one that no article refers to, in whatever state it is, and that no channel stands below.
#[utoipa::path(tag = "reference", params(ChannelPath), security(("account" = ["edit_channels"])), responses(
    (status = 200, description = "It is gone.", body = Deleted),
    (status = 404, description = "`channel_not_found`: nothing has this slug or id."),
    (status = 409, description = "`in_use`: articles refer to it, or channels stand below it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/channels/{channel}")]
pub async fn delete_channel(
    by: May<grant::EditChannels>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let which = ask.segment("channel")?;
    let (id, seq) = db.transaction(async |tx| place::delete(tx, &by, (&which, &held)).await).await?;
    state.catch_up().await?;
    Ok(Answer::json(&Deleted::of(id, seq), &Fields::default())?.send_changed(None))
}
