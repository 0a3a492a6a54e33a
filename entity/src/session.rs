//! The sessions: each sign-in, with the family of refresh tokens that came of it.

use sea_orm::entity::prelude::*;

/// One row of the table `session`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id, a version 7 UUID: the family of its tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// When it began, in milliseconds since 1970.
    pub created_at: i64,
    /// When it ends at the latest, in milliseconds since 1970.
    pub expires_at: i64,
    /// When it was ended, in milliseconds since 1970.
    pub ended_at: Option<i64>,
    /// What ended it: `signed_out`, `reuse`, `password`, `disabled`.
    #[sea_orm(column_type = "Text", nullable)]
    pub ended_by: Option<String>,
    /// The network address it began from.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
