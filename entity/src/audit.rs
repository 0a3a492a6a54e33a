//! The audit: who did what, when, from where; lines are only added.

use sea_orm::entity::prelude::*;

/// One row of the table `audit`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Its place, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// When it was, in milliseconds since 1970.
    pub at: i64,
    /// What did it: `account`, `token`, `command`, `system`, `nobody`.
    #[sea_orm(column_type = "Text")]
    pub actor_kind: String,
    /// Which account or token it was.
    pub actor_id: Option<Uuid>,
    /// Its name at that time.
    #[sea_orm(column_type = "Text")]
    pub actor_name: String,
    /// What was done: an operation id, or a word of the command line.
    #[sea_orm(column_type = "Text")]
    pub action: String,
    /// The kind of what it was done to.
    #[sea_orm(column_type = "Text", nullable)]
    pub subject_kind: Option<String>,
    /// Which of that kind.
    pub subject_id: Option<Uuid>,
    /// Its name or title at that time.
    #[sea_orm(column_type = "Text", nullable)]
    pub subject_name: Option<String>,
    /// The network address it came from.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
    /// The id of the request.
    #[sea_orm(column_type = "Text", nullable)]
    pub request_id: Option<String>,
    /// What else there is to say, as a JSON object.
    #[sea_orm(column_type = "Text", nullable)]
    pub detail: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
