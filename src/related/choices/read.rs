//! Reading editors' choices.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use uuid::Uuid;

use super::super::query::choices;
use super::view::RelatedChoices;
use crate::articles::ArticlePath;
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::collections::query::placed;
use crate::kernel::error::{Code, Error, Result};
use crate::store::Reads;
use crate::web::fields::Fields;
use crate::web::{Answer, Ask};

/// Get what editors chose beside an article
///
/// What comes first in its list of related articles, and what never appears there. Its `ETag` is what a change takes in
/// `If-Match`.
#[utoipa::path(tag = "related", params(ArticlePath), security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "The choices.", body = RelatedChoices),
    (status = 404, description = "`article_not_found`: no article has this id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/articles/{id}/related-choices")]
pub async fn get_related_choices(_by: May<grant::EditCollections>, gate: Data<Gate>, ask: Ask) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    answer(gate.db(), ask.id("id")?).await?.send(&ask)
}

/// The choices for an article, and their entity tag.
pub(super) async fn answer(db: &impl Reads, article: Uuid) -> Result<Answer> {
    let choices = choices(db, article).await?;
    let ids: Vec<Uuid> = choices.pins.iter().chain(&choices.bans).chain([&article]).copied().collect();
    let placed = placed(db, &ids).await?;
    if !placed.contains_key(&article) {
        return Err(Error::refused(Code::ArticleNotFound, format!("No article has the id `{article}`.")));
    }
    let view = RelatedChoices::of(article, &choices, &placed);
    Ok(Answer::json(&view, &Fields::default())?.version(choices.tag()))
}
