//! Changing what stands in a collection.

use uuid::Uuid;

use super::super::arrangement::{Arrangement, Item, wrong};
use super::super::collection::Collection;
use super::super::query::{self, placed};
use super::super::save;
use super::update::open;
use crate::articles::pictures::fill_all;
use crate::audit::{Entry, record};
use crate::auth::Actor;
use crate::kernel::error::{Code, Error, FieldCode, FieldError, Place, Result};
use crate::media::uses;
use crate::store::{Primary, Tx};
use crate::web::IfMatch;

/// A collection and what stands in it.
#[derive(Clone, Debug)]
pub(super) struct Arranged {
    /// The collection.
    pub collection: Collection,
    /// What stands in it.
    pub arrangement: Arrangement,
}

/// Puts a whole arrangement in the place of the former one. Refuses articles that are not there or were withdrawn, one that
/// is named twice, and sections that are not there, all at once.
pub(super) async fn replace(
    db: &Primary,
    by: &Actor,
    which: (&str, &IfMatch),
    arrangement: Arrangement,
) -> Result<Arranged> {
    change(db, by, which, "replace_collection_items", async |tx, _| {
        let mut arrangement = arrangement;
        let mut errors = arrangement.problems();
        errors.extend(missing_covers(tx, &mut arrangement.items, |at| format!("/items/{at}/cover/id")).await?);
        errors.extend(unplaceable(tx, &arrangement).await?);
        if errors.is_empty() { Ok(arrangement.in_order()) } else { Err(Error::content(errors)) }
    })
    .await
}

/// Puts one article at a place; where it stood before it is taken from.
pub(super) async fn place(
    db: &Primary,
    by: &Actor,
    which: (&str, &IfMatch),
    (mut item, position): (Item, Option<usize>),
) -> Result<Arranged> {
    change(db, by, which, "place_collection_item", async |tx, mut arrangement: Arrangement| {
        let id = item.article;
        match placed(tx, &[id]).await?.remove(&id) {
            None => return Err(Error::refused(Code::ArticleNotFound, format!("No article has the id `{id}`."))),
            Some(placed) if placed.state == "withdrawn" => {
                return Err(Error::refused(
                    Code::ArticleWithdrawn,
                    format!("The article {id} was withdrawn for good."),
                ));
            }
            Some(_) => {}
        }
        let errors = missing_covers(tx, std::slice::from_mut(&mut item), |_| "/cover/id".to_owned()).await?;
        if !errors.is_empty() {
            return Err(Error::content(errors));
        }
        arrangement.place(item, position)?;
        Ok(arrangement)
    })
    .await
}

/// Takes one article out.
pub(super) async fn remove(db: &Primary, by: &Actor, which: (&str, &IfMatch), article: Uuid) -> Result<Arranged> {
    change(db, by, which, "delete_collection_item", async |_, mut arrangement: Arrangement| {
        if arrangement.remove(article) {
            return Ok(arrangement);
        }
        Err(Error::refused(Code::ArticleNotFound, format!("The article `{article}` does not stand in the collection.")))
    })
    .await
}

/// Changes an arrangement; what changes nothing leaves no trace, and what readers do not see leaves none in the change log.
async fn change(
    db: &Primary,
    by: &Actor,
    which: (&str, &IfMatch),
    action: &'static str,
    work: impl AsyncFnOnce(&Tx, Arrangement) -> Result<Arrangement>,
) -> Result<Arranged> {
    db.transaction(async |tx| {
        let mut collection = open(tx, which).await?;
        let before = query::arrangement(tx, collection.id).await?;
        let arrangement = work(tx, before.clone()).await?;
        if arrangement != before {
            save::arrange(tx, collection.id, &arrangement).await?;
            let event = collection.status.change_to(collection.status);
            save::change(tx, &mut collection, event).await?;
            let entry = Entry::on(action, "collection", collection.id, collection.name.clone());
            record(tx, by, entry.with("items", arrangement.items.len())).await?;
        }
        Ok(Arranged { collection, arrangement })
    })
    .await
}

/// Says of covers that are uploaded pictures what is stored of them; those that are not there, each with its place.
async fn missing_covers(tx: &Tx, items: &mut [Item], place: impl Fn(usize) -> String) -> Result<Vec<FieldError>> {
    let missing = fill_all(tx, items.iter_mut().filter_map(|item| item.cover.as_mut()).collect()).await?;
    let lacks = |(at, item): (usize, &Item)| {
        let id = item.picture().filter(|id| missing.contains(id))?;
        Some(FieldError { place: Place::Pointer(place(at)), ..uses::missing(id) })
    };
    Ok(items.iter().enumerate().filter_map(lacks).collect())
}

/// The articles of an arrangement that cannot stand in a collection, each with its place.
async fn unplaceable(tx: &Tx, arrangement: &Arrangement) -> Result<Vec<FieldError>> {
    let ids: Vec<Uuid> = arrangement.items.iter().map(|item| item.article).collect();
    let placed = placed(tx, &ids).await?;
    let problem = |(at, id): (usize, &Uuid)| {
        let pointer = format!("/items/{at}/article");
        match placed.get(id) {
            None => Some(wrong(pointer, FieldCode::NotFound, format!("No article has the id `{id}`."))),
            Some(placed) if placed.state == "withdrawn" => {
                Some(wrong(pointer, FieldCode::NotAllowed, format!("The article `{id}` was withdrawn for good.")))
            }
            Some(_) => None,
        }
    };
    Ok(ids.iter().enumerate().filter_map(problem).collect())
}
