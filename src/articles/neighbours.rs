//! The articles before and after one (上一篇、下一篇).

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::filter::{Filter, Sort};
use super::listing::WHOLE_SITE;
use super::query::{self, Stored, With};
use super::read::{ArticlePath, published};
use super::view::{ArticleSummary, BodyFormat, Include};
use crate::catalog::Catalog;
use crate::kernel::cursor::{Cursor, Direction, TimeAndId};
use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::store::keyset::Keyset;
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
        let article = published(&state, id, With::Summary).await?;
        let mut neighbours = Neighbours { previous: None, next: None };
        if let Some(key) = key(catalog, &article, within) {
            let view = |found: Option<Stored>| {
                found
                    .map(|found| ArticleSummary::of(&state, catalog, found, BodyFormat::None, Include::default()))
                    .transpose()
            };
            neighbours.previous = view(next_in(&state, key, &article, Sort::NewestFirst).await?)?;
            neighbours.next = view(next_in(&state, key, &article, Sort::OldestFirst).await?)?;
        }
        Ok(Answer::json(&neighbours, &shaping.fields)?.modified(Some(stored(catalog.head.at))))
    });
    answer.await?.cached(state.cache_control()).send(&ask)
}

/// The key under which the neighbours stand.
fn key(catalog: &Catalog, article: &Stored, within: Within) -> Option<Uuid> {
    match within {
        Within::Channel => article.row.channel_id,
        Within::Column => article.row.column_id,
        Within::Source => {
            let source = article.row.source_id?;
            Some(catalog.sources.by_id(source).and_then(|source| source.parent).unwrap_or(source))
        }
        Within::Site => Some(WHOLE_SITE),
    }
}

/// The article next to one in a sorted list.
async fn next_in(state: &State, key: Uuid, article: &Stored, sort: Sort) -> Result<Option<Stored>> {
    let position = TimeAndId { at_ms: article.row.published_at, id: article.row.id };
    let keyset = Keyset { cursor: Some(Cursor { direction: Direction::After, position }), limit: 1 };
    let found = query::page(&state.read, &Filter::under(key), sort, &keyset, With::Summary).await?;
    Ok(found.into_iter().next())
}
