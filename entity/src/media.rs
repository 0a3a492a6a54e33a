//! The pictures that were uploaded.

use sea_orm::entity::prelude::*;

/// One row of the table `media`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    /// Its id, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the bytes that are kept, in hexadecimal, unique: under which the storage has them.
    #[sea_orm(column_type = "Text")]
    pub digest: String,
    /// SHA-256 of the bytes as they were uploaded, in hexadecimal.
    #[sea_orm(column_type = "Text")]
    pub upload_digest: String,
    /// What it is by its content.
    #[sea_orm(column_type = "Text")]
    pub mime_type: String,
    /// How many bytes are kept.
    pub byte_size: i64,
    /// Width in pixels, the right way up.
    pub width: i32,
    /// Height in pixels, the right way up.
    pub height: i32,
    /// Whether it has more than one frame.
    pub is_animated: bool,
    /// The colour that most of it has, as `#rrggbb`.
    #[sea_orm(column_type = "Text")]
    pub dominant_color: String,
    /// What the uploader called it.
    #[sea_orm(column_type = "Text", nullable)]
    pub file_name: Option<String>,
    /// What it shows, for those who do not see it.
    #[sea_orm(column_type = "Text", nullable)]
    pub alt: Option<String>,
    /// What is printed below it.
    #[sea_orm(column_type = "Text", nullable)]
    pub caption: Option<String>,
    /// Who made it, as printed.
    #[sea_orm(column_type = "Text", nullable)]
    pub credit: Option<String>,
    /// How far from the left what matters is, in ten-thousandths of the width.
    pub focal_x: Option<i32>,
    /// How far from the top what matters is, in ten-thousandths of the height.
    pub focal_y: Option<i32>,
    /// The account or token that uploaded it; null where the command line did.
    pub uploaded_by: Option<Uuid>,
    /// The name of that account at that time.
    #[sea_orm(column_type = "Text")]
    pub uploaded_by_name: String,
    /// Goes up with every change of it: its entity tag.
    pub version: i64,
    /// When it was uploaded, in milliseconds since 1970.
    pub created_at: i64,
    /// When what is said of it last changed, in milliseconds since 1970.
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
