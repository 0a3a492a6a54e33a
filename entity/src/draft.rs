//! The drafts: how far each article of the newsroom is.

use sea_orm::entity::prelude::*;

/// One row of the table `draft`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// Which article.
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: Uuid,
    /// The number of its latest revision.
    pub revision: i32,
    /// Goes up with every change of article, draft or review: its entity tag.
    pub version: i64,
    /// What the article is to readers, as its own row says.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// How far that revision is, by its word.
    #[sea_orm(column_type = "Text")]
    pub stage: String,
    /// How many levels of review have approved it.
    pub level: i32,
    /// Its main headline.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The account that began it; null where the command line did.
    pub author_id: Option<Uuid>,
    /// The name of that account at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub author_name: Option<String>,
    /// The channel it is meant for.
    pub channel_id: Option<Uuid>,
    /// The column it is meant for.
    pub column_id: Option<Uuid>,
    /// The source it names.
    pub source_id: Option<Uuid>,
    /// When it was begun, in milliseconds since 1970.
    pub created_at: i64,
    /// When something of it last changed, in milliseconds since 1970.
    pub edited_at: i64,
    /// The name of who changed that.
    #[sea_orm(column_type = "Text", nullable)]
    pub edited_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
