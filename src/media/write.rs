//! Uploading pictures, saying what they show, deleting them.

use actix_web::web::{Data, Payload};
use actix_web::{HttpResponse, delete, patch, post};

use super::change;
use super::input::{self, MediaForm, UploadPatch};
use super::read::MediaPath;
use super::serve::PictureBytes;
use super::stock::Stock;
use super::upload::{self, Kept};
use super::view::MediaView;
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::Result;
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, MergePatch};

/// Upload a picture
///
/// A JPEG, PNG, WebP or GIF file as the body, or a form with the part `file` and texts. What it is is told by its content alone. What
/// it says of its maker (EXIF with the place, XMP, IPTC, comments, thumbnails) is taken out, and nothing else: what is seen stays byte
/// for byte. The same file again is the same picture: it is answered with 200, and what comes with it changes nothing; with the same
/// `Idempotency-Key` it is answered as it was the first time.
#[utoipa::path(tag = "media", params(Repeatable), security(("account" = ["upload_media"])),
    request_body(content(
        (PictureBytes = "image/jpeg"), (PictureBytes = "image/png"), (PictureBytes = "image/webp"), (PictureBytes = "image/gif"),
        (PictureBytes = "application/octet-stream"), (MediaForm = "multipart/form-data"),
    )), responses(
    (status = 200, description = "The picture, which was there already.", body = MediaView),
    (status = 201, description = "The picture.", body = MediaView),
    (status = 400, description = "`malformed_upload`: the body is cut off, or no form with a part `file`. `invalid_parameter`: there are no parameters. `invalid_request`: the address cannot be read. `path_not_canonical`: the path has another spelling."),
    (status = 413, description = "`body_too_large`: the file has more bytes than the site takes."),
    (status = 422, description = "`unsupported_image`: it is no picture that is read here. `broken_image`: it is cut off or damaged. `image_too_large`: it has too many pixels. `invalid_content`: a text of the form cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached. `storage_unavailable`: the pictures cannot."),
    (status = 507, description = "`storage_full`: there is no room for it."),
))]
#[expect(clippy::too_many_arguments, reason = "each is something that the request or the service brings")]
#[post("/media")]
pub async fn upload_media(
    by: May<grant::UploadMedia>,
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    stock: Data<Stock>,
    ask: Ask,
    key: IdempotencyKey,
    payload: Payload,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    stock.storage().check()?;
    let received = upload::receive(ask.headers(), payload, stock.settings()).await?;
    let answer = |kept: Kept| {
        let (picture, location) = match kept {
            Kept::New(picture) => {
                let location = format!("/v1/editorial/media/{}", picture.id);
                (picture, Some(location))
            }
            Kept::Known(picture) => (picture, None),
        };
        Answer::json(&MediaView::of(&state, &picture), &Fields::default())?.version(picture.version).changed(location)
    };
    Ok(upload::keep((&db, gate.db()), &stock, &by, (key, received), answer).await?.send())
}

/// Say what a picture shows
///
/// Also of one that others uploaded, for those who may `edit_media`. Articles before readers that show it say so at once; the change
/// log has a line `media.updated` where there are any.
#[utoipa::path(tag = "media", params(MediaPath), security(("account" = ["upload_media"])),
    request_body(content = UploadPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The picture as it is now.", body = MediaView),
    (status = 404, description = "`media_not_found`: no picture has this id."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/media/{id}")]
pub async fn update_media(
    by: May<grant::UploadMedia>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    held: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let changes = patch.0.read(input::changes)?;
    let picture = change::say(&db, &by, (id, &held), changes).await?;
    state.catch_up().await?;
    let answer = Answer::json(&MediaView::of(&state, &picture), &Fields::default())?.version(picture.version);
    Ok(answer.send_changed(None))
}

/// Delete a picture
///
/// With its bytes and renditions, unless an article shows it: before readers, or in its latest revision. Caches may go on having it.
#[utoipa::path(tag = "media", params(MediaPath), security(("account" = ["edit_media"])), responses(
    (status = 204, description = "It is gone."),
    (status = 404, description = "`media_not_found`: no picture has this id."),
    (status = 409, description = "`media_in_use`: articles or collections show it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached. `storage_unavailable`: the pictures cannot."),
    (status = 507, description = "`storage_full`: the storage is full and takes no change."),
))]
#[delete("/media/{id}")]
pub async fn delete_media(
    by: May<grant::EditMedia>,
    db: Data<Primary>,
    stock: Data<Stock>,
    ask: Ask,
    held: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    change::delete(&db, &stock, &by, (ask.id("id")?, &held)).await?;
    Ok(HttpResponse::NoContent().finish())
}
