//! What editors send of an article: each member is checked, and all that is wrong is said at once.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::schemas::{BodyInput, PartInput, ThingInput};
use crate::articles::article::{AiLabel, Content, Note};
use crate::articles::body::text::leads;
use crate::articles::body::{Block, Media, check, html, text};
use crate::articles::manuscript::{Fields, Manuscript, Part};
use crate::catalog::{Catalog, Named, Shelf};
use crate::kernel::error::{FieldCode, nearest};
use crate::kernel::instant::{self, Instant, Precision};
use crate::kernel::slug::Slug;
use crate::people::Role;
use crate::state::State;
use crate::web::body::Object;
use crate::web::forms::{ExternalId, Form, LanguageTag, Moment};
use crate::web::query::shown;

/// Most characters of a title, a name or a label.
const LINE: usize = 500;
/// Most characters of a summary or a note.
const TEXT: usize = 20_000;
/// Most people, tags, notes or media of an article.
const MOST: usize = 100;

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

/// What editors send of an article. Only `title` must be there.
#[derive(Clone, Debug, ToSchema)]
#[expect(dead_code, reason = "it documents the body; its members are read one by one")]
pub struct ArticleInput {
    /// The main headline.
    #[schema(max_length = 500, example = "清河新桥通车")]
    title: String,
    /// The slug that it is to have when it is published; one made from the title when absent.
    #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "qing-he-xin-qiao-tong-che")]
    slug: Option<String>,
    /// Its id in another system, unique among what is published.
    #[schema(max_length = 255, example = "wire-2026-0042")]
    external_id: Option<String>,
    /// BCP 47 tag of its language and script; the site's when absent.
    #[schema(max_length = 35, example = "zh-Hans")]
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
    notes: Vec<Note>,
    /// The body, as `{"format": "blocks", "blocks": […]}` or `{"format": "html" | "text", "value": "…"}`.
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
    #[schema(max_items = 100, required = false, example = json!([{"person": "luo-ping-ling", "role": "editor"}]))]
    people: Vec<PartInput>,
    /// The tags, by slug or id, or as they were answered.
    #[schema(max_items = 100, required = false, example = json!(["fang-xun"]))]
    tags: Vec<ThingInput>,
    /// The picture in lists.
    cover: Option<Media>,
    /// Media beside the body.
    #[schema(max_items = 100)]
    media: Vec<Media>,
    /// Where it stood before.
    #[schema(max_length = 2_048, format = "uri", example = json!(null))]
    original_url: Option<String>,
    /// What a machine had to do with it.
    ai_label: Option<AiLabel>,
    /// The time that readers are to be told; the moment of publication when absent.
    #[schema(max_length = 40, example = json!(null))]
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
    /// What its HTML shows and blocks cannot hold.
    pub dropped: Vec<String>,
}

/// Reads all that an article says but the note of its revision.
pub(super) fn manuscript(object: &Object, state: &State, catalog: &Catalog) -> Read {
    let line = |name| object.optional_text(name, 1..=LINE).map(|text| one_line(&text));
    let title = object.text("title", 1..=LINE).map(|text| one_line(&text)).unwrap_or_default();
    let original_url = address(object);
    let (blocks, dropped) = body(object, original_url.as_deref());
    let summary = object.optional_text("summary", 1..=TEXT);
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
        cover: object.typed::<Media>("cover", "a file with its `url`").filter(|media| sound(object, "cover", media)),
        original_url,
        ai_label: ai_label(object),
        published_at: published_at.map(|at| at.timestamp_millis()),
        published_precision: precision,
    };
    let media: Vec<Media> = list(object, "media", "a list of files with their `url`");
    media.iter().for_each(|one| {
        sound(object, "media", one);
    });
    Read { manuscript: Manuscript { fields, content: Content { notes: notes(object), blocks, media } }, dropped }
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

