//! A text that related articles are looked for to.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::rank::{COLUMN, TAG};
use crate::catalog::{self, Catalog, Shelf};
use crate::kernel::error::{FieldCode, nearest};
use crate::kernel::instant;
use crate::kernel::text::Removed;
use crate::web::body::Object;
use crate::web::forms::{Form, Moment, NameOrId};
use crate::web::query::shown;

/// Longest title, in characters.
const MAX_TITLE: usize = 500;
/// Longest text, in characters.
const MAX_TEXT: usize = 100_000;
/// Most tags.
const MAX_TAGS: usize = 20;

/// A text that is not an article here: a draft, or an item of a wire.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelateTextInput {
    /// The title, 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500, pattern = "lines", example = "清河大桥建成通车")]
    pub title: String,
    /// The text without markup, a paragraph a line, up to 100,000 characters. What a text is about is taken from its first
    /// 20,000.
    #[schema(
        max_length = 100_000,
        pattern = "prose",
        example = "清河大桥昨日正式通车,两岸居民出行时间由四十分钟缩短到十分钟。"
    )]
    pub text: Option<String>,
    /// When it was or will be published: a date in the site's zone, or a time by RFC 3339. Without it time does not count.
    #[schema(value_type = Option<Moment>, example = "2026-03-08T09:30:00+08:00")]
    pub published_at: Option<String>,
    /// The column it belongs to: a slug or an id.
    #[schema(value_type = Option<NameOrId>, example = "zou-du-qing-he")]
    pub column: Option<String>,
    /// Where it comes from: a slug or an id of a medium or an edition. For `exclude_same_source`.
    #[schema(value_type = Option<NameOrId>, example = "yun-xi-ri-bao")]
    pub source: Option<String>,
    /// Its tags: slugs or ids, up to 20.
    #[schema(value_type = Option<Vec<NameOrId>>, max_items = 20, example = json!(["fang-xun"]))]
    pub tags: Option<Vec<String>>,
}

/// A text that was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    /// The title.
    pub(super) title: String,
    /// The text.
    pub(super) body: String,
    /// When it was published, in milliseconds since 1970.
    pub(super) published_at: Option<i64>,
    /// Its column and tags, each with what sharing it adds at most.
    pub(super) names: Vec<(Uuid, f32)>,
    /// Where it comes from.
    pub(super) source: Option<Uuid>,
}

impl Text {
    /// Reads the members of a body.
    pub(super) fn take(object: &Object, zone: chrono_tz::Tz, catalog: &Catalog) -> Self {
        // A draft or an item of a wire is compared, not kept: its characters are no reason to refuse it.
        let removed = &mut Removed::default();
        let title = object.required_prose("title", 1..=MAX_TITLE, removed).unwrap_or_default();
        let body = object.prose("text", 0..=MAX_TEXT, removed).unwrap_or_default();
        let published_at = object.optional_text("published_at", 1..=64).and_then(|text| {
            let written = Some(&text).filter(|text| Moment::takes(text)).and_then(|text| instant::read(text, zone));
            if written.is_none() {
                object.refuse("published_at", FieldCode::Malformed, Moment::ASKED);
            }
            written.map(|written| written.at.timestamp_millis())
        });
        let column = one(object, "column", &catalog.columns).map(|id| (id, COLUMN));
        let source = one(object, "source", &catalog.sources);
        let tags = object.texts("tags", MAX_TAGS);
        let tags = tags.iter().enumerate().filter_map(|(at, tag)| {
            let found = find(tag, &catalog.tags);
            found.map_err(|detail| object.refuse_item("tags", at, FieldCode::NotFound, detail)).ok()
        });
        let mut names: Vec<(Uuid, f32)> = column.into_iter().chain(tags.map(|id| (id, TAG))).collect();
        names.sort_by_key(|(id, _)| *id);
        names.dedup_by_key(|(id, _)| *id);
        Self { title, body, published_at, names, source }
    }
}

/// The thing that a member names, if it names one.
fn one<T: catalog::Named>(object: &Object, name: &'static str, shelf: &Shelf<T>) -> Option<Uuid> {
    let wanted = object.optional_text(name, 1..=200)?;
    find(&wanted, shelf).map_err(|detail| object.refuse(name, FieldCode::NotFound, detail)).ok()
}

/// The thing with this slug or id, or what to say when there is none.
fn find<T: catalog::Named>(wanted: &str, shelf: &Shelf<T>) -> Result<Uuid, String> {
    shelf.find(wanted).map(|thing| thing.names().id).ok_or_else(|| {
        let hint = nearest(wanted, shelf.slugs()).map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
        format!("No {} has the slug or id `{}`.{hint}", T::KIND.word(), shown(wanted))
    })
}
