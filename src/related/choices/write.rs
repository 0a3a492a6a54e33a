//! Replacing editors' choices.

use actix_web::web::Data;
use actix_web::{HttpResponse, put};

use super::super::save::choose;
use super::input::{self, RelatedChoicesInput};
use super::read::answer;
use super::view::RelatedChoices;
use crate::articles::ArticlePath;
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::kernel::error::Result;
use crate::state::State;
use crate::store::Primary;
use crate::web::{Ask, IfMatch, JsonBody};

/// Choose what stands beside an article
///
/// What is sent is what is chosen afterwards: `pinned` comes first in this order, `banned` never appears. What is not
/// published yet may be chosen, and appears once it is; what is withdrawn is gone by itself. `list_related_articles` shows it at
/// once; followers of the change log hear of it as `article.updated`, though the article itself stays as it is.
#[utoipa::path(tag = "related", params(ArticlePath), request_body = RelatedChoicesInput,
    security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "The choices as they are now.", body = RelatedChoices),
    (status = 404, description = "`article_not_found`: no article has this id."),
    (status = 412, description = "`precondition_failed`: they have changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[put("/articles/{id}/related-choices")]
pub async fn replace_related_choices(
    by: May<grant::EditCollections>,
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let id = ask.id("id")?;
    let choices = body.read(input::choices)?;
    choose(&db, &by, id, |tag| seen.admit(tag), &choices).await?;
    state.catch_up().await?;
    Ok(answer(gate.db(), id).await?.send_changed(None))
}
