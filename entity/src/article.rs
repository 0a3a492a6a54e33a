//! The articles: what lists show of them, and their state.

use sea_orm::entity::prelude::*;

/// One row of the table `article`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    /// Its id, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its id in the system it came from, unique.
    #[sea_orm(column_type = "Text", nullable)]
    pub external_id: Option<String>,
    /// Its name in addresses, unique.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// `draft`, `published`, `unpublished` or `withdrawn`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    /// BCP 47 tag of its language and script.
    #[sea_orm(column_type = "Text")]
    pub lang: String,
    /// The main headline.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// The line above the title (引题).
    #[sea_orm(column_type = "Text", nullable)]
    pub kicker: Option<String>,
    /// The line below the title (副题).
    #[sea_orm(column_type = "Text", nullable)]
    pub subtitle: Option<String>,
    /// A shorter title for narrow places.
    #[sea_orm(column_type = "Text", nullable)]
    pub short_title: Option<String>,
    /// The title as it was printed (原标题).
    #[sea_orm(column_type = "Text", nullable)]
    pub original_title: Option<String>,
    /// The column as printed before the title.
    #[sea_orm(column_type = "Text", nullable)]
    pub column_label: Option<String>,
    /// The summary (内容提要).
    #[sea_orm(column_type = "Text", nullable)]
    pub summary: Option<String>,
    /// Whether the body's first paragraph repeats the summary.
    pub summary_is_lead: bool,
    /// The channel it stands in.
    pub channel_id: Option<Uuid>,
    /// The column it belongs to.
    pub column_id: Option<Uuid>,
    /// The edition it came from, or the medium.
    pub source_id: Option<Uuid>,
    /// The source as printed.
    #[sea_orm(column_type = "Text", nullable)]
    pub source_label: Option<String>,
    /// The source's authorisation on the day of publication.
    #[sea_orm(column_type = "Text")]
    pub authorised_at_publication: String,
    /// Its picture in lists, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub cover: Option<String>,
    /// Where it stood before.
    #[sea_orm(column_type = "Text", nullable)]
    pub original_url: Option<String>,
    /// What a machine had to do with it, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub ai_label: Option<String>,
    /// When it was published, in milliseconds since 1970.
    pub published_at: i64,
    /// How precisely that is known: `day`, `minute`, `second`.
    #[sea_orm(column_type = "Text")]
    pub published_precision: String,
    /// When it was first published, in milliseconds since 1970.
    pub first_published_at: i64,
    /// When its content last changed, in milliseconds since 1970.
    pub updated_at: i64,
    /// When it was withdrawn, in milliseconds since 1970.
    pub withdrawn_at: Option<i64>,
    /// The number of its published revision; 0 while none was.
    pub revision: i32,
    /// The line of the change log that brought this state.
    pub seq: i64,
    /// Characters of the body without white space.
    pub char_count: i32,
    /// Whether the body or the cover is or has a picture.
    pub has_image: bool,
    /// Whether the body has a film.
    pub has_video: bool,
    /// Whether the body has a recording.
    pub has_audio: bool,
    /// SHA-256 of what was imported, in hexadecimal: the same again changes nothing.
    #[sea_orm(column_type = "Text", nullable)]
    pub import_digest: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
