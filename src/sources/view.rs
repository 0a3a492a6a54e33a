//! A source as readers see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{Catalog, Source};
use crate::page_view;
use crate::reference::{Reference, references};

/// A medium, or an edition of one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceView {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "yun-xi-ri-bao")]
    pub slug: String,
    /// Its name.
    #[schema(example = "云溪日报")]
    pub name: String,
    /// The medium that it is an edition of; null for a medium.
    pub parent: Option<Reference>,
    /// Its editions, in the order of their slugs.
    pub editions: Vec<Reference>,
    /// How many published articles came from it, those of its editions included.
    #[schema(minimum = 0, example = 31)]
    pub article_count: i64,
}

page_view! {
    /// A page of sources.
    SourcePage of SourceView
}

impl SourceView {
    /// What readers see of a source.
    #[must_use]
    pub fn of(catalog: &Catalog, source: &Source) -> Self {
        let Source { name, parent } = source;
        Self {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            parent: parent.and_then(|parent| catalog.sources.by_id(parent)).map(|parent| (&parent.name).into()),
            editions: references(catalog.sources.children(Some(name.id))),
            article_count: name.article_count,
        }
    }
}
