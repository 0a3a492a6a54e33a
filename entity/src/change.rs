//! The change log.

use sea_orm::entity::prelude::*;

/// One row of the table `change`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// Its place in the log, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When it was written, in milliseconds since 1970.
    pub at: i64,
    /// What happened, such as `article.published`.
    #[sea_orm(column_name = "type", column_type = "Text")]
    pub r#type: String,
    /// What it happened to.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// Its slug at the time.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// The article's revision.
    pub revision: Option<i32>,
    /// The values that filters look at, before, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub before: Option<String>,
    /// The same, afterwards.
    #[sea_orm(column_type = "Text", nullable)]
    pub after: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
