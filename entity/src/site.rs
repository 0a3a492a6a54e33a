//! The site itself: one row at most.

use sea_orm::entity::prelude::*;

/// One row of the table `site`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The site's name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
