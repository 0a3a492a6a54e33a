//! The tags of an article.

use sea_orm::entity::prelude::*;

/// One row of the table `article_tag`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article_tag")]
pub struct Model {
    /// The article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// The place in its list of tags, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The tag.
    pub tag_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
