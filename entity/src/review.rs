//! The record of reviews: what was done with each article on its way to readers; lines are only added.

use sea_orm::entity::prelude::*;

/// One row of the table `review`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    /// Which article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// Its place in the record, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The number of the revision.
    pub revision: i32,
    /// The level of review, from 1; 0 where it is about none.
    pub level: i32,
    /// What was done, by its word.
    #[sea_orm(column_type = "Text")]
    pub action: String,
    /// Who did it; null where a rule did.
    pub account_id: Option<Uuid>,
    /// Their name at that time.
    #[sea_orm(column_type = "Text")]
    pub account_name: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What they said.
    #[sea_orm(column_type = "Text", nullable)]
    pub comment: Option<String>,
    /// SHA-256 of the canonical text of the revision, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub digest: String,
    /// The hash of the line before; zeros for the first.
    #[sea_orm(column_type = "Text")]
    pub previous: String,
    /// SHA-256 of this line with the hash before it, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
