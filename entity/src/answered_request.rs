//! The requests that carried an `Idempotency-Key`, with their answers.

use sea_orm::entity::prelude::*;

/// One row of the table `answered_request`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answered_request")]
pub struct Model {
    /// Who sent it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor_id: Uuid,
    /// The key it carried.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    /// The method and path it asked for.
    #[sea_orm(column_type = "Text")]
    pub operation: String,
    /// SHA-256 of its body, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub digest: String,
    /// The status of the answer.
    pub status: i32,
    /// The headers of the answer that go with its body, as a JSON object.
    #[sea_orm(column_type = "Text")]
    pub headers: String,
    /// The body of the answer.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// When it was answered, in milliseconds since 1970.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
