//! How many articles stand under the listing's keys that are not those of a thing: the whole site, languages, properties.

use sea_orm::entity::prelude::*;

/// One row of the table `listing_count`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listing_count")]
pub struct Model {
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Uuid,
    /// How many articles stand under it.
    pub article_count: i64,
}

impl ActiveModelBehavior for ActiveModel {}
