//! Reading what is related to an article, or to a text.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use serde_json::Value;
use uuid::Uuid;

use super::find::{Job, Origin, names, names_among};
use super::input::{RelateTextInput, Text};
use super::params::{Asked, RelatedQuery};
use super::query::{Choices, choices};
use super::view::{Ranked, RelatedArticles};
use crate::articles::{ArticlePath, Articles, With, published};
use crate::catalog::Catalog;
use crate::kernel::error::{Error, FieldCode, FieldError, Place, Result};
use crate::search::sketch::Sketch;
use crate::search::{Index, Snapshot, Texts};
use crate::state::{State, stored};
use crate::web::cache::Basis;
use crate::web::params::Shaping;
use crate::web::{Answer, Ask, JsonBody};

/// List related articles
///
/// What to show beside an article: editors' choices first, then the articles most alike and nearest in time, each with the
/// reasons for it. Never the article itself, what editors banned from it, or what was withdrawn. Reprints of one text are one
/// item: the best of them, the others in `reprints`. The list is closed, at most 100 long, and the same for the same state of
/// the change log. The filters hold for editors' choices, too.
#[utoipa::path(tag = "related", params(ArticlePath, RelatedQuery, Shaping), responses(
    (status = 200, description = "The related articles.", body = RelatedArticles),
    (status = 503, description = "`search_unavailable`: the search index is being built or cannot be read."),
    (status = 404, description = "`article_not_found`: no published article has this id."),
    (status = 410, description = "`article_withdrawn`: the article was taken back for good."),
))]
#[get("/articles/{id}/related")]
pub async fn list_related_articles(
    state: Data<State>,
    index: Data<Index>,
    articles: Data<Articles>,
    ask: Ask,
) -> Result<HttpResponse> {
    let id = ask.id("id")?;
    let snapshot = snapshot(&state, &index, &ask).await?;
    let answer = state.consistent(async |_| {
        let catalog = state.catalog();
        let asked = ask.query(|query| Asked::take(query, &state, &catalog))?;
        let view = to_article(&state, &index, &articles, &snapshot, Arc::clone(&catalog), id, &asked).await?;
        Ok(Answer::json(&view, &asked.shaping.fields)?.modified(Some(stored(catalog.head.at))))
    });
    ask.keep(state.cache_control(), Basis::Index, answer).await
}

/// Relate a text
///
/// The same for a text that is not an article here: a draft, or an item of a wire. Nothing of it is kept. Without
/// `published_at` time does not count.
#[utoipa::path(tag = "related", params(RelatedQuery, Shaping), request_body = RelateTextInput, responses(
    (status = 200, description = "The related articles.", body = RelatedArticles),
    (status = 503, description = "`search_unavailable`: the search index is being built or cannot be read."),
))]
#[post("/related")]
pub async fn relate_text(
    state: Data<State>,
    index: Data<Index>,
    articles: Data<Articles>,
    ask: Ask,
    body: JsonBody,
) -> Result<HttpResponse> {
    let snapshot = snapshot(&state, &index, &ask).await?;
    let answer = state.consistent(async |_| {
        let catalog = state.catalog();
        let asked = ask.query(|query| Asked::take(query, &state, &catalog))?;
        let text = body.read(|object| Text::take(object, state.zone(), &catalog))?;
        if asked.excludes_same_source && text.source.is_none() {
            return Err(Error::parameters(vec![FieldError {
                place: Place::Parameter("exclude_same_source".to_owned()),
                code: FieldCode::Conflict,
                detail: "The text has no `source`.".to_owned(),
            }]));
        }
        let Text { title, body, published_at, names, source } = text;
        let sketched = move |snapshot: &Snapshot| Ok(Sketch::of(&snapshot.words, &title, &[], body.lines()));
        let sketch = index.search(&snapshot, sketched).await?;
        let job = Job {
            origin: Origin::Text(Arc::new(sketch), published_at),
            names,
            ..job(&state, &catalog, &asked, source)
        };
        let ranked = ranked(&state, &index, &articles, &snapshot, job).await?.unwrap_or_default();
        let view = RelatedArticles { items: ranked.items(&state, &catalog).await?, seq: snapshot.seq };
        Answer::json(&view, &asked.shaping.fields)
    });
    answer.await?.send_once(&ask)
}

