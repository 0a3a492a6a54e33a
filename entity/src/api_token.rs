//! The tokens of machines and the keys of readers, by their digests.

use sea_orm::entity::prelude::*;

/// One row of the table `api_token`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// Its id, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is for, in words.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The role it has, by its word; `reader` for a key of a reader.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// The permissions it is limited to, as a JSON list of words; an empty list does not limit it.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
    /// The first characters of the token, by which people tell tokens apart.
    #[sea_orm(column_type = "Text")]
    pub prefix: String,
    /// SHA-256 of the token, in hexadecimal, unique.
    #[sea_orm(column_type = "Text")]
    pub digest: String,
    /// The account that made it; null where the command line did.
    pub created_by: Option<Uuid>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it ends, in milliseconds since 1970.
    pub expires_at: Option<i64>,
    /// When it was last used, in milliseconds since 1970, a minute or so late.
    pub last_used_at: Option<i64>,
    /// When it was revoked, in milliseconds since 1970.
    pub revoked_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
