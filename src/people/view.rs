//! A person as readers see one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{Catalog, Person};
use crate::page_view;

/// A named contributor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "luo-ping-ling")]
    pub slug: String,
    /// Its name.
    #[schema(example = "李明")]
    pub name: String,
    /// How many published articles stand under it.
    #[schema(minimum = 0, example = 12)]
    pub article_count: i64,
}

page_view! {
    /// A page of people.
    PersonPage of PersonView
}

impl PersonView {
    /// What readers see of it.
    #[must_use]
    pub fn of(_: &Catalog, person: &Person) -> Self {
        let Person { name } = person;
        Self {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            article_count: name.article_count,
        }
    }
}
