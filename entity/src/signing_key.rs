//! The keys that sign access tokens.

use sea_orm::entity::prelude::*;

/// One row of the table `signing_key`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// Its id (`kid`).
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// Its algorithm (`alg`).
    #[sea_orm(column_type = "Text")]
    pub algorithm: String,
    /// The private half, PKCS #8 in PEM.
    #[sea_orm(column_type = "Text")]
    pub private_key: String,
    /// The public half, as a JSON Web Key (RFC 7517).
    #[sea_orm(column_type = "Text")]
    pub public_key: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// From when on it signs, in milliseconds since 1970.
    pub signs_from: i64,
    /// Until when it signs, in milliseconds since 1970; null while nothing has replaced it.
    pub signs_until: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
