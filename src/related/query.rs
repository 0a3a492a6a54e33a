//! What editors chose beside an article.

use dibao_entity::related_choice;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::store::{ReadDb, Reads};

/// What editors chose beside an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// What comes first, in this order.
    pub pins: Vec<Uuid>,
    /// What never appears.
    pub bans: Vec<Uuid>,
}

/// The choices for an article.
pub async fn choices(db: &ReadDb, article: Uuid) -> Result<Choices> {
    let query = related_choice::Entity::find().filter(related_choice::Column::ArticleId.eq(article));
    let mut rows: Vec<related_choice::Model> = db.all(&query.into_query()).await?;
    rows.sort_unstable_by_key(|row| (row.position, row.related_id));
    let mut choices = Choices::default();
    for related_choice::Model { article_id: _, related_id, position } in rows {
        match position {
            Some(_) => choices.pins.push(related_id),
            None => choices.bans.push(related_id),
        }
    }
    Ok(choices)
}
