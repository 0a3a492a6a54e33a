//! A source as readers see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::sourcing::{Period, Status};
use crate::catalog::{Catalog, Source, SourceKind};
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
    /// What kind of medium it is; null where that is not said.
    #[schema(example = "newspaper")]
    pub kind: Option<SourceKind>,
    /// What lists of sources say of it; null where none says anything of it, nor of the medium of an edition.
    pub authorisation: Option<SourceAuthorisation>,
    /// How many published articles came from it, those of its editions included.
    #[schema(minimum = 0, example = 31)]
    pub article_count: i64,
}

/// What lists of sources say of one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceAuthorisation {
    /// Of which source they say it: of this one, or, where none says anything of an edition, of its medium.
    pub source: Reference,
    /// What they say, oldest first. On a day that counts which began last of those that hold; of two that began on one day the
    /// stricter. On a day on which none holds it is not listed.
    pub periods: Vec<AuthorisationPeriod>,
}

/// What a list says of a source from one day to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuthorisationPeriod {
    /// The list.
    #[schema(example = "互联网新闻信息稿源单位名单(2021)")]
    pub list: String,
    /// The part of the list; null where it has none.
    #[schema(example = "地方新闻单位")]
    pub category: Option<String>,
    /// What the list says.
    #[schema(example = "listed")]
    pub status: Status,
    /// The first day on which it holds; null where it always did.
    #[schema(format = "date", example = "2021-10-20")]
    pub valid_from: Option<String>,
    /// The last day on which it holds; null where it still does.
    #[schema(format = "date", example = json!(null))]
    pub valid_to: Option<String>,
}

impl From<&Period> for AuthorisationPeriod {
    fn from(period: &Period) -> Self {
        let Period { valid_from, status, list, category, valid_to } = period;
        Self {
            list: list.clone(),
            category: category.clone(),
            status: *status,
            valid_from: valid_from.map(|day| day.to_string()),
            valid_to: valid_to.map(|day| day.to_string()),
        }
    }
}

page_view! {
    /// A page of sources.
    SourcePage of SourceView
}

impl SourceView {
    /// What readers see of a source.
    #[must_use]
    pub fn of(catalog: &Catalog, source: &Source) -> Self {
        let Source { name, parent, kind } = source;
        let line = catalog.sources.path(name.id).into_iter().rev().map(|source| source.name.id);
        let authorisation = catalog.sourcing.counting(line).and_then(|(id, periods)| {
            let source = Reference::from(&catalog.sources.by_id(id)?.name);
            Some(SourceAuthorisation { source, periods: periods.iter().map(Into::into).collect() })
        });
        Self {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            parent: parent.and_then(|parent| catalog.sources.by_id(parent)).map(|parent| (&parent.name).into()),
            editions: references(catalog.sources.children(Some(name.id))),
            kind: *kind,
            authorisation,
            article_count: name.article_count,
        }
    }
}
