//! The accounts: who may sign in to the newsroom.

use sea_orm::entity::prelude::*;

/// One row of the table `account`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Its id, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name to sign in with, unique, in lower case.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The name that others see.
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    /// Its role, by its word.
    #[sea_orm(column_type = "Text")]
    pub role: String,
    /// `active` or `disabled`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// The password, as argon2id makes it (PHC string); null while none is set.
    #[sea_orm(column_type = "Text", nullable)]
    pub password_hash: Option<String>,
    /// How many sign-ins have failed since the last that did not.
    pub failed_sign_ins: i32,
    /// Until when sign-ins are refused unseen, in milliseconds since 1970.
    pub locked_until: Option<i64>,
    /// Access tokens issued before this time are refused, in milliseconds since 1970.
    pub tokens_valid_from: i64,
    /// When it last signed in, in milliseconds since 1970.
    pub last_signed_in_at: Option<i64>,
    /// Goes up with every change of it: its entity tag.
    pub version: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
