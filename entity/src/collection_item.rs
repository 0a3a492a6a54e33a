//! What stands in collections, in order.

use sea_orm::entity::prelude::*;

/// One row of the table `collection_item`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection_item")]
pub struct Model {
    /// The collection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub collection_id: Uuid,
    /// Its place in the whole collection, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The article.
    pub article_id: Uuid,
    /// The section that it stands in.
    #[sea_orm(column_type = "Text", nullable)]
    pub section: Option<String>,
    /// The title that it has here, where that is another.
    #[sea_orm(column_type = "Text", nullable)]
    pub title: Option<String>,
    /// The summary that it has here, where that is another.
    #[sea_orm(column_type = "Text", nullable)]
    pub summary: Option<String>,
    /// The picture that it has here, where that is another, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub cover: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
