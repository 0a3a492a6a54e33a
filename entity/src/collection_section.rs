//! The sections of collections, in order.

use sea_orm::entity::prelude::*;

/// One row of the table `collection_section`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection_section")]
pub struct Model {
    /// The collection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub collection_id: Uuid,
    /// Its place, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// A word that is its own within the collection.
    #[sea_orm(column_type = "Text")]
    pub id: String,
    /// What stands above its articles.
    #[sea_orm(column_type = "Text")]
    pub title: String,
}

impl ActiveModelBehavior for ActiveModel {}
