//! A collection as readers see it.

use serde::Serialize;
use utoipa::ToSchema;

use super::arrangement::{Item, Section};
use crate::articles::ArticleSummary;
use crate::articles::body::Media;
use crate::articles::pictures::show_to_readers;
use crate::catalog::Collection;
use crate::config::Settings;
use crate::media::Picture;
use crate::page_view;
use crate::state::State;
use crate::web::page::Total;

/// Whether a collection goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CollectionStatus {
    /// It goes on.
    Open,
    /// It has ended.
    Closed,
}

/// A collection: articles put together by hand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CollectionView {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "tou-tiao")]
    pub slug: String,
    /// Its name.
    #[schema(example = "头条")]
    pub name: String,
    /// What it is about (专题导语); null where nothing is said.
    #[schema(example = "今日要闻。")]
    pub summary: Option<String>,
    /// Whether it goes on.
    #[schema(example = "open")]
    pub status: CollectionStatus,
    /// How many published articles stand in it.
    #[schema(minimum = 0, maximum = 1000, example = 5)]
    pub article_count: i64,
    /// When it, or what stands in it, was last changed by hand.
    #[schema(format = "date-time", example = "2026-03-08T09:30:00+08:00")]
    pub updated_at: String,
}

page_view! {
    /// A page of collections.
    CollectionPage of CollectionView
}

/// A part of a collection under a title of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SectionView {
    /// Its id: a word that is its own within the collection, fit for an anchor.
    #[schema(example = "xian-chang")]
    pub id: String,
    /// What stands above its articles.
    #[schema(example = "现场")]
    pub title: String,
}

impl From<Section> for SectionView {
    fn from(Section { id, title }: Section) -> Self {
        Self { id, title }
    }
}

/// An article in a collection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CollectionItem {
    /// The article's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The id of the section it stands in; null for what stands before all sections.
    #[schema(example = json!(null))]
    pub section: Option<String>,
    /// The title to show here in place of the article's; null where that is its own.
    #[schema(example = "新桥通车")]
    pub title: Option<String>,
    /// The summary to show here in place of the article's; null where that is its own.
    #[schema(example = json!(null))]
    pub summary: Option<String>,
    /// The picture to show here in place of the article's; null where that is its own.
    pub cover: Option<Media>,
    /// The article.
    pub article: ArticleSummary,
}

impl CollectionItem {
    /// An item with its article, and its cover with what is known of the uploaded picture.
    #[must_use]
    pub fn of(settings: &Settings, picture: Option<&Picture>, item: Item, article: ArticleSummary) -> Self {
        let Item { article: id, section, title, summary, mut cover } = item;
        cover.iter_mut().for_each(|cover| show_to_readers(settings, picture, cover));
        Self { id: id.to_string(), section, title, summary, cover, article }
    }
}

/// A collection with a page of what stands in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CollectionList {
    /// The collection's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "tou-tiao")]
    pub slug: String,
    /// Its name.
    #[schema(example = "头条")]
    pub name: String,
    /// What it is about (专题导语); null where nothing is said.
    #[schema(example = "今日要闻。")]
    pub summary: Option<String>,
    /// Whether it goes on.
    #[schema(example = "open")]
    pub status: CollectionStatus,
    /// How many published articles stand in it.
    #[schema(minimum = 0, maximum = 1000, example = 5)]
    pub article_count: i64,
    /// When it, or what stands in it, was last changed by hand.
    #[schema(format = "date-time", example = "2026-03-08T09:30:00+08:00")]
    pub updated_at: String,
    /// Its sections in order, also those without a published article.
    #[schema(max_items = 50)]
    pub sections: Vec<SectionView>,
    /// The articles of this page in the order of the editors: first those of no section, then section by section.
    pub items: Vec<CollectionItem>,
    /// The cursor of the next page, null on the last one.
    #[schema(example = json!(null))]
    pub next_cursor: Option<String>,
    /// The cursor of the page before, null on the first one.
    #[schema(example = json!(null))]
    pub prev_cursor: Option<String>,
    /// How many published articles it has, where `total=true` asked for it.
    #[schema(example = json!(null))]
    pub total: Option<i64>,
    /// Whether there are more than `total`, which cannot be; null where it was not asked for.
    #[schema(example = json!(null))]
    pub total_is_lower_bound: Option<bool>,
}

impl CollectionView {
    /// What readers see of a collection with so many articles.
    #[must_use]
    pub fn of(state: &State, collection: &Collection, article_count: i64) -> Self {
        let Collection { name, summary, is_open } = collection;
        Self {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            summary: summary.clone(),
            status: if *is_open { CollectionStatus::Open } else { CollectionStatus::Closed },
            article_count,
            updated_at: state.time(name.updated_at),
        }
    }
}

impl CollectionList {
    /// A collection with a page of its articles.
    #[must_use]
    pub fn new(
        collection: CollectionView,
        sections: Vec<Section>,
        items: Vec<CollectionItem>,
        (next_cursor, prev_cursor): (Option<String>, Option<String>),
        total: Option<Total>,
    ) -> Self {
        let CollectionView { id, slug, name, summary, status, article_count, updated_at } = collection;
        Self {
            id,
            slug,
            name,
            summary,
            status,
            article_count,
            updated_at,
            sections: sections.into_iter().map(SectionView::from).collect(),
            items,
            next_cursor,
            prev_cursor,
            total: total.map(|total| total.count),
            total_is_lower_bound: total.map(|total| total.is_lower_bound),
        }
    }
}
