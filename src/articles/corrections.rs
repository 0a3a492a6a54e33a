//! The public corrections of an article.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;
use super::read::{ArticlePath, published_row};
use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::web::params::Shaping;
use crate::web::{Answer, Ask};

/// The corrections of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CorrectionList {
    /// The corrections, newest first.
    pub items: Vec<Correction>,
}

/// One correction (更正).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Correction {
    /// Its number among those of the article, from 1.
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    /// When it was published.
    #[schema(format = "date-time", example = "2026-03-16T10:00:00+08:00")]
    pub at: String,
    /// What readers are told.
    #[schema(example = "第二段中大桥的长度应为 1280 米。")]
    pub note: String,
    /// The number of the corrected revision.
    #[schema(minimum = 1, example = 2)]
    pub revision: i32,
}

/// List an article's corrections
///
/// What was wrong in an article and has been put right, newest first: the latest 100.
#[utoipa::path(tag = "articles", params(ArticlePath, Shaping), responses(
    (status = 200, description = "The corrections.", body = CorrectionList),
    (status = 404, description = "`article_not_found`: no published article has this id."),
    (status = 410, description = "`article_withdrawn`: the article was taken back for good."),
))]
#[get("/articles/{id}/corrections")]
pub async fn list_article_corrections(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let id = ask.id("id")?;
    let shaping = ask.query(|query| Shaping::take(query, &state.document, "Correction"))?;
    state.at_least(shaping.min_seq).await?;
    let row = published_row(&state, id).await?;
    let items = query::corrections(&state.read, id).await?.into_iter();
    let items = items.map(|row| Correction {
        number: row.number,
        at: state.time(row.at),
        note: row.note,
        revision: row.revision,
    });
    Answer::json(&CorrectionList { items: items.collect() }, &shaping.fields)?
        .modified(Some(stored(row.updated_at)))
        .cached(state.cache_control())
        .send(&ask)
}
