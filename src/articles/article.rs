//! An article as the newsroom has it: headline, content, and what it refers to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::{Block, Media};
pub use crate::catalog::Authorisation;
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::{Instant, Precision};
use crate::people::Role;

/// A note of the newsroom that stands apart from the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it is for.
    #[schema(example = "opening")]
    pub kind: NoteKind,
    /// The word it is printed under.
    #[schema(max_length = 500, example = "开栏语")]
    pub label: String,
    /// The note's text.
    #[schema(max_length = 20_000, example = "从本期起,本报开设“走读清河”专栏。")]
    pub text: String,
}

/// What a note is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Opens a column (开栏语).
    Opening,
    /// Comes from the editors (编者按).
    Editor,
    /// Closes a column or an article (结束语).
    Closing,
}

/// What a machine had to do with an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AiLabel {
    /// How much it did.
    #[schema(example = "assisted")]
    pub kind: AiLabelKind,
    /// The words that say so to readers.
    #[schema(max_length = 500, example = "本文图表由人工智能辅助生成,经编辑审核。")]
    pub text: String,
}

/// How much a machine did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AiLabelKind {
    /// It made the article.
    Generated,
    /// It helped to make it.
    Assisted,
}

/// What a revision holds beside the headline: text that lists do not show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The notes.
    pub notes: Vec<Note>,
    /// The body.
    pub blocks: Vec<Block>,
    /// Media that stand beside the body.
    pub media: Vec<Media>,
}

/// A thing named by an article: found by its name, made when it is new.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Called {
    /// Its name.
    pub name: String,
    /// The slug to give it when it is made; made from the name when absent.
    pub slug: Option<String>,
}

/// A column as an article names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnCalled {
    /// The full name, or the short one where no other is known.
    pub column: Called,
    /// The name as printed before the title.
    pub short_name: Option<String>,
}

/// A tag as an article names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagCalled {
    /// Its name.
    pub tag: Called,
    /// The vocabulary.
    pub scheme: String,
    /// Its code there.
    pub code: Option<String>,
}

/// Why an article was published although its source was not listed on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceOverride {
    /// What was said for it.
    #[schema(example = "总编辑批准:突发灾情,原文由当地应急部门提供。")]
    pub reason: String,
    /// Who let it through, by the name at that time.
    #[schema(example = "李总编")]
    pub by: String,
    /// When, in milliseconds since 1970.
    #[schema(minimum = 0, example = 1_772_960_100_000_i64)]
    pub at_ms: i64,
}

/// Writes what is not said as `unknown`, as earlier versions did: digests of what they imported stay the same.
#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference to the member")]
fn unsaid_is_unknown<S: Serializer>(status: &Option<Authorisation>, serializer: S) -> Result<S::Ok, S::Error> {
    status.unwrap_or_default().serialize(serializer)
}

/// A published article on its way into the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Incoming {
    /// The id to give it, or by which it is known already; a new one when absent.
    pub id: Option<Uuid>,
    /// Its id in the system it comes from.
    pub external_id: Option<String>,
    /// Its slug; made from the title when absent.
    pub slug: Option<String>,
    /// Slugs that it had before.
    pub former_slugs: Vec<String>,
    /// The number of its revision, for one that is new; 1 when absent.
    pub revision: Option<i32>,
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
    /// The channel's path, outermost first.
    pub channel: Vec<Called>,
    /// The column.
    pub column: Option<ColumnCalled>,
    /// The medium, and the edition below it.
    pub source: Vec<Called>,
    /// The source as printed.
    pub source_label: Option<String>,
    /// The source's authorisation when it was published; found out when absent.
    #[serde(serialize_with = "unsaid_is_unknown")]
    pub authorised_at_publication: Option<Authorisation>,
    /// Why it was published although its source was not listed.
    pub source_override: Option<SourceOverride>,
    /// Who had which part.
    pub people: Vec<(Role, Called)>,
    /// The tags.
    pub tags: Vec<TagCalled>,
    /// The picture in lists.
    pub cover: Option<Media>,
    /// Where it stood before.
    pub original_url: Option<String>,
    /// What a machine had to do with it.
    pub ai_label: Option<AiLabel>,
    /// When it was published.
    pub published_at: Instant,
    /// The day of that in the site's zone.
    #[serde(skip)]
    pub published_on: NaiveDate,
    /// How precisely that is known.
    pub published_precision: Precision,
    /// When it was first published, where that was earlier.
    pub first_published_at: Option<Instant>,
    /// When it last changed; when it was published, where nothing is said.
    pub updated_at: Option<Instant>,
    /// Notes, body and media.
    pub content: Content,
}

impl Incoming {
    /// SHA-256 of everything the article says, in hexadecimal: two are the same import when it is the same.
    ///
    /// What it does not say takes no part, so that a later program with more fields knows today's articles again.
    pub fn digest(&self) -> Result<String> {
        let mut said = serde_json::to_value(self).map_err(Error::broken)?;
        keep_said(&mut said);
        said.sort_all_objects();
        let digest = Sha256::digest(serde_json::to_vec(&said).map_err(Error::broken)?);
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Takes out of a value what says nothing: nulls, falsehoods, empty lists.
fn keep_said(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(keep_said);
            members.retain(|_, member| match member {
                Value::Null | Value::Bool(false) => false,
                Value::Array(items) => !items.is_empty(),
                _ => true,
            });
        }
        Value::Array(items) => items.iter_mut().for_each(keep_said),
        _ => {}
    }
}

/// The id under which the site itself stands in the change log.
pub const SITE: Uuid = Uuid::nil();
