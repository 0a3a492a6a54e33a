//! What editors send of an article: each member is checked, and all that is wrong is said at once.

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::body::body;
use super::members::{LINE, TEXT, address, ai_label, cover, formed, media, notes, published, slug};
use super::references::{one, people, tags};
use super::schemas::{BodyInput, PartInput, ThingInput};
use crate::articles::article::{AiLabel, Content, Note};
use crate::articles::body::Media;
use crate::articles::body::text::{leads, one_line};
use crate::articles::manuscript::{Fields, Manuscript};
use crate::catalog::Catalog;
use crate::kernel::instant::Precision;
use crate::kernel::text::Removed;
use crate::state::State;
use crate::web::body::Object;
use crate::web::forms::{ExternalId, LanguageTag, Moment};

/// Every member that an article takes.
pub(super) const MEMBERS: [&str; 24] = [
    "slug",
    "external_id",
    "lang",
    "title",
    "kicker",
    "subtitle",
    "short_title",
    "original_title",
    "column_label",
    "summary",
    "summary_is_lead",
    "notes",
    "body",
    "channel",
    "column",
    "source",
    "source_label",
    "people",
    "tags",
    "cover",
    "media",
    "original_url",
    "ai_label",
    "published_at",
];

/// What an article is to say.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleInput {
    /// The main headline, as one line.
    #[schema(max_length = 500, example = "清河新桥通车")]
    title: String,
    /// The slug that it is to have when it is published; one made from the title when absent.
    #[schema(
        min_length = 1,
        max_length = 120,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "qing-he-xin-qiao-tong-che"
    )]
    slug: Option<String>,
    /// Its id in another system, unique among what is published: a text without commas and control characters.
    #[schema(min_length = 1, max_length = 255, pattern = "one-line-without-comma", example = "wire-2026-0042")]
    external_id: Option<String>,
    /// BCP 47 tag of its language and script; the site's when absent.
    #[schema(value_type = Option<LanguageTag>, example = "zh-Hans")]
    lang: Option<String>,
    /// The line above the title (引题).
    #[schema(max_length = 500, example = json!(null))]
    kicker: Option<String>,
    /// The line below the title (副题).
    #[schema(max_length = 500, example = json!(null))]
    subtitle: Option<String>,
    /// A shorter title.
    #[schema(max_length = 500, example = json!(null))]
    short_title: Option<String>,
    /// The title as printed (原标题).
    #[schema(max_length = 500, example = json!(null))]
    original_title: Option<String>,
    /// The column as printed before the title.
    #[schema(max_length = 500, example = json!(null))]
    column_label: Option<String>,
    /// The summary (内容提要).
    #[schema(max_length = 20_000, example = json!(null))]
    summary: Option<String>,
    /// Whether the body's first paragraph repeats the summary; found out when absent.
    #[schema(example = false)]
    summary_is_lead: Option<bool>,
    /// Notes that stand apart from the text.
    #[schema(max_items = 100)]
    notes: Option<Vec<Note>>,
    /// The body, as `{"format": "blocks", "blocks": […]}` or `{"format": "html" | "text", "value": "…"}`. A patch replaces it as
    /// a whole.
    #[schema(example = json!({"format": "text", "value": "清河新桥昨日通车。"}))]
    body: Option<BodyInput>,
    /// The channel, by slug or id, or as it was answered.
    #[schema(example = json!(null))]
    channel: Option<ThingInput>,
    /// The column, likewise.
    #[schema(example = json!(null))]
    column: Option<ThingInput>,
    /// The source or its edition, likewise.
    #[schema(example = json!(null))]
    source: Option<ThingInput>,
    /// The source as printed.
    #[schema(max_length = 500, example = json!(null))]
    source_label: Option<String>,
    /// Who had which part: `{person, role}` with a slug or id.
    #[schema(max_items = 100, example = json!([{"person": "luo-ping-ling", "role": "editor"}]))]
    people: Option<Vec<PartInput>>,
    /// The tags, by slug or id, or as they were answered.
    #[schema(max_items = 100, example = json!(["fang-xun"]))]
    tags: Option<Vec<ThingInput>>,
    /// The picture in lists.
    cover: Option<Media>,
    /// Media beside the body.
    #[schema(max_items = 100)]
    media: Option<Vec<Media>>,
    /// Where it stood before: an absolute http or https address.
    #[schema(min_length = 1, max_length = 2_048, pattern = "web-address", example = json!(null))]
    original_url: Option<String>,
    /// What a machine had to do with it.
    ai_label: Option<AiLabel>,
    /// The time that readers are to be told; the moment of publication when absent.
    #[schema(value_type = Option<Moment>, example = json!(null))]
    published_at: Option<String>,
    /// How precisely that is known; by how it is written when absent.
    #[schema(example = json!(null))]
    published_precision: Option<Precision>,
    /// What its author says of this revision.
    #[schema(max_length = 500, example = "初稿")]
    note: Option<String>,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// What the article is to say.
    pub manuscript: Manuscript,
    /// Parts of HTML that blocks cannot hold, and characters that no text keeps.
    pub dropped: Vec<String>,
}