/// The items that a list of related articles begins with when nothing else is asked, as JSON: what `include=related` adds to
/// an article.
pub async fn beside_article(state: &State, index: &Index, articles: &Articles, article: Uuid) -> Result<Value> {
    let catalog = state.catalog();
    let snapshot = index.snapshot()?;
    let view = to_article(state, index, articles, &snapshot, catalog, article, &Asked::nothing_else()).await?;
    serde_json::to_value(view.items).map_err(Error::broken)
}

/// The state of the index that an answer is made from.
async fn snapshot(state: &State, index: &Index, ask: &Ask) -> Result<Snapshot> {
    let min_seq = ask.query(|query| Asked::take(query, state, &state.catalog()).shaping.min_seq).ok().flatten();
    state.at_least(min_seq).await?;
    index.at_least(min_seq).await
}

/// What is related to an article.
async fn to_article(
    state: &State,
    index: &Index,
    articles: &Articles,
    snapshot: &Snapshot,
    catalog: Arc<Catalog>,
    id: Uuid,
    asked: &Asked,
) -> Result<RelatedArticles> {
    // Of one that stands ready all is known but which of its sources is its own.
    let (names, source, has_choices) = match articles.ready(state, id).filter(|_| !asked.excludes_same_source) {
        Some(ready) => (names_among(&catalog, &ready.names), None, ready.has_choices),
        None => {
            let article = published(state, id, With::Summary).await?;
            (names(&article), article.row.source_id, true)
        }
    };
    let choices = if has_choices { choices(&state.read, id).await? } else { Choices::default() };
    let job = Job { origin: Origin::Article(id), names, choices, ..job(state, &catalog, asked, source) };
    let ranked = match ranked(state, index, articles, snapshot, job.clone()).await? {
        Some(ranked) => ranked,
        // It was published a moment ago, and the index has not heard of it yet.
        None => {
            let article = published(state, id, With::Content).await?;
            let published_at = article.row.published_at;
            let sketched = move |snapshot: &Snapshot| Ok(Texts::of(&article).sketch(&snapshot.words));
            let sketch = Arc::new(index.search(snapshot, sketched).await?);
            let job = Job { origin: Origin::Text(sketch, Some(published_at)), ..job };
            ranked(state, index, articles, snapshot, job).await?.unwrap_or_default()
        }
    };
    Ok(RelatedArticles { items: ranked.items(state, &catalog).await?, seq: snapshot.seq })
}

/// What a job finds, with what stands ready of it; none where the index does not know the article.
async fn ranked(
    state: &State,
    index: &Index,
    articles: &Articles,
    snapshot: &Snapshot,
    job: Job,
) -> Result<Option<Ranked>> {
    let (state, articles) = (state.clone(), articles.clone());
    let found = move |snapshot: &Snapshot| {
        let ranking = job.run(snapshot)?;
        Ok(ranking.map(|ranking| Ranked::of(ranking, &job, &snapshot.words, &state, &articles)))
    };
    index.search(snapshot, found).await
}

/// A job without what it is about.
fn job(state: &State, catalog: &Arc<Catalog>, asked: &Asked, source: Option<Uuid>) -> Job {
    let percent = u16::try_from(state.settings.related.nearness_percent).unwrap_or(u16::MAX);
    Job {
        origin: Origin::Text(Arc::default(), None),
        names: Vec::new(),
        filter: asked.filter.clone(),
        without_source: source.filter(|_| asked.excludes_same_source),
        choices: Choices::default(),
        nearness: f32::from(percent) / 100.0,
        limit: asked.limit,
        catalog: Arc::clone(catalog),
    }
}
