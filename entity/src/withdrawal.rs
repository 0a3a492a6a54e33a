//! Why articles were taken back for good.

use sea_orm::entity::prelude::*;

/// One row of the table `withdrawal`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "withdrawal")]
pub struct Model {
    /// Which article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Why, by its word.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// What readers are told.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
