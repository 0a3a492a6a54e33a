//! Reading articles: lists and single ones.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;
use uuid::Uuid;

use super::expand::Expanders;
use super::list_query::{self, Counted, Found};
use super::params::{self, ArticleFilter, ArticleSort, AskedList, Form, IncludeRelated, ListedForm};
use super::query::{self, PUBLISHED, Row, With};
use super::view::{ArticlePage, ArticleSummary, ArticleView, BodyFormat, Include};
use crate::kernel::cursor::TimeAndId;
use crate::kernel::error::{Code, Error, Result};
use crate::state::{State, stored};
use crate::store::keyset::Page;
use crate::web::cache::Basis;
use crate::web::forms::Id;
use crate::web::page::{self, TOTAL_CAP, Total};
use crate::web::params::{Paging, Shaping};
use crate::web::{Answer, Ask};

/// Which article.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct ArticlePath {
    /// The article's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    id: String,
}

/// List articles
///
/// Published articles, newest first unless `sort` says otherwise. Within one parameter a comma is OR; different parameters
/// are AND. Pages follow each other by cursor and stay in place while new articles arrive.
///
/// A page looks at no more than 10,000 of the articles under the parameter that has the fewest, or at fewer where the others
/// name more than 20 things. Where few of these fulfil all the others, it ends there: it is short, even empty, and `next_cursor`
/// goes on; the last page is the one without `next_cursor`. A `total` looks as far, and is a lower bound where there is more.
#[utoipa::path(tag = "articles", params(ArticleFilter, ArticleSort, ListedForm, Paging, Shaping), responses(
    (status = 200, description = "A page of articles.", body = ArticlePage),
))]
#[get("/articles")]
pub async fn list_articles(state: Data<State>, expanders: Data<Expanders>, ask: Ask) -> Result<HttpResponse> {
    state.at_least(ask.min_seq()).await?;
    let answer = state.consistent(async |catalog| {
        let mut asked = ask.query(|query| AskedList::take(query, &state, catalog))?;
        expanders.gather(&mut asked.filter).await?;
        let with = if asked.body == BodyFormat::None { With::Summary } else { With::Content };
        let Found { articles, end } =
            list_query::page(&state.read, &asked.filter, asked.sort, &asked.keyset, with).await?;
        let page = asked.keyset.page_up_to(articles, end, asked.binding, |article| TimeAndId {
            at_ms: match asked.sort {
                super::filter::Sort::UpdatedFirst => article.row.updated_at,
                _ => article.row.published_at,
            },
            id: article.row.id,
        });
        let total = match asked.wants_total {
            true => {
                let counted = list_query::total(&state.read, &asked.filter, TOTAL_CAP.unsigned_abs()).await?;
                let Counted { count, is_whole } = counted;
                Some(if is_whole { Total::of(count) } else { Total::at_least(count) })
            }
            false => None,
        };
        let links = page::links(&ask, &page);
        let Page { rows, next, prev } = page;
        let items =
            rows.into_iter().map(|article| ArticleSummary::of(&state, catalog, article, asked.body, asked.include));
        let view = ArticlePage::new(items.collect::<Result<_>>()?, next, prev, total);
        Ok(Answer::json(&view, &asked.shaping.fields)?.modified(Some(stored(catalog.head.at))).linked(links))
    });
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// Get one article
///
/// The article with its body, notes and outline. Answers 304 when the caller's copy is current, and 410 when the article was
/// withdrawn.
#[utoipa::path(tag = "articles", params(ArticlePath, Form, Shaping), responses(
    (status = 200, description = "The article.", body = ArticleView),
    (status = 404, description = "`article_not_found`: no published article has this id."),
    (status = 410, description = "`article_withdrawn`: the article was taken back for good."),
    (status = 503, description = "`search_unavailable`: with `include=related`, the search index is being built or cannot be read."),
))]
#[get("/articles/{id}")]
pub async fn get_article(state: Data<State>, expanders: Data<Expanders>, ask: Ask) -> Result<HttpResponse> {
    let id = ask.id("id")?;
    let (body, (include, include_related), shaping) = ask.query(|query| {
        let shaping = Shaping::take(query, &state.document, "ArticleView");
        (params::body(query, BodyFormat::Blocks), params::include_of_one(query), shaping)
    })?;
    state.at_least(shaping.min_seq).await?;
    let answer = state.consistent(async |catalog| {
        let article = published(&state, id, With::Content).await?;
        let updated_at = article.row.updated_at;
        let mut view = ArticleView::of(&state, catalog, article, body, include)?;
        let modified = match include_related {
            IncludeRelated::Yes => {
                view.related = Some(expanders.related(id).await?);
                // What is shown beside it changes without it.
                None
            }
            IncludeRelated::No => Some(stored(updated_at)),
        };
        Ok(Answer::json(&view, &shaping.fields)?.modified(modified))
    });
    let basis = match include_related {
        IncludeRelated::Yes => Basis::Index,
        IncludeRelated::No if include == Include::default() => Basis::Article(id),
        // The counts that are included change with other articles.
        IncludeRelated::No => Basis::Log,
    };
    ask.keep(state.cache_control(), basis, answer).await
}

/// The published article with this id; 410 for a withdrawn one, 404 for any other.
pub async fn published(state: &State, id: Uuid, with: With) -> Result<query::Stored> {
    let article = query::by_id(&state.read, id, with).await?.ok_or_else(|| not_found(id))?;
    if article.row.state == PUBLISHED { Ok(article) } else { Err(gone(state, article.row.withdrawn_at, id).await) }
}

/// The same without what it refers to.
pub(super) async fn published_row(state: &State, id: Uuid) -> Result<Row> {
    let row = query::row_by_id(&state.read, id).await?.ok_or_else(|| not_found(id))?;
    if row.state == PUBLISHED { Ok(row) } else { Err(gone(state, row.withdrawn_at, id).await) }
}

/// The article that was found, if readers may see it.
pub(super) async fn visible(state: &State, found: query::Found) -> Result<query::Found> {
    if found.state == PUBLISHED { Ok(found) } else { Err(gone(state, found.withdrawn_at, found.id).await) }
}

/// Why an article that is not published is not shown.
pub async fn gone(state: &State, withdrawn_at: Option<i64>, id: Uuid) -> Error {
    let Some(at) = withdrawn_at else { return not_found(id) };
    let said = match query::withdrawal(&state.read, id).await {
        Ok(said) => said,
        Err(error) => return error,
    };
    let mut extra = serde_json::Map::new();
    extra.insert("withdrawn_at".into(), state.time(at).into());
    if let Some(said) = said {
        let tombstone = serde_json::json!({"at": state.time(said.at), "reason": said.reason, "note": said.note});
        extra.insert("withdrawal".into(), tombstone);
    }
    Error::Refused {
        code: Code::ArticleWithdrawn,
        detail: format!("The article {id} was withdrawn.").into(),
        errors: Vec::new(),
        extra,
    }
}

/// No article that readers may see has this id.
fn not_found(id: Uuid) -> Error {
    Error::refused(Code::ArticleNotFound, format!("No published article has the id `{id}`."))
}