/// A text as one line.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text of a form.
fn formed<F: Form>(object: &Object, name: &'static str) -> Option<String> {
    let text = object.optional_text(name, 1..=F::MAX_LENGTH)?;
    if !F::takes(&text) {
        object.refuse(name, FieldCode::Malformed, F::ASKED);
        return None;
    }
    Some(text)
}

/// The slug that is asked for.
fn slug(object: &Object) -> Option<String> {
    let text = object.optional_text("slug", 1..=120)?;
    if Slug::parse(&text).is_none() {
        object.refuse("slug", FieldCode::Malformed, "It is not a slug: a-z, 0-9 and inner hyphens.");
    }
    Some(text)
}

/// Where it stood before.
fn address(object: &Object) -> Option<String> {
    let url = object.optional_text("original_url", 1..=2_048)?;
    if !is_web(&url) {
        object.refuse("original_url", FieldCode::Malformed, "It is not an absolute http or https address.");
        return None;
    }
    Some(url)
}

/// Whether a text is an absolute address of the web.
fn is_web(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://"))
        && url.len() <= 2_048
        && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Whether a file is one that readers may be sent to; refused otherwise.
fn sound(object: &Object, name: &'static str, media: &Media) -> bool {
    let plain = |text: &Option<String>, most| {
        text.as_deref().is_none_or(|text| text.chars().count() <= most && !text.chars().any(char::is_control))
    };
    let sound = is_web(&media.url) && plain(&media.mime_type, LINE) && plain(&media.alt, TEXT);
    if !sound {
        let detail =
            "A `url` is an absolute http or https address; `mime_type` and `alt` are without control characters.";
        object.refuse(name, FieldCode::Malformed, detail);
    }
    sound
}

/// A member that is a list of bounded length.
fn list<T: for<'de> serde::Deserialize<'de>>(object: &Object, name: &'static str, expected: &str) -> Vec<T> {
    let items: Vec<T> = object.typed(name, expected).unwrap_or_default();
    if items.len() > MOST {
        let detail = format!("It has {} items; at most {MOST} are taken.", items.len());
        object.refuse(name, FieldCode::OutOfRange, detail);
        return Vec::new();
    }
    items
}

/// Whether a text of somebody else's may stand in an article.
fn fits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.trim().chars().count()) && !text.chars().any(|c| c.is_control() && c != '\n')
}

/// The notes.
fn notes(object: &Object) -> Vec<Note> {
    let notes: Vec<Note> = list(object, "notes", "a list of notes with `kind`, `label` and `text`");
    for (at, note) in notes.iter().enumerate() {
        if !fits(&note.label, LINE) || !fits(&note.text, TEXT) {
            let detail = "`label` has 1 to 500 characters and `text` 1 to 20,000, without control characters.";
            object.refuse_item("notes", at, FieldCode::OutOfRange, detail);
        }
    }
    notes
}

/// What a machine had to do with it.
fn ai_label(object: &Object) -> Option<AiLabel> {
    let label: AiLabel = object.typed("ai_label", "an object with `kind` and `text`")?;
    if !fits(&label.text, LINE) {
        object.refuse("ai_label", FieldCode::OutOfRange, "`text` has 1 to 500 characters, without control characters.");
    }
    Some(label)
}

/// The time that readers are to be told, and how precisely it is known.
fn published(object: &Object, state: &State) -> (Option<Instant>, Option<Precision>) {
    let asked: Option<Precision> = object.typed("published_precision", "one of `day`, `minute`, `second`");
    let written = formed::<Moment>(object, "published_at").and_then(|text| instant::read(&text, state.zone()));
    let Some(written) = written else { return (None, None) };
    (Some(written.at), Some(asked.unwrap_or(written.precision)))
}

