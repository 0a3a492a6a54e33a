//! What a revision says, as editors see it.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::articles::article::{AiLabel, Content, Note};
use crate::articles::body::{Block, Media};
use crate::articles::manuscript::{Fields, Manuscript, Part};
use crate::articles::pictures::show_to_newsroom;
use crate::catalog::{Named, Shelf};
use crate::kernel::error::Result;
use crate::kernel::instant::Precision;
use crate::people::Role;
use crate::reference::Reference;
use crate::state::State;
use crate::store::Reads;

/// What a revision says: the members of `ArticleInput`, in a form in which they can be sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArticleContent {
    /// The main headline.
    #[schema(example = "清河新桥通车")]
    pub title: String,
    /// The slug that it is to have when it is published; null where one is made from the title.
    #[schema(example = json!(null))]
    pub slug: Option<String>,
    /// Its id in another system; null where it has none.
    #[schema(example = "wire-2026-0042")]
    pub external_id: Option<String>,
    /// BCP 47 tag of its language and script.
    #[schema(example = "zh-Hans")]
    pub lang: String,
    /// The line above the title (引题); null where there is none.
    #[schema(example = json!(null))]
    pub kicker: Option<String>,
    /// The line below the title (副题); null where there is none.
    #[schema(example = json!(null))]
    pub subtitle: Option<String>,
    /// A shorter title; null where there is none.
    #[schema(example = json!(null))]
    pub short_title: Option<String>,
    /// The title as printed (原标题); null where it is not known.
    #[schema(example = json!(null))]
    pub original_title: Option<String>,
    /// The column as printed before the title; null where there was none.
    #[schema(example = json!(null))]
    pub column_label: Option<String>,
    /// The summary (内容提要); null where there is none.
    #[schema(example = json!(null))]
    pub summary: Option<String>,
    /// Whether the body's first paragraph repeats the summary.
    #[schema(example = false)]
    pub summary_is_lead: bool,
    /// Notes that stand apart from the text.
    pub notes: Vec<Note>,
    /// The body.
    pub body: ContentBody,
    /// The channel; null where it stands in none.
    pub channel: Option<Reference>,
    /// The column; null where it belongs to none.
    pub column: Option<Reference>,
    /// The edition, or the medium; null where that is not known.
    pub source: Option<Reference>,
    /// The source as printed; null where its names are to be printed.
    #[schema(example = json!(null))]
    pub source_label: Option<String>,
    /// Who had which part, in the order of the byline.
    pub people: Vec<ContentPart>,
    /// The tags.
    pub tags: Vec<Reference>,
    /// The picture in lists; null where there is none.
    pub cover: Option<Media>,
    /// Media beside the body.
    pub media: Vec<Media>,
    /// Where it stood before; null where that is not known.
    #[schema(example = json!(null))]
    pub original_url: Option<String>,
    /// What a machine had to do with it; null where none had.
    pub ai_label: Option<AiLabel>,
    /// The time that readers are to be told; null where that is the moment of publication.
    #[schema(format = "date-time", example = json!(null))]
    pub published_at: Option<String>,
    /// How precisely that is known; null without it.
    #[schema(example = json!(null))]
    pub published_precision: Option<Precision>,
}

/// The body of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "format": "blocks",
    "blocks": [{"type": "paragraph", "spans": [{"text": "清河新桥昨日通车。", "marks": [], "href": null}]}],
}))]
pub struct ContentBody {
    /// Always `blocks`, whatever it was sent as.
    #[schema(example = "blocks")]
    pub format: ContentFormat,
    /// The blocks, from first to last.
    pub blocks: Vec<Block>,
}

/// The form in which the body of a revision is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContentFormat {
    /// As blocks.
    Blocks,
}

/// Somebody, and the part that they had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "person": {"id": "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f", "slug": "luo-ping-ling", "name": "李明"},
    "role": "editor",
}))]
pub struct ContentPart {
    /// The person.
    pub person: Reference,
    /// Their part.
    #[schema(example = "editor")]
    pub role: Role,
}

impl ArticleContent {
    /// What a manuscript says, references with their names, uploaded pictures with what the library says of them.
    pub async fn of(db: &impl Reads, state: &State, manuscript: Manuscript) -> Result<Self> {
        let Manuscript { mut fields, mut content } = manuscript;
        show_to_newsroom(db, &state.settings, fields.cover.as_mut(), &mut content).await?;
        let catalog = state.catalog();
        let Content { notes, blocks, media } = content;
        let Fields {
            slug,
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
            channel,
            column,
            source,
            source_label,
            people,
            tags,
            cover,
            original_url,
            ai_label,
            published_at,
            published_precision,
        } = fields;
        let part = |Part { role, person }| ContentPart { person: reference(&catalog.people, person), role };
        Ok(Self {
            title,
            slug,
            external_id,
            lang,
            kicker,
            subtitle,
            short_title,
            original_title,
            column_label,
            summary,
            summary_is_lead,
            notes,
            body: ContentBody { format: ContentFormat::Blocks, blocks },
            channel: channel.map(|id| reference(&catalog.channels, id)),
            column: column.map(|id| reference(&catalog.columns, id)),
            source: source.map(|id| reference(&catalog.sources, id)),
            source_label,
            people: people.into_iter().map(part).collect(),
            tags: tags.into_iter().map(|id| reference(&catalog.tags, id)).collect(),
            cover,
            media,
            original_url,
            ai_label,
            published_at: published_at.map(|at| state.time(at)),
            published_precision,
        })
    }
}

/// A reference to a thing. Where it is not known here yet, its id stands for its slug and its name, too.
fn reference<T: Named>(shelf: &Shelf<T>, id: Uuid) -> Reference {
    shelf.follow(id).map_or_else(
        || Reference { id: id.to_string(), slug: id.to_string(), name: id.to_string() },
        |thing| Reference::from(thing.names()),
    )
}
