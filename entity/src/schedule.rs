//! What is to be published at a time.

use sea_orm::entity::prelude::*;

/// One row of the table `schedule`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// Which article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// The number of the revision.
    pub revision: i32,
    /// When, in milliseconds since 1970.
    pub due_at: i64,
    /// Who said so.
    pub account_id: Option<Uuid>,
    /// Their name at that time.
    #[sea_orm(column_type = "Text")]
    pub account_name: String,
    /// When they said so, in milliseconds since 1970.
    pub created_at: i64,
    /// When it could not be published, in milliseconds since 1970.
    pub failed_at: Option<i64>,
    /// Why it could not.
    #[sea_orm(column_type = "Text", nullable)]
    pub failure: Option<String>,
    /// The slug that is reserved until then; absent where the publication failed.
    #[sea_orm(column_type = "Text", nullable)]
    pub slug: Option<String>,
    /// The external id that is reserved until then, if the article has one.
    #[sea_orm(column_type = "Text", nullable)]
    pub external_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
