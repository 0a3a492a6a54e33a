//! What editors send of collections and of what stands in them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::arrangement::{Arrangement, Item, MAX_ITEMS, MAX_SECTIONS, MAX_SUMMARY, MAX_TITLE, Section};
use super::super::collection::{self, MAX_NAME, Status};
use crate::articles::body::Media;
use crate::articles::body::check::of_media;
use crate::articles::body::text::one_line;
use crate::kernel::error::FieldCode;
use crate::kernel::limits;
use crate::kernel::slug::Slug;
use crate::reference::edit::{Said, slug};
use crate::web::body::Object;
use crate::web::forms::{Form, Id, NameOrId};

/// Most characters of a section's id.
const MAX_WORD: usize = limits::SECTION_ID;

/// A new collection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionInput {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, pattern = "one-line", example = "清河新桥通车专题")]
    pub name: String,
    /// Its slug, unique among collections; one made from the name when absent.
    #[schema(min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "qing-he-xin-qiao")]
    pub slug: Option<String>,
    /// What it is about (专题导语).
    #[schema(
        min_length = 1,
        max_length = 5000,
        pattern = "lines-or-empty",
        example = "清河新桥建成通车,两岸出行缩短到十分钟。"
    )]
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on; `open` when absent.
    #[schema(value_type = Option<Status>, example = "open")]
    pub status: Option<String>,
}

/// What is to change of a collection (RFC 7396); what is left out stays as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionPatch {
    /// Its name.
    #[schema(
        value_type = String,
        required = false,
        min_length = 1,
        max_length = 200,
        pattern = "one-line",
        example = "清河新桥通车专题"
    )]
    pub name: Option<String>,
    /// Its slug; the one it had goes on leading to it.
    #[schema(value_type = String, required = false, min_length = 1, max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "qing-he-xin-qiao")]
    pub slug: Option<String>,
    /// What it is about; null for nothing.
    #[schema(
        min_length = 1,
        max_length = 5000,
        pattern = "lines-or-empty",
        example = "清河新桥建成通车,两岸出行缩短到十分钟。"
    )]
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on.
    #[schema(value_type = Status, required = false, example = "closed")]
    pub status: Option<String>,
}

/// A section of a collection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionInput {
    /// A word that is its own within the collection.
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "xian-chang")]
    pub id: String,
    /// What stands above its articles.
    #[schema(min_length = 1, max_length = 500, pattern = "one-line", example = "现场")]
    pub title: String,
}

/// Declares the bodies that say how an article stands in a collection.
macro_rules! placements {
    ($(#[$meta:meta])* $name:ident { $($before:tt)* } { $($after:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($before)*
            /// The id of the section it stands in; none for what stands before all sections.
            #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = json!(null))]
            pub section: Option<String>,
            /// The title to show there in place of its own.
            #[schema(
                min_length = 1,
                max_length = 500,
                pattern = "one-line",
                example = "新桥通车"
            )]
            pub title: Option<String>,
            /// The summary to show there in place of its own.
            #[schema(
                min_length = 1,
                max_length = 2000,
                pattern = "lines-or-empty",
                example = json!(null)
            )]
            pub summary: Option<String>,
            /// The picture to show there in place of its own.
            pub cover: Option<Media>,
            $($after)*
        }
    };
}

placements! {
    /// An article of a collection.
    CollectionItemInput {
        /// The article's id. It may be a draft, which readers see once it is published.
        #[schema(value_type = Id, example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
        pub article: String,
    } {
        /// As it was answered; not looked at.
        #[schema(max_length = 20, pattern = "^[a-z]*$", example = "published")]
        pub state: Option<String>,
        /// As it was answered; not looked at.
        #[schema(max_length = 1000, example = "清河新桥通车")]
        pub headline: Option<String>,
    }
}

placements! {
    /// How an article stands in a collection.
    CollectionPlacement {} {
        /// Its place among the articles of its section, from 0; the end when absent or beyond it.
        #[schema(minimum = 0, maximum = 1000, example = 0)]
        pub position: Option<u32>,
    }
}

/// What is to stand in a collection, in order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionItemsInput {
    /// Its sections in order; none when absent or null.
    #[schema(value_type = Option<Vec<SectionInput>>, max_items = 50, required = false)]
    pub sections: Vec<SectionInput>,
    /// Its articles in order, each at most once; those of a section are put behind those of the sections before.
    #[schema(max_items = 1000)]
    pub items: Vec<CollectionItemInput>,
}

