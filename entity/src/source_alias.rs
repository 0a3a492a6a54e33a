//! Names by which a source is known besides its own.

use sea_orm::entity::prelude::*;

/// One row of the table `source_alias`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_alias")]
pub struct Model {
    /// The name, unique among all of them.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// The key of the name: names with one key are the same name. Empty until it is filled.
    #[sea_orm(column_type = "Text")]
    pub name_key: String,
    /// Whose it is.
    pub source_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
