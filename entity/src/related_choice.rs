//! What editors chose to show, or not to show, beside an article.

use sea_orm::entity::prelude::*;

/// One row of the table `related_choice`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "related_choice")]
pub struct Model {
    /// The article beside which it is shown or not.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// The other article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub related_id: Uuid,
    /// Its place among those that come first, from 0; null where it never appears.
    pub position: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
