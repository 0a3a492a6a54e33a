//! The revisions: immutable states of an article's content.

use sea_orm::entity::prelude::*;

/// One row of the table `revision`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    /// Whose state it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// 1 for the first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Notes, body and media, as JSON.
    #[sea_orm(column_type = "Text")]
    pub content: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// What it says beside its text, as JSON; null for an imported one, of which the article's row says it while it is published.
    #[sea_orm(column_type = "Text", nullable)]
    pub fields: Option<String>,
    /// The account that made it.
    pub author_id: Option<Uuid>,
    /// The name of that account at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub author_name: Option<String>,
    /// What its author said of it.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// SHA-256 of its canonical text, in hexadecimal.
    #[sea_orm(column_type = "Text", nullable)]
    pub digest: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