/// A collection as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct New {
    /// Its name.
    pub name: String,
    /// Its slug, where it asks for one.
    pub slug: Option<Slug>,
    /// What it is about.
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on.
    pub status: Status,
}

/// What is to change of a collection; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Its name.
    pub name: Option<String>,
    /// Its slug.
    pub slug: Option<Slug>,
    /// What it is about.
    pub summary: Option<Said<String>>,
    /// Who sees it, and whether it goes on.
    pub status: Option<Status>,
}

/// Reads a new collection.
pub(super) fn new_collection(object: &Object) -> Option<New> {
    let name = object.text("name", 1..=MAX_NAME).map(|name| one_line(&name));
    let slug = if object.gives("slug") && object.is_null("slug") { None } else { slug(object) };
    let summary = object.optional_text("summary", 1..=collection::MAX_SUMMARY);
    let gives_status = object.gives("status") && !object.is_null("status");
    let status = if gives_status { object.word("status", &Status::WORDS) } else { Some(Status::default()) };
    Some(New { name: name?, slug, summary, status: status? })
}

/// Reads what is to change; null is nothing that a name, a slug or a status could be.
pub(super) fn changes(object: &Object) -> Changes {
    let mut changes = Changes::default();
    if object.gives("name") {
        changes.name = object.text("name", 1..=MAX_NAME).map(|name| one_line(&name));
    }
    changes.slug = slug(object);
    if object.gives("summary") {
        changes.summary = Some(object.optional_text("summary", 1..=collection::MAX_SUMMARY).into());
    }
    if object.gives("status") {
        changes.status = object.word("status", &Status::WORDS);
    }
    changes
}

/// Reads what is to stand in a collection.
pub(super) fn arrangement(object: &Object) -> Arrangement {
    let sections = object.objects("sections", MAX_SECTIONS, |object| {
        let (id, title) = (object.text("id", 1..=MAX_WORD), object.text("title", 1..=MAX_TITLE));
        let id = id.and_then(|id| word(object, "id", id));
        Some(Section { id: id?, title: one_line(&title?) })
    });
    if !object.gives("items") || object.is_null("items") {
        object.refuse("items", FieldCode::Missing, "It must be given; an empty list takes everything out.");
    }
    let items = object.objects("items", MAX_ITEMS, |object| {
        let article = object.text("article", 1..=Id::MAX_LENGTH);
        let article = article.and_then(|text| {
            let id = crate::web::ask::parse_id(&text);
            if id.is_none() {
                object.refuse("article", FieldCode::Malformed, Id::ASKED);
            }
            id
        });
        object.know(&["state", "headline"]);
        let item = item(object, article.unwrap_or_default());
        article.map(|_| item)
    });
    // What could not be read is refused already, and must not shift the places of the others.
    match sections.into_iter().collect::<Option<Vec<_>>>().zip(items.into_iter().collect::<Option<Vec<_>>>()) {
        Some((sections, items)) => Arrangement { sections, items },
        None => Arrangement::default(),
    }
}

/// Reads how an article stands in a collection, and at which place.
pub(super) fn placement(object: &Object, article: Uuid) -> (Item, Option<usize>) {
    let position = object.number("position", 0..=i64::try_from(MAX_ITEMS).unwrap_or(i64::MAX));
    (item(object, article), position.and_then(|position| usize::try_from(position).ok()))
}

/// Reads how an article stands in a collection.
fn item(object: &Object, article: Uuid) -> Item {
    let section = object.optional_text("section", 1..=MAX_WORD);
    Item {
        article,
        section: section.and_then(|text| word(object, "section", text)),
        title: object.optional_text("title", 1..=MAX_TITLE).map(|title| one_line(&title)),
        summary: object.optional_text("summary", 1..=MAX_SUMMARY),
        cover: cover(object),
    }
}

/// A word that could be a section's.
fn word(object: &Object, name: &'static str, text: String) -> Option<String> {
    let fits = NameOrId::takes(&text);
    if !fits {
        object.refuse(name, FieldCode::Malformed, "It has lower-case letters, digits and single hyphens between them.");
    }
    fits.then_some(text)
}

/// The picture that an article has in a collection; all that is wrong with it is refused.
fn cover(object: &Object) -> Option<Media> {
    let cover: Media = object.typed("cover", "a file with its `url`, or the `id` of an uploaded picture")?;
    let problems = of_media(&cover);
    for problem in &problems {
        object.refuse_below("cover", &problem.at, problem.code, format!("It {}.", problem.what));
    }
    problems.is_empty().then_some(cover)
}