/// Reads all that an article says but the note of its revision.
pub(super) fn manuscript(object: &Object, state: &State, catalog: &Catalog) -> Read {
    let line = |name| object.optional_text(name, 1..=LINE).map(|text| one_line(&text));
    let title = object.text("title", 1..=LINE).map(|text| one_line(&text)).unwrap_or_default();
    let original_url = address(object);
    let (blocks, mut dropped) = body(object, original_url.as_deref());
    let (mut of_summary, mut of_notes) = (Removed::default(), Removed::default());
    let summary = object.prose("summary", 1..=TEXT, &mut of_summary);
    let is_lead = object.typed::<bool>("summary_is_lead", "true or false");
    let summary_is_lead = is_lead.unwrap_or_else(|| summary.as_deref().is_some_and(|text| leads(&blocks, text)));
    let (published_at, precision) = published(object, state);
    let fields = Fields {
        slug: slug(object),
        external_id: formed::<ExternalId>(object, "external_id"),
        lang: formed::<LanguageTag>(object, "lang").unwrap_or_else(|| state.settings.site.lang.clone()),
        title,
        kicker: line("kicker"),
        subtitle: line("subtitle"),
        short_title: line("short_title"),
        original_title: line("original_title"),
        column_label: line("column_label"),
        summary,
        summary_is_lead,
        channel: one(object, "channel", &catalog.channels),
        column: one(object, "column", &catalog.columns),
        source: one(object, "source", &catalog.sources),
        source_label: line("source_label"),
        people: people(object, catalog),
        tags: tags(object, catalog),
        cover: cover(object),
        original_url,
        ai_label: ai_label(object),
        published_at: published_at.map(|at| at.timestamp_millis()),
        published_precision: precision,
    };
    let content = Content { notes: notes(object, &mut of_notes), blocks, media: media(object) };
    for (member, removed) in [("summary", of_summary), ("notes", of_notes)] {
        dropped.extend(removed.lines().map(|line| format!("{member}: {line}")));
    }
    Read { manuscript: Manuscript { fields, content }, dropped }
}

/// The note of a revision.
pub(super) fn note(object: &Object) -> Option<String> {
    object.optional_text("note", 1..=LINE)
}

/// An article in the form in which it is sent, so that a patch can be applied to it.
pub(super) fn as_sent(state: &State, manuscript: &Manuscript) -> Map<String, Value> {
    let Manuscript { fields, content } = manuscript;
    let Value::Object(mut sent) = json!(fields) else { return Map::new() };
    sent.insert("published_at".into(), json!(fields.published_at.map(|at| state.time(at))));
    sent.insert("notes".into(), json!(content.notes));
    sent.insert("media".into(), json!(content.media));
    sent.insert("body".into(), json!({"format": "blocks", "blocks": content.blocks}));
    sent
}
