//! Reading collections as the newsroom has them.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use utoipa::IntoParams;
use uuid::Uuid;

use super::super::collection::{Collection, Status};
use super::super::query;
use super::super::read::CollectionPath;
use super::view::{EditorialCollection, EditorialCollectionPage, EditorialCollectionSummary};
use crate::auth::permission::grant;
use crate::auth::{Gate, May};
use crate::collections::{Arrangement, Item};
use crate::kernel::cursor::Binding;
use crate::kernel::error::{Code, Result};
use crate::media;
use crate::state::State;
use crate::store::Reads;
use crate::web::fields::Fields;
use crate::web::page::{self, Total};
use crate::web::params::Paging;
use crate::web::{Answer, Ask};

/// Which collections.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct EditorialCollectionFilter {
    /// Only collections of this status.
    #[param(value_type = Option<Status>, example = "open")]
    status: Option<String>,
}

/// List collections as the newsroom has them
///
/// Also those that are hidden from readers, in the order of their slugs.
#[utoipa::path(tag = "collections", params(EditorialCollectionFilter, Paging), security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "A page of collections.", body = EditorialCollectionPage),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/collections")]
pub async fn list_editorial_collections(
    _by: May<grant::EditCollections>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    let (status, keyset, binding, wants_total) = ask.query(|query| {
        let status = query.word("status", &Status::WORDS);
        let binding = Binding::of(&format!("editorial collections {status:?}"));
        (status, page::keyset::<String>(query, binding), binding, query.truth("total"))
    })?;
    let page = keyset.page(query::page(gate.db(), status, &keyset).await?, binding, |one| one.slug.clone());
    let links = page::links(&ask, &page);
    let total = match wants_total {
        true => Some(Total::of(query::count(gate.db(), status).await?)),
        false => None,
    };
    let items = page.rows.iter().map(|collection| EditorialCollectionSummary::of(&state, collection)).collect();
    let view = EditorialCollectionPage::new(items, page.next, page.prev, total);
    Answer::json(&view, &Fields::default())?.linked(links).send(&ask)
}

/// Get a collection as the newsroom has it
///
/// With all its articles, also those that readers do not see yet. Its `ETag` is what changes take in `If-Match`.
#[utoipa::path(tag = "collections", params(CollectionPath), security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "The collection.", body = EditorialCollection),
    (status = 404, description = "`collection_not_found`: nothing has this slug or id."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[get("/collections/{collection}")]
pub async fn get_editorial_collection(
    _by: May<grant::EditCollections>,
    state: Data<State>,
    gate: Data<Gate>,
    ask: Ask,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let name = ask.segment("collection")?;
    let found = query::find(gate.db(), &name).await?;
    let collection = found.ok_or_else(|| Ask::missing(Code::CollectionNotFound, &name))?;
    let arrangement = query::arrangement(gate.db(), collection.id).await?;
    answer(gate.db(), &state, &collection, arrangement).await?.send(&ask)
}

/// A collection with all that stands in it, and its entity tag.
pub(super) async fn answer(
    db: &impl Reads,
    state: &State,
    collection: &Collection,
    arrangement: Arrangement,
) -> Result<Answer> {
    let ids: Vec<Uuid> = arrangement.items.iter().map(|item| item.article).collect();
    let mut placed = query::placed(db, &ids).await?;
    let covers: Vec<Uuid> = arrangement.items.iter().filter_map(Item::picture).collect();
    let pictures = media::by_ids(db, &covers).await?;
    let view = EditorialCollection::of(state, collection, arrangement, (&mut placed, &pictures));
    Ok(Answer::json(&view, &Fields::default())?.version(collection.version))
}
