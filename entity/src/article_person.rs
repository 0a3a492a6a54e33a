//! Who had which part in an article.

use sea_orm::entity::prelude::*;

/// One row of the table `article_person`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article_person")]
pub struct Model {
    /// The article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// The place in its list of people, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The person.
    pub person_id: Uuid,
    /// The part they had.
    #[sea_orm(column_type = "Text")]
    pub role: String,
}

impl ActiveModelBehavior for ActiveModel {}
