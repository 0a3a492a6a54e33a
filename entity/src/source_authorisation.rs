//! What sources are authorised to: the lists that they stand on, and when.

use sea_orm::entity::prelude::*;

/// One row of the table `source_authorisation`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source_authorisation")]
pub struct Model {
    /// Its id, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The source.
    pub source_id: Uuid,
    /// The list.
    #[sea_orm(column_type = "Text")]
    pub list: String,
    /// The part of the list.
    #[sea_orm(column_type = "Text", nullable)]
    pub category: Option<String>,
    /// What the list says of the source.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// The first day on which it holds, `YYYY-MM-DD`; none where it always did.
    #[sea_orm(column_type = "Text", nullable)]
    pub valid_from: Option<String>,
    /// The last day on which it holds, `YYYY-MM-DD`; none where it still does.
    #[sea_orm(column_type = "Text", nullable)]
    pub valid_to: Option<String>,
    /// When it was noted, in milliseconds since 1970.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
