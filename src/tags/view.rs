//! A tag as readers see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{Catalog, Tag};
use crate::page_view;

/// A keyword or a coded subject.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TagView {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "fang-xun")]
    pub slug: String,
    /// Its name.
    #[schema(example = "防汛")]
    pub name: String,
    /// The vocabulary: `keyword` for free words, or the name of a coded one such as `medtop` (IPTC Media Topics).
    #[schema(example = "keyword")]
    pub scheme: String,
    /// Its code in the vocabulary; null for a keyword.
    #[schema(example = json!(null))]
    pub code: Option<String>,
    /// How many published articles stand under it.
    #[schema(minimum = 0, example = 12)]
    pub article_count: i64,
}

page_view! {
    /// A page of tags.
    TagPage of TagView
}

impl TagView {
    /// What readers see of it.
    #[must_use]
    pub fn of(_: &Catalog, tag: &Tag) -> Self {
        let Tag { name, scheme, code } = tag;
        Self {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            scheme: scheme.clone(),
            code: code.clone(),
            article_count: name.article_count,
        }
    }
}
