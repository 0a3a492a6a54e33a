//! One article as a line of JSON: what `import jsonl` takes and `export jsonl` writes.
//!
//! Here is the form of a line; what its values must be like is checked by `read`.

mod arranged;
mod names;
mod read;
mod schema;
mod wrong;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::articles::article::{AiLabel, Authorisation, Note};
use crate::articles::body::{Block, Media};
use crate::kernel::instant::Precision;
use crate::people::Role;

pub use arranged::{CollectionLine, ItemLine, RelatedChoicesLine, SectionLine};
pub use names::{NamesLine, PeriodLine, SchemeLine, SiteLine, ThingLine, UploadedLine};
pub use read::{Line, ReadArticle, Reading, Said, read, read_article, split_label};
pub use schema::schema;

/// An article as one line of JSON. Only `title`, a body and `published_at` must be there; null is as good as left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleLine {
    /// Its id, a version 7 UUID, by which it is known again or which it is given; a new one when absent.
    #[serde(default)]
    pub id: Option<String>,
    /// Its id in the system it comes from, unique in the site; it makes the import idempotent.
    #[serde(default)]
    pub external_id: Option<String>,
    /// Its slug, which no other article has or had; made from the title when absent.
    #[serde(default)]
    pub slug: Option<String>,
    /// Slugs that it had before and goes on answering to; no other article has or had them.
    #[serde(default, deserialize_with = "or_none", skip_serializing_if = "Vec::is_empty")]
    pub former_slugs: Vec<String>,
    /// The number of its revision, for an article that is new here; 1 when absent.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub revision: Option<i32>,
    /// BCP 47 tag of its language and script; the site's when absent.
    #[serde(default)]
    pub lang: Option<String>,
    /// The main headline.
    pub title: String,
    /// The line above it.
    #[serde(default)]
    pub kicker: Option<String>,
    /// The line below it.
    #[serde(default)]
    pub subtitle: Option<String>,
    /// A shorter title.
    #[serde(default)]
    pub short_title: Option<String>,
    /// The title as printed.
    #[serde(default)]
    pub original_title: Option<String>,
    /// The column as printed before the title.
    #[serde(default)]
    pub column_label: Option<String>,
    /// The summary.
    #[serde(default)]
    pub summary: Option<String>,
    /// Whether the body's first paragraph repeats the summary; found out when absent.
    #[serde(default)]
    pub summary_is_lead: Option<bool>,
    /// Notes that stand apart from the text.
    #[serde(default, deserialize_with = "or_none")]
    pub notes: Vec<Note>,
    /// The body: a text with one paragraph a line, or blocks, of which there may be none. This or `body_html`.
    #[serde(default)]
    pub body: Option<BodyLine>,
    /// The body as HTML. This or `body`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_html: Option<String>,
    /// The channel: its name, or its path, outermost first.
    #[serde(default)]
    pub channel: Option<ChannelLine>,
    /// The column.
    #[serde(default)]
    pub column: Option<ColumnLine>,
    /// The source.
    #[serde(default)]
    pub source: Option<SourceLine>,
    /// The source as printed.
    #[serde(default)]
    pub source_label: Option<String>,
    /// The source's authorisation on the day of publication; what the lists say of that day when absent.
    #[serde(default)]
    pub authorised_at_publication: Option<Authorisation>,
    /// Why it was published although its source was not listed on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_override: Option<OverrideLine>,
    /// Who had which part.
    #[serde(default, deserialize_with = "or_none")]
    pub people: Vec<PersonLine>,
    /// The tags.
    #[serde(default, deserialize_with = "or_none")]
    pub tags: Vec<TagLine>,
    /// The picture in lists.
    #[serde(default)]
    pub cover: Option<MediaLine>,
    /// Media beside the body.
    #[serde(default, deserialize_with = "or_none")]
    pub media: Vec<MediaLine>,
    /// Where it stood before.
    #[serde(default)]
    pub original_url: Option<String>,
    /// What a machine had to do with it.
    #[serde(default)]
    pub ai_label: Option<AiLabel>,
    /// When it was published: a date, or a date and time, in the site's zone where no offset is given. Not in the future.
    pub published_at: String,
    /// How precisely that is known; by how it is written, when absent.
    #[serde(default)]
    pub published_precision: Option<Precision>,
    /// When it was first published.
    #[serde(default)]
    pub first_published_at: Option<String>,
    /// When its content last changed.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// A value, or its default where it is null: null says no more than leaving out does.
