//! The tags: keywords and coded subjects.

use sea_orm::entity::prelude::*;

/// One row of the table `tag`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tag")]
pub struct Model {
    /// Its id, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name in addresses, unique among its kind.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Its full name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The key of the name: names with one key are the same name. Empty until it is filled.
    #[sea_orm(column_type = "Text")]
    pub name_key: String,
    /// How many published articles stand under it.
    pub article_count: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When a reader could last notice a change of it, in milliseconds since 1970.
    pub updated_at: i64,
    /// The vocabulary; `keyword` for free words.
    #[sea_orm(column_type = "Text")]
    pub scheme: String,
    /// Its code in the vocabulary.
    #[sea_orm(column_type = "Text", nullable)]
    pub code: Option<String>,
    /// How often it was changed, from 1: what its entity tag tells.
    pub version: i64,
    /// The line of the change log that brought its present state, 0 where that was before such lines were noted.
    pub seq: i64,
}

impl ActiveModelBehavior for ActiveModel {}
