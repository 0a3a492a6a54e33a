//! Searching articles.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use super::find::{Job, facets};
use super::index::{Index, Snapshot};
use super::params::{Asked, HitPosition, SearchQuery};
use super::present::Presenter;
use super::view::SearchPage;
use crate::articles::params::{ArticleFilter, ListedForm};
use crate::articles::{Articles, Expanders};
use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::store::keyset::Page;
use crate::web::cache::Basis;
use crate::web::params::{Paging, Shaping};
use crate::web::{Answer, Ask, page};

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
        let presenter = Presenter::new(&state, &catalog, &articles, &asked);
        let seq = snapshot.seq;
        let (found, page, shown) = {
            let (asked, presenter) = (Arc::clone(&asked), presenter.clone());
            let found = move |snapshot: &Snapshot| {
                let mut found = job.run(snapshot)?;
                let hits = std::mem::take(&mut found.hits).into_iter().map(|hit| hit.rank).collect();
                let page = asked.keyset.page(hits, asked.binding, |rank| HitPosition { rank: *rank, seq });
                let shown = presenter.ready(&page.rows);
                Ok((found, page, shown))
            };
            index.search(&snapshot, found).await?
        };
        let facets = facets(&catalog, &asked.facets, &found);
        let links = page::links(&ask, &page);
        let Page { rows, next, prev } = page;
        let view = SearchPage {
            items: presenter.all(&rows, shown?).await?,
            next_cursor: next,
            prev_cursor: prev,
            total: asked.wants_total.then_some(found.count),
            total_is_lower_bound: asked.wants_total.then_some(false),
            facets,
            seq,
        };
        Ok(Answer::json(&view, &asked.shaping.fields)?.modified(Some(stored(catalog.head.at))).linked(links))
    });
    ask.keep(state.cache_control(), Basis::Index, answer).await
}
