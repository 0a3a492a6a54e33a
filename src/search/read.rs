//! Searching articles.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::find::{Job, facets};
use super::index::Index;
use super::params::{Asked, HitPosition, SearchQuery};
use super::query::collect::{Order, Rank};
use super::query::grammar::Scope;
use super::query::highlight::{Fragment, Highlighter};
use super::texts::Texts;
use super::view::{Highlight, HighlightField, HighlightRange, SearchHit, SearchPage};
use crate::articles::params::{ArticleFilter, ListedForm};
use crate::articles::{ArticleSummary, BodyFormat, Expanders, Stored, With, by_ids};
use crate::catalog::Catalog;
use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::store::keyset::Page;
use crate::web::cache::Basis;
use crate::web::params::{Paging, Shaping};
use crate::web::{Answer, Ask, page};

/// Most fragments of a body.
const BODY_FRAGMENTS: usize = 2;

/// Search articles
///
/// Published articles by what they say, with the filters of `list_articles`, counts by name and year, and the places of the
/// hits. What is published or withdrawn is found or gone within a second. Pages follow each other by cursor. By date they stay
/// in place while articles arrive; by relevance they go on in the state of the first page for some minutes, and later behind
/// the article that ended the page before, wherever that stands by then.
#[utoipa::path(
    tag = "search",
    params(SearchQuery, ArticleFilter, ListedForm, Paging, Shaping),
    responses(
        (status = 200, description = "A page of articles that were found.", body = SearchPage),
        (status = 503, description = "`search_unavailable`: the search index is being built or cannot be read."),
    ),
)]
#[get("/search")]
pub async fn search_articles(
    state: Data<State>,
    index: Data<Index>,
    expanders: Data<Expanders>,
    ask: Ask,
) -> Result<HttpResponse> {
    let min_seq = ask.query(|query| Asked::take(query, &state, &state.catalog()).shaping.min_seq);
    let min_seq = min_seq.ok().flatten();
    state.at_least(min_seq).await?;
    let answer = state.consistent(async |_| {
        let catalog = state.catalog();
        let mut asked = ask.query(|query| Asked::take(query, &state, &catalog))?;
        expanders.gather(&mut asked.filter).await?;
        let asked = Arc::new(asked);
        let snapshot = match asked.goes_on_in().and_then(|seq| index.kept(seq)) {
            Some(kept) => kept,
            None => index.at_least(min_seq).await?,
        };
        let job = Job { catalog: Arc::clone(&catalog), asked: Arc::clone(&asked), zone: state.zone() };
        let found = index.search(&snapshot, move |snapshot| job.run(snapshot)).await?;
        let facets = facets(&catalog, &asked.facets, &found);
        let (count, hits) = (found.count, found.hits.into_iter().map(|hit| hit.rank).collect());
        let page = asked.keyset.page(hits, asked.binding, |rank| HitPosition { rank: *rank, seq: snapshot.seq });
        let links = page::links(&ask, &page);
        let Page { rows, next, prev } = page;
        let view = SearchPage {
            items: items(&state, &catalog, &asked, rows).await?,
            next_cursor: next,
            prev_cursor: prev,
            total: asked.wants_total.then_some(count),
            total_is_lower_bound: asked.wants_total.then_some(false),
            facets,
            seq: snapshot.seq,
        };
        Ok(Answer::json(&view, &asked.shaping.fields)?.modified(Some(stored(catalog.head.at))).linked(links))
    });
    ask.keep(state.cache_control(), Basis::Index, answer).await
}

/// The articles of a page as the database has them; one that is no longer published is left out.
async fn items(state: &State, catalog: &Catalog, asked: &Asked, rows: Vec<Rank>) -> Result<Vec<SearchHit>> {
    let ids: Vec<uuid::Uuid> = rows.iter().map(|rank| rank.id).collect();
    let highlighter = Highlighter::of(asked.node.as_ref().filter(|_| asked.wants_highlights));
    let needs_content = asked.body != BodyFormat::None || (asked.wants_highlights && asked.node.is_some());
    let with = if needs_content { With::Content } else { With::Summary };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = rows.into_iter();
    let mut items = Vec::new();
    for mut article in by_ids(&state.read, &ids, with).await? {
        let Some(rank) = rows.by_ref().find(|rank| rank.id == article.row.id) else { continue };
        let highlights = highlights(&highlighter, &article);
        if asked.body == BodyFormat::None {
            article.content = None;
        }
        items.push(SearchHit {
            id: article.row.id.to_string(),
            article: ArticleSummary::of(state, catalog, article, asked.body, asked.include)?,
            score: (asked.order == Order::Relevance).then(|| rank.score()),
            highlights,
        });
    }
    Ok(items)
}

/// Where an article has what was searched for.
fn highlights(highlighter: &Highlighter, article: &Stored) -> Vec<Highlight> {
    let shown = |field: HighlightField| {
        move |Fragment { text, start, hits }: Fragment| Highlight {
            field,
            text,
            start,
            ranges: hits
                .into_iter()
                .map(|hit| HighlightRange { start: hit.start, length: hit.end - hit.start })
                .collect(),
        }
    };
    let mut highlights = Vec::new();
    let row = &article.row;
    highlights.extend(highlighter.whole(Scope::Title, &row.title).map(shown(HighlightField::Title)));
    let in_summary = row.summary.as_deref().map(|text| highlighter.fragments(Scope::Body, text, 1));
    highlights.extend(in_summary.into_iter().flatten().map(shown(HighlightField::Summary)));
    let in_body = highlighter.fragments(Scope::Body, &Texts::of(article).plain_body(), BODY_FRAGMENTS);
    highlights.extend(in_body.into_iter().map(shown(HighlightField::Body)));
    highlights
}
