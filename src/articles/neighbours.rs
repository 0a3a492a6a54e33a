//! The articles before and after one (上一篇、下一篇).

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::list_query;
use super::listing::WHOLE_SITE;
use super::query::{Row, Stored};
use super::read::{ArticlePath, published_row};
use super::view::{ArticleSummary, BodyFormat, Include};
use crate::catalog::Catalog;
use crate::kernel::cursor::TimeAndId;
use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::web::cache::Basis;
use crate::web::params::Shaping;
use crate::web::{Answer, Ask};

/// Neighbours in what.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct NeighboursIn {
    /// Among which articles: those of its channel and below, its column, its source, or the whole site. Where the article
    /// has no such thing it has no neighbours.
    #[param(rename = "in", value_type = Option<Within>, default = "channel", example = "channel")]
    within: Option<String>,
}

/// The articles before and after one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Neighbours {
    /// The one published just before (上一篇); null for the first.
    pub previous: Option<ArticleSummary>,
    /// The one published just after (下一篇); null for the last.
    pub next: Option<ArticleSummary>,
}

/// What neighbours are looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = NeighboursWithin, rename_all = "snake_case")]
pub enum Within {
    /// Its channel and all below it.
    Channel,
    /// Its column.
    Column,
    /// Its medium.
    Source,
    /// The whole site.
    Site,
}

/// Get an article's neighbours
///
/// The articles published just before and just after this one, in its channel unless `in` says otherwise.
#[utoipa::path(tag = "articles", params(ArticlePath, NeighboursIn, Shaping), responses(
    (status = 200, description = "The neighbours.", body = Neighbours),
    (status = 404, description = "`article_not_found`: no published article has this id."),
    (status = 410, description = "`article_withdrawn`: the article was taken back for good."),
))]
#[get("/articles/{id}/neighbours")]
pub async fn list_article_neighbours(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let id = ask.id("id")?;
    let words =
        [("channel", Within::Channel), ("column", Within::Column), ("source", Within::Source), ("site", Within::Site)];
    let (within, shaping) = ask.query(|query| {
        let within = query.word("in", &words).unwrap_or(Within::Channel);
        (within, Shaping::take(query, &state.document, "Neighbours"))
    })?;
    state.at_least(shaping.min_seq).await?;
    let answer = state.consistent(async |catalog| {
        let row = published_row(&state, id).await?;
        let [previous, next] = match key(catalog, &row, within) {
            Some(key) => {
                list_query::beside(&state.read, key, TimeAndId { at_ms: row.published_at, id: row.id }).await?
            }
            None => [None, None],
        };
        let view = |found: Option<Stored>| {
            found
                .map(|found| ArticleSummary::of(&state, catalog, found, BodyFormat::None, Include::default()))
                .transpose()
        };
        let neighbours = Neighbours { previous: view(previous)?, next: view(next)? };
        Ok(Answer::json(&neighbours, &shaping.fields)?.modified(Some(stored(catalog.head.at))))
    });
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// The key under which the neighbours stand.
fn key(catalog: &Catalog, row: &Row, within: Within) -> Option<Uuid> {
    match within {
        Within::Channel => row.channel_id,
        Within::Column => row.column_id,
        Within::Source => {
            let source = row.source_id?;
            Some(catalog.sources.by_id(source).and_then(|source| source.parent).unwrap_or(source))
        }
        Within::Site => Some(WHOLE_SITE),
    }
}
