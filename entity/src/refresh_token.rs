//! The refresh tokens, by their digests: each is good for one use.

use sea_orm::entity::prelude::*;

/// One row of the table `refresh_token`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub digest: String,
    /// The session it goes on with.
    pub session_id: Uuid,
    /// When it was issued, in milliseconds since 1970.
    pub created_at: i64,
    /// Until when it can be used, in milliseconds since 1970.
    pub expires_at: i64,
    /// When it was used, in milliseconds since 1970.
    pub used_at: Option<i64>,
    /// Random salt from which a used token's successor is derived, in hexadecimal; absent before its use.
    #[sea_orm(column_type = "Text", nullable)]
    pub salt: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
