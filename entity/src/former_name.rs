//! Names of things that have become part of another, by which imports go on finding that.

use sea_orm::entity::prelude::*;

/// One row of the table `former_name`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_name")]
pub struct Model {
    /// What kind of thing had it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub kind: String,
    /// The vocabulary of a tag; empty for other things.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub scheme: String,
    /// The former name.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// The key of the name: names with one key are the same name. Empty until it is filled.
    #[sea_orm(column_type = "Text")]
    pub name_key: String,
    /// What it leads to.
    pub subject_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
