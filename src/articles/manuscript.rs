//! What the newsroom writes: everything that one revision of an article says, with what it refers to by id.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use dibao_entity::article;

use super::article::{AiLabel, Content};
use super::body::Media;
use super::query::Stored;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::Precision;
use crate::people::Role;

/// What a revision says beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// The slug that it asks for; the one it has, or one made from the title, when absent.
    pub slug: Option<String>,
    /// Its id in the system it comes from.
    pub external_id: Option<String>,
    /// BCP 47 tag of language and script.
    pub lang: String,
    /// The main headline.
    pub title: String,
    /// The line above it.
    pub kicker: Option<String>,
    /// The line below it.
    pub subtitle: Option<String>,
    /// A shorter title.
    pub short_title: Option<String>,
    /// The title as printed.
    pub original_title: Option<String>,
    /// The column as printed before the title.
    pub column_label: Option<String>,
    /// The summary.
    pub summary: Option<String>,
    /// Whether the body's first paragraph repeats it.
    pub summary_is_lead: bool,
    /// The channel.
    pub channel: Option<Uuid>,
    /// The column.
    pub column: Option<Uuid>,
    /// The edition, or the medium.
    pub source: Option<Uuid>,
    /// The source as printed.
    pub source_label: Option<String>,
    /// Who had which part.
    pub people: Vec<Part>,
    /// The tags.
    pub tags: Vec<Uuid>,
    /// The picture in lists.
    pub cover: Option<Media>,
    /// Where it stood before.
    pub original_url: Option<String>,
    /// What a machine had to do with it.
    pub ai_label: Option<AiLabel>,
    /// The time that readers are told, in milliseconds since 1970; the moment of publication when absent.
    pub published_at: Option<i64>,
    /// How precisely that is known.
    pub published_precision: Option<Precision>,
}

/// The part that somebody had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// Which part.
    pub role: Role,
    /// Who it was.
    pub person: Uuid,
}

/// Everything that a revision says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manuscript {
    /// All but the text.
    pub fields: Fields,
    /// Notes, body and media.
    pub content: Content,
}

impl Fields {
    /// What an article says beside its text as it stands before readers.
    pub fn of(stored: &Stored) -> Result<Self> {
        let Stored { row, people, tags, content: _, pictures: _ } = stored;
        let article::Model {
            id: _,
            external_id,
            slug,
            state: _,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            channel_id,
            column_id,
            source_id,
            source_label,
            authorised_at_publication: _,
            cover,
            original_url,
            ai_label,
            published_at,
            published_precision,
            first_published_at: _,
            updated_at: _,
            withdrawn_at: _,
            revision: _,
            seq: _,
            char_count: _,
            has_image: _,
            has_video: _,
            has_audio: _,
            import_digest: _,
        } = row.clone();
        Ok(Self {
            slug: Some(slug),
            external_id,
            lang,
            title,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            channel: channel_id,
            column: column_id,
            source: source_id,
            source_label,
            people: people.iter().map(|(role, person)| Part { role: *role, person: *person }).collect(),
            tags: tags.clone(),
            cover: read(cover.as_deref())?,
            original_url,
            ai_label: read(ai_label.as_deref())?,
            published_at: Some(published_at),
            published_precision: Some(Precision::of_word(&published_precision)),
        })
    }
}

impl Manuscript {
    /// The canonical text: JSON without white space, members in the order of their names, as RFC 8785 has it. Two revisions
    /// say the same when it is the same.
    pub fn canonical(&self) -> Result<String> {
        let mut said = serde_json::to_value(self).map_err(Error::broken)?;
        said.sort_all_objects();
        serde_json::to_string(&said).map_err(Error::broken)
    }

    /// SHA-256 of the canonical text, in hexadecimal: what a sign-off is bound to.
    pub fn digest(&self) -> Result<String> {
        Ok(Sha256::digest(self.canonical()?.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A value that is stored as JSON, if there is one.
fn read<T: for<'de> Deserialize<'de>>(stored: Option<&str>) -> Result<Option<T>> {
    stored.map(serde_json::from_str).transpose().map_err(Error::broken)
}
