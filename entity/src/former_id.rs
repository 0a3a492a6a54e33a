//! Ids of things that have become part of another, which go on answering.

use sea_orm::entity::prelude::*;

/// One row of the table `former_id`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_id")]
pub struct Model {
    /// What kind of thing had it.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub kind: String,
    /// The former id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it leads to.
    pub subject_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
