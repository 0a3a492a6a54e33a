//! Reading collections, as everybody may.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;
use uuid::Uuid;

use super::query;
use super::view::{CollectionItem, CollectionList, CollectionPage, CollectionStatus, CollectionView};
use crate::articles::params::{ListedForm, listed_form};
use crate::articles::{ArticleSummary, BodyFormat, With, by_ids};
use crate::catalog::Collection;
use crate::kernel::cursor::{Binding, Direction};
use crate::kernel::error::{Code, Result};
use crate::media;
use crate::state::{State, stored};
use crate::web::cache::Basis;
use crate::web::forms::NameOrId;
use crate::web::page::{self, TOTAL_CAP, Total};
use crate::web::params::{Paging, Shaping};
use crate::web::{Answer, Ask};

/// Which collection.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct CollectionPath {
    /// The collection's slug, a former slug, or its id.
    #[param(value_type = NameOrId, example = "tou-tiao")]
    collection: String,
}

/// Which collections.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct CollectionFilter {
    /// Only collections that go on (`open`) or that have ended (`closed`).
    #[param(value_type = Option<CollectionStatus>, example = "open")]
    status: Option<String>,
}

/// List collections
///
/// What editors have put together by hand: headlines, carousels, special reports; in the order of their slugs, without what
/// stands in them.
#[utoipa::path(tag = "collections", params(CollectionFilter, Paging, Shaping), responses(
    (status = 200, description = "A page of collections.", body = CollectionPage),
))]
#[get("/collections")]
pub async fn list_collections(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let (is_open, keyset, binding, wants_total, shaping) = ask.query(|query| {
        let is_open = query.word("status", &[("open", true), ("closed", false)]);
        let binding = Binding::of(&format!("collections;open={is_open:?}"));
        let keyset = page::keyset::<String>(query, binding);
        let shaping = Shaping::take(query, &state.document, "CollectionView");
        (is_open, keyset, binding, query.truth("total"), shaping)
    })?;
    state.at_least(shaping.min_seq).await?;
    let answer = async {
        let catalog = state.catalog();
        let shelf = &catalog.collections;
        let keep = |collection: &&Collection| is_open.is_none_or(|is_open| collection.is_open == is_open);
        let rows = usize::try_from(keyset.rows()).unwrap_or(usize::MAX);
        let position = keyset.position().map(String::as_str);
        let found: Vec<&Collection> = match (keyset.cursor.as_ref().map(|cursor| cursor.direction), position) {
            (Some(Direction::Before), Some(slug)) => shelf.before(slug).filter(keep).take(rows).collect(),
            (_, position) => shelf.after(position).filter(keep).take(rows).collect(),
        };
        let page = keyset.page(found, binding, |collection| collection.name.slug.clone());
        let links = page::links(&ask, &page);
        let ids: Vec<Uuid> = page.rows.iter().map(|collection| collection.name.id).collect();
        let counts = query::counts(&state.read, &ids).await?;
        let count = |collection: &Collection| counts.get(&collection.name.id).copied().unwrap_or(0);
        let items = page.rows.iter().map(|collection| CollectionView::of(&state, collection, count(collection)));
        let total = wants_total.then(|| {
            let cap = usize::try_from(TOTAL_CAP).unwrap_or(usize::MAX);
            let counted = shelf.after(None).filter(keep).take(cap + 1).count();
            Total::of(i64::try_from(counted).unwrap_or(i64::MAX))
        });
        let view = CollectionPage::new(items.collect(), page.next, page.prev, total);
        Ok(Answer::json(&view, &shaping.fields)?.modified(Some(stored(catalog.head.at))).linked(links))
    };
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// Get one collection
///
/// With its sections and the articles in the order of the editors, page by page; `fields` trims the items. Only published
/// articles are shown: one that is withdrawn or unpublished is gone at once, and one that comes back stands where it stood.
#[utoipa::path(tag = "collections", params(CollectionPath, ListedForm, Paging, Shaping), responses(
    (status = 200, description = "The collection.", body = CollectionList),
    (status = 404, description = "`collection_not_found`: nothing that readers see has this slug or id."),
))]
#[get("/collections/{collection}")]
pub async fn get_collection(state: Data<State>, ask: Ask) -> Result<HttpResponse> {
    let name = ask.segment("collection")?;
    state.at_least(ask.min_seq()).await?;
    let answer = state.consistent(async |catalog| {
        let collection = catalog.collections.find(&name);
        let id = collection.map(|collection| collection.name.id).unwrap_or_default();
        let binding = Binding::of(&format!("collection {id}"));
        let (keyset, wants_total, (body, include), shaping) = ask.query(|query| {
            let keyset = page::keyset::<i64>(query, binding);
            let form = listed_form(query, keyset.limit);
            (keyset, query.truth("total"), form, Shaping::take(query, &state.document, "CollectionItem"))
        })?;
        let collection = collection.ok_or_else(|| Ask::missing(Code::CollectionNotFound, &name))?;
        let rows = query::shown(&state.read, id, &keyset).await?;
        let page = keyset.page(rows, binding, |(position, _)| *position);
        let links = page::links(&ask, &page);
        let with = if body == BodyFormat::None { With::Summary } else { With::Content };
        let ids: Vec<Uuid> = page.rows.iter().map(|(_, item)| item.article).collect();
        let covers: Vec<Uuid> = page.rows.iter().filter_map(|(_, item)| item.picture()).collect();
        let pictures = media::by_ids(&state.read, &covers).await?;
        let mut articles = by_ids(&state.read, &ids, with).await?.into_iter();
        let mut next = articles.next();
        let mut items = Vec::with_capacity(ids.len());
        for (_, item) in page.rows {
            // Both come in one order; what was taken out of sight between the two statements is passed over.
            let Some(article) = next.take_if(|article| article.row.id == item.article) else { continue };
            let picture = item.picture().and_then(|id| pictures.get(&id));
            let article = ArticleSummary::of(&state, catalog, article, body, include)?;
            items.push(CollectionItem::of(&state.settings, picture, item, article));
            next = articles.next();
        }
        let view = counted(&state, collection).await?;
        let total = wants_total.then(|| Total::of(view.article_count));
        let sections = query::sections(&state.read, id).await?;
        let view = CollectionList::new(view, sections, items, (page.next, page.prev), total);
        Ok(Answer::json(&view, &shaping.fields)?.modified(Some(stored(catalog.head.at))).linked(links))
    });
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// A collection with the count of its articles.
async fn counted(state: &State, collection: &Collection) -> Result<CollectionView> {
    let id = collection.name.id;
    let counts = query::counts(&state.read, &[id]).await?;
    Ok(CollectionView::of(state, collection, counts.get(&id).copied().unwrap_or(0)))
}
