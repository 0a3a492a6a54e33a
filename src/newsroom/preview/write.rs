//! Making preview links.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use super::create::{Asked, create};
use super::view::{PreviewLink, PreviewLinkInput};
use crate::auth::permission::grant;
use crate::auth::{May, Once};
use crate::kernel::error::Result;
use crate::newsroom::articles::DraftPath;
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, JsonBody};

/// For how long a link is good where nothing is said: 3 days.
const VALID_MINUTES: i64 = 3 * 24 * 60;
/// For how long it is good at most: 30 days.
const MOST_MINUTES: i64 = 30 * 24 * 60;

/// Make a preview link
///
/// Whoever has its token sees one revision as readers would, without an account: `get_preview`. Links are not listed. One ends when
/// it expires, when the article is withdrawn or deleted, and when `dibao key rotate --previews` ends all of them at once.
#[utoipa::path(tag = "newsroom", params(DraftPath, Repeatable), request_body = PreviewLinkInput,
    security(("account" = ["see_drafts"])), responses(
    (status = 201, description = "The link.", body = PreviewLink),
    (status = 404, description = "`article_not_found`: no article that the caller may see has this id. `revision_not_found`: it has no such revision."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/articles/{id}/preview-links")]
pub async fn create_preview_link(
    by: May<grant::SeeDrafts>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let asked = body.read(|object| Asked {
        revision: object.number("revision", 1..=i64::from(i32::MAX)).and_then(|number| i32::try_from(number).ok()),
        valid_minutes: object.number("valid_minutes", 1..=MOST_MINUTES).unwrap_or(VALID_MINUTES),
    })?;
    let (claims, token) = create(&db, &by, Once::with_body(key, &body), id, asked).await?;
    let path = format!("/v1/preview/{token}");
    let expires_at = state.time(claims.expires_at_s * 1_000);
    let link = PreviewLink { revision: claims.revision, expires_at, token, path };
    Ok(Answer::json(&link, &Fields::default())?.send_changed(Some(&link.path)))
}
