//! The corrections of published articles, with what readers are told.

use sea_orm::entity::prelude::*;

/// One row of the table `correction`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "correction")]
pub struct Model {
    /// Which article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// Its place among the corrections of that article, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The number of the corrected revision.
    pub revision: i32,
    /// When it was published, in milliseconds since 1970.
    pub at: i64,
    /// What readers are told.
    #[sea_orm(column_type = "Text")]
    pub note: String,
}

impl ActiveModelBehavior for ActiveModel {}
