//! Under each key the published articles in order: what public lists seek in.

use sea_orm::entity::prelude::*;

/// One row of the table `listing`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listing")]
pub struct Model {
    /// A channel, column, source, person or tag, or one of the fixed keys.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Uuid,
    /// When the article was published, in milliseconds since 1970.
    #[sea_orm(primary_key, auto_increment = false)]
    pub published_at: i64,
    /// The article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// When its content last changed, in milliseconds since 1970.
    pub updated_at: i64,
    /// When it was first published, in milliseconds since 1970.
    pub first_published_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