/// The blocks of the body, and what its HTML shows and they cannot hold.
fn body(object: &Object, base: Option<&str>) -> (Vec<Block>, Vec<String>) {
    let Some(Value::Object(body)) = object.typed::<Value>("body", "an object") else {
        if object.typed::<Value>("body", "an object").is_some() {
            object.refuse("body", FieldCode::Malformed, "It is not an object with `format`.");
        }
        return Default::default();
    };
    let format = body.get("format").and_then(Value::as_str).unwrap_or_default();
    let member = if format == "blocks" { "blocks" } else { "value" };
    if let Some(unknown) = body.keys().find(|name| *name != "format" && *name != member) {
        object.refuse("body", FieldCode::Unknown, format!("`{}` is no member of this body.", shown(unknown)));
        return Default::default();
    }
    let value = body.get(member).cloned().unwrap_or_default();
    let (blocks, dropped) = match (format, &value) {
        ("blocks", _) => match serde_json::from_value::<Vec<Block>>(value) {
            Ok(blocks) => (blocks, Vec::new()),
            Err(error) => {
                object.refuse("body", FieldCode::Malformed, format!("`blocks`: {}.", shown(&error.to_string())));
                return Default::default();
            }
        },
        ("html", Value::String(html)) => {
            let read = html::from_html(html, base);
            (read.blocks, read.dropped)
        }
        ("text", Value::String(text)) => (text::from_text(text), Vec::new()),
        ("html" | "text", _) => {
            object.refuse("body", FieldCode::Malformed, "`value` is not a text.");
            return Default::default();
        }
        _ => {
            object.refuse("body", FieldCode::NotAllowed, "`format` is none of blocks, html, text.");
            return Default::default();
        }
    };
    for (at, problem) in check::problems(&blocks) {
        object.refuse("body", FieldCode::Malformed, format!("blocks{at} {problem}."));
    }
    (blocks, dropped)
}

/// A slug or id, alone or in a reference as it was answered.
fn name_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Object(reference) => {
            let known = |name: &String| ["id", "slug", "name", "scheme"].contains(&name.as_str());
            reference.keys().all(known).then(|| reference.get("id")?.as_str()).flatten()
        }
        _ => None,
    }
}

/// The thing of that slug or id; what is wrong otherwise.
fn find<T: Named>(shelf: &Shelf<T>, value: &Value) -> Result<Uuid, (FieldCode, String)> {
    let name = name_of(value)
        .ok_or_else(|| (FieldCode::Malformed, "It is neither a slug or id nor an object with `id`.".to_owned()))?;
    shelf.find(name).map(|thing| thing.names().id).ok_or_else(|| {
        let near = nearest(name, shelf.slugs()).map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
        (FieldCode::NotFound, format!("No {} has the slug or id `{}`.{near}", T::KIND.word(), shown(name)))
    })
}

/// One thing that an article refers to.
fn one<T: Named>(object: &Object, name: &'static str, shelf: &Shelf<T>) -> Option<Uuid> {
    let value: Value = object.typed(name, "a slug or id")?;
    find(shelf, &value).map_err(|(code, detail)| object.refuse(name, code, detail)).ok()
}

/// The tags, each once.
fn tags(object: &Object, catalog: &Catalog) -> Vec<Uuid> {
    let mut found = Vec::new();
    for (at, value) in list::<Value>(object, "tags", "a list of slugs or ids").iter().enumerate() {
        match find(&catalog.tags, value) {
            Ok(tag) if found.contains(&tag) => {}
            Ok(tag) => found.push(tag),
            Err((code, detail)) => object.refuse_item("tags", at, code, detail),
        }
    }
    found
}

/// The people and their parts, each once.
fn people(object: &Object, catalog: &Catalog) -> Vec<Part> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Given {
        person: Value,
        role: Role,
    }
    let mut found: Vec<Part> = Vec::new();
    let given: Vec<Given> = list(object, "people", "a list of objects with `person` and `role`");
    for (at, Given { person, role }) in given.iter().enumerate() {
        match find(&catalog.people, person) {
            Ok(person) if found.iter().any(|part| part.person == person && part.role == *role) => {}
            Ok(person) => found.push(Part { role: *role, person }),
            Err((code, detail)) => object.refuse_item("people", at, code, detail),
        }
    }
    found
}
