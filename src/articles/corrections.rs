//! The public corrections of an article.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::query;
use super::read::{ArticlePath, published_row};
use crate::kernel::cursor::Binding;
use crate::kernel::error::Result;
use crate::page_view;
use crate::state::{State, stored};
use crate::web::page::{self, Total};
use crate::web::params::{Paging, Shaping};
use crate::web::{Answer, Ask};

page_view! {
    /// A page of the corrections of an article.
    CorrectionPage of Correction
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
/// What was wrong in an article and has been put right, newest first.
#[utoipa::path(tag = "articles", params(ArticlePath, Paging, Shaping), responses(
    (status = 200, description = "A page of the corrections.", body = CorrectionPage),
    (status = 404, description = "`article_not_found`: no published article has this id."),
    (status = 410, description = "`article_withdrawn`: the article was taken back for good."),
))]
#[get("/articles/{id}/corrections")]
pub async fn list_article_corrections(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let id = ask.id("id")?;
    let binding = Binding::of(&format!("corrections {id}"));
    let (shaping, keyset, wants_total) = ask.query(|query| {
        (Shaping::take(query, &state.document, "Correction"), page::keyset(query, binding), query.truth("total"))
    })?;
    state.at_least(shaping.min_seq).await?;
    let row = published_row(&state, id).await?;
    let page = query::corrections(&state.read, id, &keyset).await?;
    let page = keyset.page(page, binding, |row| i64::from(row.number));
    let total = match wants_total {
        true => Some(Total::of(query::last_correction(&state.read, id).await?)),
        false => None,
    };
    let links = page::links(&ask, &page);
    let items = page.rows.into_iter().map(|row| Correction {
        number: row.number,
        at: state.time(row.at),
        note: row.note,
        revision: row.revision,
    });
    let view = CorrectionPage::new(items.collect(), page.next, page.prev, total);
    Answer::json(&view, &shaping.fields)?
        .modified(Some(stored(row.updated_at)))
        .cached(state.cache_control())
        .linked(links)
        .send(&ask)
}
