//! The row that is written to find out whether the database accepts writes.

use sea_orm::entity::prelude::*;

/// One row of the table `write_probe`, which has one row at most.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "write_probe")]
pub struct Model {
    /// Its id, always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// When it was last written, in milliseconds since 1970.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
