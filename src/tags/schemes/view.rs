//! A vocabulary as readers see it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Catalog;

/// A vocabulary.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TagScheme {
    /// Its name, as tags have it.
    #[schema(example = "keyword")]
    pub scheme: String,
    /// What it is called; null where nobody has said.
    #[schema(example = json!(null))]
    pub title: Option<String>,
    /// How many tags it has.
    #[schema(minimum = 0, example = 12)]
    pub count: usize,
}

/// All vocabularies.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TagSchemeList {
    /// The vocabularies, in the order of their names.
    pub items: Vec<TagScheme>,
}

impl TagSchemeList {
    /// Those that have tags or a title.
    #[must_use]
    pub fn of(catalog: &Catalog) -> Self {
        let mut counts: BTreeMap<&str, usize> = catalog.tag_titles.keys().map(|scheme| (scheme.as_str(), 0)).collect();
        for tag in catalog.tags.after(None) {
            *counts.entry(tag.scheme.as_str()).or_default() += 1;
        }
        let items = counts.into_iter().map(|(scheme, count)| TagScheme {
            scheme: scheme.to_owned(),
            title: catalog.tag_titles.get(scheme).cloned(),
            count,
        });
        Self { items: items.collect() }
    }
}
