//! Writing collections and what stands in them.

use dibao_entity::{collection, collection_item, collection_section, former_slug};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::arrangement::{Arrangement, Item, Section};
use super::collection::Collection;
use crate::kernel::error::{Error, Result};
use crate::kernel::kind::Kind;
use crate::store::Tx;

/// The row of a collection.
fn row(collection: &Collection) -> collection::Model {
    let Collection { id, slug, name, summary, status, version, created_at, updated_at } = collection.clone();
    collection::Model { id, slug, name, summary, status: status.word().to_owned(), version, created_at, updated_at }
}

/// Adds a collection.
pub(super) async fn insert(tx: &Tx, collection: &Collection) -> Result<()> {
    tx.insert(vec![collection::ActiveModel::from(row(collection)).reset_all()]).await
}

/// Keeps what changed of a collection, with a version one higher.
pub(super) async fn change(tx: &Tx, collection: &mut Collection) -> Result<()> {
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

/// Deletes a collection with all that stands in it; its slugs are free again.
pub(super) async fn delete(tx: &Tx, id: Uuid) -> Result<()> {
    clear(tx, id).await?;
    let mut forget = Query::delete();
    forget
        .from_table(former_slug::Entity)
        .and_where(Expr::col(former_slug::Column::Kind).eq(Kind::Collection.word()))
        .and_where(Expr::col(former_slug::Column::SubjectId).eq(id));
    tx.execute(&forget).await?;
    tx.execute(&collection::Entity::delete_many().filter(collection::Column::Id.eq(id)).into_query()).await
}