fn or_none<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(value: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

/// A body in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a text, or {\"format\": \"blocks\", \"blocks\": […]} with blocks as the API sends them")]
pub enum BodyLine {
    /// A text, one paragraph a line.
    Text(String),
    /// Blocks, as the API sends them.
    Blocks {
        /// Always `blocks`.
        format: BlocksWord,
        /// The blocks.
        blocks: Vec<Block>,
    },
}

/// The word `blocks`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlocksWord {
    /// The word itself.
    Blocks,
}

/// A name, alone or with the slug to give the thing when it is made. A thing is found by its name, whatever its width, case, white space
/// and script (of people: not the script).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a name, or an object with `name` and `slug`")]
pub enum NameLine {
    /// The name alone.
    Name(String),
    /// With a slug.
    Full(NameAndSlug),
}

/// A name and a slug.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameAndSlug {
    /// The name.
    pub name: String,
    /// The slug to give it when it is made; one made distinct where another thing has or had it.
    #[serde(default)]
    pub slug: Option<String>,
}

/// A channel in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a name, or a list of names from the outermost channel to the innermost")]
pub enum ChannelLine {
    /// The name of a channel at the top.
    Top(String),
    /// The path, outermost first.
    Path(Vec<NameLine>),
}

/// A column in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a name, or an object with `name`, `short_name` and `slug`")]
pub enum ColumnLine {
    /// Its name or label alone.
    Name(String),
    /// With more.
    Full(ColumnFull),
}

/// A column with its two names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnFull {
    /// The full name.
    pub name: String,
    /// The name as printed before titles.
    #[serde(default)]
    pub short_name: Option<String>,
    /// The slug.
    #[serde(default)]
    pub slug: Option<String>,
}

/// A source in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a name, or an object with `name`, `slug` and `edition`")]
pub enum SourceLine {
    /// The medium's name alone.
    Name(String),
    /// The medium and an edition.
    Full(SourceFull),
}

/// A medium and an edition.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFull {
    /// The medium.
    pub name: String,
    /// The medium's slug.
    #[serde(default)]
    pub slug: Option<String>,
    /// The edition.
    #[serde(default)]
    pub edition: Option<NameLine>,
}

/// A person in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged, expecting = "an author's name, or an object with `name`, `role` and `slug`")]
pub enum PersonLine {
    /// The name of an author.
    Author(String),
    /// Somebody with any part.
    Full(PersonFull),
}

/// Somebody with any part.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonFull {
    /// The name.
    pub name: String,
    /// The slug.
    #[serde(default)]
    pub slug: Option<String>,
    /// The part.
    pub role: Role,
}

/// A tag in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a keyword, or an object with `name`, `slug`, `scheme` and `code`")]
pub enum TagLine {
    /// A keyword.
    Keyword(String),
    /// A tag of any vocabulary.
    Full(TagFull),
}

/// A tag of any vocabulary.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagFull {
    /// The name.
    pub name: String,
    /// The slug.
    #[serde(default)]
    pub slug: Option<String>,
    /// The vocabulary; `keyword` when absent.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The code in it.
    #[serde(default)]
    pub code: Option<String>,
}

/// Why an article was published although its source was not listed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideLine {
    /// What was said for it.
    pub reason: String,
    /// Who let it through, by the name at that time.
    pub by: String,
    /// When.
    pub at: String,
}

/// A medium file in a line; only the address must be there.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaLine {
    /// The id of an uploaded picture, which a line before it or another import has brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<uuid::Uuid>,
    /// Where it is; of an uploaded picture it is not looked at.
    pub url: String,
    /// Type of the file.
    #[serde(default)]
    pub mime_type: Option<String>,
    /// Width in pixels.
    #[serde(default)]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(default)]
    pub height: Option<u32>,
    /// What it shows.
    #[serde(default)]
    pub alt: Option<String>,
}

impl From<MediaLine> for Media {
    fn from(line: MediaLine) -> Self {
        let MediaLine { id, url, mime_type, width, height, alt } = line;
        Self { id, url, mime_type, width, height, alt, shown: None }
    }
}

impl From<Media> for MediaLine {
    fn from(media: Media) -> Self {
        let Media { id, url, mime_type, width, height, alt, shown: _ } = media;
        Self { id, url, mime_type, width, height, alt }
    }
}
