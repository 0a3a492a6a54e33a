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
use super::view::{Highlight, HighlightField, HighlightRange, SearchHit, SearchPage};
use crate::articles::params::{ArticleFilter, ListedForm};
use crate::articles::ready::ShownTexts;
use crate::articles::{Articles, BodyFormat, Expanders, Form, With};
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
    articles: Data<Articles>,
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
            items: items(&state, &catalog, &articles, &asked, rows).await?,
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

/// The articles of a page; one that is no longer published is left out.
async fn items(
    state: &State,
    catalog: &Catalog,
    articles: &Articles,
    asked: &Asked,
    rows: Vec<Rank>,
) -> Result<Vec<SearchHit>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<uuid::Uuid> = rows.iter().map(|rank| rank.id).collect();
    let highlighter = asked.node.as_ref().filter(|_| asked.wants_highlights).map(|node| Highlighter::of(Some(node)));
    let form = Form { body: asked.body, include: asked.include };
    let needs_content = form.body != BodyFormat::None || highlighter.is_some();
    let with = if needs_content { With::Content } else { With::Summary };
    let mut found = articles.some(state, &ids, form, with).await?;
    let mut items = Vec::new();
    for rank in rows {
        let Some(article) = found.remove(&rank.id) else { continue };
        let highlights = match &highlighter {
            Some(highlighter) => highlights(highlighter, &article.texts()?),
            None => Vec::new(),
        };
        items.push(SearchHit {
            id: rank.id.to_string(),
            article: article.summary(state, catalog, form)?,
            score: (asked.order == Order::Relevance).then(|| rank.score()),
            highlights,
        });
    }
    Ok(items)
}

/// Where the texts of an article have what was searched for.
fn highlights(highlighter: &Highlighter, texts: &ShownTexts) -> Vec<Highlight> {
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
    let ShownTexts { title, summary, body } = texts;
    let mut highlights = Vec::new();
    highlights.extend(highlighter.whole(Scope::Title, title).map(shown(HighlightField::Title)));
    let in_summary = summary.as_deref().map(|text| highlighter.fragments(Scope::Body, text, 1));
    highlights.extend(in_summary.into_iter().flatten().map(shown(HighlightField::Summary)));
    let in_body = highlighter.fragments(Scope::Body, body, BODY_FRAGMENTS);
    highlights.extend(in_body.into_iter().map(shown(HighlightField::Body)));
    highlights
}
