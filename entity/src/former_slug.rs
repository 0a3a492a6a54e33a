//! Slugs that something had before, which go on answering.

use sea_orm::entity::prelude::*;

/// One row of the table `former_slug`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_slug")]
pub struct Model {
    /// What kind of thing had it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub kind: String,
    /// The former slug.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub slug: String,
    /// Who had it.
    pub subject_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
