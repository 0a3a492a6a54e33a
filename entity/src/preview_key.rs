//! The key that signs preview links.

use sea_orm::entity::prelude::*;

/// One row of the table `preview_key`, which has one row at most.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preview_key")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its 256 bits, base64url.
    #[sea_orm(column_type = "Text")]
    pub secret: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
