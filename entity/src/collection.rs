//! The collections: articles put together by hand.

use sea_orm::entity::prelude::*;

/// One row of the table `collection`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection")]
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
    /// What it is about.
    #[sea_orm(column_type = "Text", nullable)]
    pub summary: Option<String>,
    /// `hidden`, `open` or `closed`.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// Goes up with every change of it or of what stands in it: its entity tag.
    pub version: i64,
    /// The line of the change log that brought this state, 0 where none did.
    pub seq: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it or what stands in it was last changed, in milliseconds since 1970.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
