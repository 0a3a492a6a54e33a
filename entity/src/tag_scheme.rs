//! The vocabularies that tags are of, as far as they have a title.

use sea_orm::entity::prelude::*;

/// One row of the table `tag_scheme`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tag_scheme")]
pub struct Model {
    /// The vocabulary, as tags name it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub scheme: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// When the title last changed, in milliseconds since 1970.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
