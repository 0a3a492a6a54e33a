//! Why articles were published although their source stands on no list.

use sea_orm::entity::prelude::*;

/// One row of the table `source_override`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_override")]
pub struct Model {
    /// The article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// What was said for it.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Who let it through; none for the service itself.
    pub account_id: Option<Uuid>,
    /// Their name at that time.
    #[sea_orm(column_type = "Text")]
    pub account_name: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
