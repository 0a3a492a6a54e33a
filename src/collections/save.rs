//! Writing collections and what stands in them.

use dibao_entity::{collection, collection_item, collection_section};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::arrangement::{Arrangement, Item, Section};
use super::collection::Collection;
use crate::catalog::save::forget_slugs;
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::store::Tx;
use crate::store::change_log::{Change, Event};

/// The row of a collection.
fn row(collection: &Collection) -> collection::Model {
    let Collection { id, slug, name, summary, status, version, seq, created_at, updated_at } = collection.clone();
    collection::Model {
        id,
        slug,
        name,
        summary,
        status: status.word().to_owned(),
        version,
        seq,
        created_at,
        updated_at,
    }
}

/// Adds a collection, with its line of the change log where readers see it.
pub(super) async fn insert(tx: &mut Tx, collection: &mut Collection) -> Result<()> {
    let event = collection.status.is_shown().then_some(Event::Created);
    tell(tx, collection, event);
    tx.insert(vec![collection::ActiveModel::from(row(collection)).reset_all()]).await
}

/// Tells readers what has happened to a collection, if they notice anything; the line of the change log.
fn tell(tx: &mut Tx, collection: &mut Collection, event: Option<Event>) {
    if let Some(event) = event {
        collection.seq = tx.append(Change::of(Kind::Collection, event, collection.id, collection.slug.clone()));
    }
}

/// Keeps what changed of a collection, with a version one higher, and a line of the change log if readers notice anything.
pub(super) async fn change(tx: &mut Tx, collection: &mut Collection, event: Option<Event>) -> Result<()> {
    tell(tx, collection, event);
    collection.version += 1;
    collection.updated_at = tx.now().timestamp_millis();
    let changed = collection::ActiveModel::from(row(collection)).reset_all();
    let update = collection::Entity::update_many()
        .set(collection::ActiveModel { id: sea_orm::NotSet, ..changed })
        .filter(collection::Column::Id.eq(collection.id));
    tx.execute(&update.into_query()).await
}

/// Puts an arrangement in the place of the former one.
pub(super) async fn arrange(tx: &Tx, id: Uuid, arrangement: &Arrangement) -> Result<()> {
    clear(tx, id).await?;
    let Arrangement { sections, items } = arrangement;
    let sections =
        sections.iter().zip(0..).map(|(Section { id: word, title }, position)| collection_section::ActiveModel {
            collection_id: Set(id),
            position: Set(position),
            id: Set(word.clone()),
            title: Set(title.clone()),
        });
    tx.insert(sections.collect()).await?;
    let items = items.iter().zip(0..).map(|(Item { article, section, title, summary, cover }, position)| {
        let cover = cover.as_ref().map(serde_json::to_string).transpose().map_err(Error::broken)?;
        Ok(collection_item::ActiveModel {
            collection_id: Set(id),
            position: Set(position),
            article_id: Set(*article),
            section: Set(section.clone()),
            title: Set(title.clone()),
            summary: Set(summary.clone()),
            cover: Set(cover),
        })
    });
    tx.insert(items.collect::<Result<_>>()?).await
}

/// Takes everything out of a collection.
async fn clear(tx: &Tx, id: Uuid) -> Result<()> {
    let items = collection_item::Entity::delete_many().filter(collection_item::Column::CollectionId.eq(id));
    tx.execute(&items.into_query()).await?;
    let sections = collection_section::Entity::delete_many().filter(collection_section::Column::CollectionId.eq(id));
    tx.execute(&sections.into_query()).await
}

/// Deletes a collection with all that stands in it, and its slugs are free again; the line of the change log that tells of it,
/// or the last one where readers notice nothing.
pub(super) async fn delete(tx: &mut Tx, collection: &mut Collection) -> Result<i64> {
    let id = collection.id;
    clear(tx, id).await?;
    forget_slugs(tx, Kind::Collection, id).await?;
    tx.execute(&collection::Entity::delete_many().filter(collection::Column::Id.eq(id)).into_query()).await?;
    tell(tx, collection, collection.status.is_shown().then_some(Event::Deleted));
    Ok(tx.next_seq() - 1)
}
