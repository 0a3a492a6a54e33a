//! A collection as the newsroom sees it.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::arrangement::{Arrangement, Item};
use super::super::collection::{Collection, Status};
use super::super::query::Placed;
use super::super::view::SectionView;
use crate::articles::body::Media;
use crate::articles::pictures::show_file;
use crate::media::Picture;
use crate::page_view;
use crate::state::State;

/// A collection in the newsroom's list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialCollectionSummary {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "tou-tiao")]
    pub slug: String,
    /// Its name.
    #[schema(example = "头条")]
    pub name: String,
    /// What it is about; null where nothing is said.
    #[schema(example = "今日要闻。")]
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on.
    #[schema(example = "open")]
    pub status: Status,
    /// Goes up with every change of it or of what stands in it.
    #[schema(minimum = 1, example = 3)]
    pub version: i64,
    /// The line of the change log that brought this state, for `min_seq`; 0 where none did, since no reader sees it.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-03-01T10:00:00+08:00")]
    pub created_at: String,
    /// When it, or what stands in it, was last changed.
    #[schema(format = "date-time", example = "2026-03-08T09:30:00+08:00")]
    pub updated_at: String,
}

page_view! {
    /// A page of collections as the newsroom sees them.
    EditorialCollectionPage of EditorialCollectionSummary
}

/// An article of a collection as the newsroom sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialCollectionItem {
    /// The article's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub article: String,
    /// The id of the section it stands in; null for what stands before all sections.
    #[schema(example = json!(null))]
    pub section: Option<String>,
    /// The title that it has here; null where that is its own.
    #[schema(example = "新桥通车")]
    pub title: Option<String>,
    /// The summary that it has here; null where that is its own.
    #[schema(example = json!(null))]
    pub summary: Option<String>,
    /// The picture that it has here; null where that is its own.
    pub cover: Option<Media>,
    /// What the article is to readers: `draft`, `published`, `unpublished`. They see only what is `published`.
    #[schema(example = "published")]
    pub state: String,
    /// The article's own title; that of the latest draft where it is not published.
    #[schema(example = "清河新桥通车")]
    pub headline: String,
}

/// A collection with all that stands in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditorialCollection {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "tou-tiao")]
    pub slug: String,
    /// Its name.
    #[schema(example = "头条")]
    pub name: String,
    /// What it is about; null where nothing is said.
    #[schema(example = "今日要闻。")]
    pub summary: Option<String>,
    /// Who sees it, and whether it goes on.
    #[schema(example = "open")]
    pub status: Status,
    /// Goes up with every change of it or of what stands in it.
    #[schema(minimum = 1, example = 3)]
    pub version: i64,
    /// The line of the change log that brought this state, for `min_seq`; 0 where none did, since no reader sees it.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
    /// When it was made.
    #[schema(format = "date-time", example = "2026-03-01T10:00:00+08:00")]
    pub created_at: String,
    /// When it, or what stands in it, was last changed.
    #[schema(format = "date-time", example = "2026-03-08T09:30:00+08:00")]
    pub updated_at: String,
    /// Its sections, in order.
    #[schema(max_items = 50)]
    pub sections: Vec<SectionView>,
    /// All its articles, in order, also those that readers do not see; those withdrawn for good are gone.
    #[schema(max_items = 1000)]
    pub items: Vec<EditorialCollectionItem>,
}

impl EditorialCollectionSummary {
    /// What the newsroom sees of it in a list.
    #[must_use]
    pub fn of(state: &State, collection: &Collection) -> Self {
        let Collection { id, slug, name, summary, status, version, seq, created_at, updated_at } = collection.clone();
        Self {
            id: id.to_string(),
            slug,
            name,
            summary,
            status,
            version,
            seq,
            created_at: state.time(created_at),
            updated_at: state.time(updated_at),
        }
    }
}

impl EditorialCollection {
    /// What the newsroom sees of it, with what is known of the articles and of the uploaded pictures.
    #[must_use]
    pub fn of(
        state: &State,
        collection: &Collection,
        arrangement: Arrangement,
        (placed, pictures): (&mut HashMap<Uuid, Placed>, &HashMap<Uuid, Picture>),
    ) -> Self {
        let EditorialCollectionSummary { id, slug, name, summary, status, version, seq, created_at, updated_at } =
            EditorialCollectionSummary::of(state, collection);
        let Arrangement { sections, items } = arrangement;
        let item = |item: Item| {
            let picture = item.picture().and_then(|id| pictures.get(&id));
            let Item { article, section, title, summary, mut cover } = item;
            let Placed { state: article_state, title: headline } = placed.remove(&article)?;
            cover.iter_mut().for_each(|cover| show_file(&state.settings, picture, cover));
            Some(EditorialCollectionItem {
                article: article.to_string(),
                section,
                title,
                summary,
                cover,
                state: article_state,
                headline,
            })
        };
        Self {
            id,
            slug,
            name,
            summary,
            status,
            version,
            seq,
            created_at,
            updated_at,
            sections: sections.into_iter().map(SectionView::from).collect(),
            items: items.into_iter().filter_map(item).collect(),
        }
    }
}
