//! Making collections, changing them and what stands in them, deleting them.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, patch, post, put};
use utoipa::IntoParams;

use super::super::query;
use super::super::read::CollectionPath;
use super::arrange::{self, Arranged};
use super::input::{self, CollectionInput, CollectionItemsInput, CollectionPatch, CollectionPlacement};
use super::read::answer;
use super::view::EditorialCollection;
use super::{create, delete, update};
use crate::auth::permission::grant;
use crate::auth::{Gate, May, Once};
use crate::collections::Arrangement;
use crate::kernel::error::Result;
use crate::reference::edit::{Deleted, unread};
use crate::state::State;
use crate::store::Primary;
use crate::web::fields::Fields;
use crate::web::forms::{Id, NameOrId};
use crate::web::idempotency::Repeatable;
use crate::web::{Answer, Ask, IdempotencyKey, IfMatch, JsonBody, MergePatch};

/// Which article of which collection.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the path; its value is read from the request")]
pub struct CollectionItemPath {
    /// The collection's slug, a former slug, or its id.
    #[param(value_type = NameOrId, example = "tou-tiao")]
    collection: String,
    /// The article's id.
    #[param(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    article: String,
}

/// Make a collection
///
/// It is empty at first. Readers see it at once unless its `status` is `hidden`.
#[utoipa::path(tag = "collections", params(Repeatable), request_body = CollectionInput, security(("account" = ["edit_collections"])), responses(
    (status = 201, description = "The collection.", body = EditorialCollection),
    (status = 409, description = "`slug_taken`: another collection has or had the slug."),
    (status = 422, description = "`invalid_content`: what the body says cannot be used. `idempotency_key_reused`: the key came with another request."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[post("/collections")]
pub async fn create_collection(
    by: May<grant::EditCollections>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let new = body.read(input::new_collection)?.ok_or_else(unread)?;
    let made = Once::with_body(key, &body).answer(&db, &by, async |tx| {
        let collection = create::create(tx, &by, new).await?;
        let location = format!("/v1/editorial/collections/{}", collection.id);
        answer(tx, &state, &collection, Arrangement::default()).await?.changed(Some(location))
    });
    let made = made.await?;
    state.catch_up().await?;
    Ok(made.send())
}

/// Change a collection
///
/// Its name, its slug, what it is about, who sees it. The slug that it had goes on leading to it.
#[utoipa::path(tag = "collections", params(CollectionPath), security(("account" = ["edit_collections"])),
    request_body(content = CollectionPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The collection as it is now.", body = EditorialCollection),
    (status = 404, description = "`collection_not_found`: nothing has this slug or id."),
    (status = 409, description = "`slug_taken`: another collection has or had the slug."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[patch("/collections/{collection}")]
pub async fn update_collection(
    by: May<grant::EditCollections>,
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    patch: MergePatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let name = ask.segment("collection")?;
    let changes = patch.0.read(input::changes)?;
    let collection = update::update(&db, &by, (&name, &seen), changes).await?;
    let arrangement = query::arrangement(gate.db(), collection.id).await?;
    answered(&state, &gate, Arranged { collection, arrangement }).await
}

/// Delete a collection
///
/// Its articles stay; its slugs are free again.
#[utoipa::path(tag = "collections", params(CollectionPath), security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "It is gone.", body = Deleted),
    (status = 404, description = "`collection_not_found`: nothing has this slug or id."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/collections/{collection}")]
pub async fn delete_collection(
    by: May<grant::EditCollections>,
    state: Data<State>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let deleted = delete::delete(&db, &by, (&ask.segment("collection")?, &seen)).await?;
    state.catch_up().await?;
    Ok(Answer::json(&deleted, &Fields::default())?.send_changed(None))
}

/// Replace what stands in a collection
///
/// The whole list with its sections, in order: what is sent is what stands there afterwards. `sections` and `items` of
/// `get_editorial_collection` can be sent back as they are. A draft may be placed: readers see it once it is published. What
/// is withdrawn leaves by itself.
#[utoipa::path(tag = "collections", params(CollectionPath), request_body = CollectionItemsInput,
    security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "The collection as it is now.", body = EditorialCollection),
    (status = 404, description = "`collection_not_found`: nothing has this slug or id."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[put("/collections/{collection}/items")]
pub async fn replace_collection_items(
    by: May<grant::EditCollections>,
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let name = ask.segment("collection")?;
    let arrangement = body.read(input::arrangement)?;
    let arranged = arrange::replace(&db, &by, (&name, &seen), arrangement).await?;
    answered(&state, &gate, arranged).await
}

/// Place an article in a collection
///
/// Adds it, or moves it when it is there already: at a place among the articles of its section, or at their end. What the body
/// does not say of it, it does not keep.
#[utoipa::path(tag = "collections", params(CollectionItemPath), request_body = CollectionPlacement,
    security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "The collection as it is now.", body = EditorialCollection),
    (status = 404, description = "`collection_not_found`: nothing has this slug or id. `article_not_found`: no article has this id."),
    (status = 410, description = "`article_withdrawn`: it was taken back for good."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[put("/collections/{collection}/items/{article}")]
pub async fn place_collection_item(
    by: May<grant::EditCollections>,
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let (name, article) = (ask.segment("collection")?, ask.id("article")?);
    let placement = body.read(|object| input::placement(object, article))?;
    let arranged = arrange::place(&db, &by, (&name, &seen), placement).await?;
    answered(&state, &gate, arranged).await
}

/// Take an article out of a collection
///
/// The article itself stays.
#[utoipa::path(tag = "collections", params(CollectionItemPath), security(("account" = ["edit_collections"])), responses(
    (status = 200, description = "The collection as it is now.", body = EditorialCollection),
    (status = 404, description = "`collection_not_found`: nothing has this slug or id. `article_not_found`: the article does not stand in it."),
    (status = 412, description = "`precondition_failed`: it has changed since."),
    (status = 428, description = "`precondition_required`: `If-Match` is missing."),
    (status = 503, description = "`unavailable`: the database cannot be reached."),
))]
#[delete("/collections/{collection}/items/{article}")]
pub async fn delete_collection_item(
    by: May<grant::EditCollections>,
    state: Data<State>,
    gate: Data<Gate>,
    db: Data<Primary>,
    ask: Ask,
    seen: IfMatch,
) -> Result<HttpResponse> {
    ask.query(|_| ())?;
    let (name, article) = (ask.segment("collection")?, ask.id("article")?);
    let arranged = arrange::remove(&db, &by, (&name, &seen), article).await?;
    answered(&state, &gate, arranged).await
}

/// Answers with a collection after a change, which every reader of this instance sees from now on.
async fn answered(state: &State, gate: &Gate, arranged: Arranged) -> Result<HttpResponse> {
    state.catch_up().await?;
    let Arranged { collection, arrangement } = arranged;
    Ok(answer(gate.db(), state, &collection, arrangement).await?.send_changed(None))
}
