//! Lines that say what was put together by hand: collections, and what was chosen beside an article.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::TITLE;
use super::wrong::{Form, Wrong};
use super::{MediaLine, or_none};
use crate::articles::body::Media;
use crate::collections::editorial::{ArticleNamed, Carried, CarriedItem};
use crate::collections::{Item, MAX_ITEMS, MAX_SECTIONS, Section, Status};
use crate::kernel::limits;
use crate::related::{Choices, save};
use crate::web::forms::{Form as _, NameOrId};

/// A collection in a line; its articles have their lines before.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionLine {
    /// Its id, a version 7 UUID, by which it is known again or which it is given; known by its slug when absent.
    #[serde(default)]
    pub id: Option<String>,
    /// Its slug; made from the name when absent.
    #[serde(default)]
    pub slug: Option<String>,
    /// Slugs that it had before and goes on answering to.
    #[serde(default, deserialize_with = "or_none", skip_serializing_if = "Vec::is_empty")]
    pub former_slugs: Vec<String>,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on; `open` when absent.
    #[serde(default, deserialize_with = "or_none")]
    pub status: Status,
    /// Its sections, in order.
    #[serde(default, deserialize_with = "or_none", skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionLine>,
    /// Its articles, in order.
    #[serde(default, deserialize_with = "or_none")]
    pub items: Vec<ItemLine>,
}

/// A section of a collection in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionLine {
    /// A word that is its own within the collection.
    pub id: String,
    /// What stands above its articles.
    pub title: String,
}

/// An article of a collection in a line: `article` or `external_id` says which.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemLine {
    /// The article's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Its id in the system it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The id of the section it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The title that it has there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The summary that it has there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The picture that it has there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<MediaLine>,
}

/// What editors chose beside an article, in a line; all articles have their lines before.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelatedChoicesLine {
    /// The id of the article beside which they are shown or not.
    pub article: String,
    /// The ids of those that come first, in this order.
    #[serde(default, deserialize_with = "or_none")]
    pub pinned: Vec<String>,
    /// The ids of those that never appear.
    #[serde(default, deserialize_with = "or_none")]
    pub banned: Vec<String>,
}

impl CollectionLine {
    /// The collection that the line is about.
    pub(super) fn collection(self, wrong: &mut Wrong) -> Option<Carried> {
        let Self { id, slug, former_slugs, name, summary, status, sections, items } = self;
        wrong.most("sections", sections.len(), MAX_SECTIONS);
        wrong.most("items", items.len(), MAX_ITEMS);
        let sections: Vec<Section> = sections
            .into_iter()
            .filter_map(|SectionLine { id, title }| {
                let (id, title) = (word(wrong, "sections.id", id), wrong.text("sections.title", &title, TITLE));
                Some(Section { id: id?, title: title? })
            })
            .collect();
        Some(Carried {
            id: id.and_then(|id| wrong.id("id", &id)),
            slug: wrong.slug("slug", slug),
            former_slugs: former_slugs.into_iter().filter_map(|slug| wrong.slug("former_slugs", Some(slug))).collect(),
            sections,
            items: items.into_iter().filter_map(|item| item.item(wrong)).collect(),
            summary: wrong.optional("summary", summary, Form::Text(limits::COLLECTION_SUMMARY)),
            status,
            name: wrong.text("name", &name, Form::Joined(limits::COLLECTION_NAME))?,
        })
    }
}

impl ItemLine {
    /// The item that it is.
    fn item(self, wrong: &mut Wrong) -> Option<CarriedItem> {
        let Self { article, external_id, section, title, summary, cover } = self;
        let article = match (article, external_id) {
            (Some(id), None) => wrong.id("items.article", &id).map(ArticleNamed::Id),
            (None, Some(id)) => {
                wrong.text("items.external_id", &id, Form::Line(limits::EXTERNAL_ID)).map(ArticleNamed::ExternalId)
            }
            _ => {
                wrong.note("items", "needs either `article` or `external_id`");
                None
            }
        };
        let mut cover = cover.map(Media::from);
        if let Some(cover) = &mut cover {
            wrong.file("items.cover", cover);
        }
        let item = Item {
            article: Uuid::nil(),
            section: section.and_then(|section| word(wrong, "items.section", section)),
            title: wrong.optional("items.title", title, TITLE),
            summary: wrong.optional("items.summary", summary, Form::Text(limits::ITEM_SUMMARY)),
            cover,
        };
        Some(CarriedItem { article: article?, item })
    }
}

impl RelatedChoicesLine {
    /// The choices that the line is about.
    pub(super) fn choices(self, wrong: &mut Wrong) -> Option<save::Carried> {
        let Self { article, pinned, banned } = self;
        let mut ids =
            |field: &str, ids: Vec<String>| -> Vec<Uuid> { ids.iter().filter_map(|id| wrong.id(field, id)).collect() };
        let choices = Choices { pins: ids("pinned", pinned), bans: ids("banned", banned) };
        Some(save::Carried { article: wrong.id("article", &article)?, choices })
    }
}

/// A word that could be a section's.
fn word(wrong: &mut Wrong, field: &str, text: String) -> Option<String> {
    let fits = text.len() <= limits::SECTION_ID && NameOrId::takes(&text);
    if !fits {
        wrong.note(field, format_args!("`{text}` is not a word of a-z, 0-9 and inner hyphens"));
    }
    fits.then_some(text)
}
