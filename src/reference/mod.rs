//! What the small lists have in common: references by id, slug and name, and lists in the order of slugs from memory; and editing
//! them.

pub mod edit;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{Catalog, Name, Named, Shelf};
use crate::kernel::cursor::{Binding, Direction};
use crate::kernel::error::{Code, Result};
use crate::state::{State, stored};
use crate::store::keyset::{Keyset, Page};
use crate::web::cache::Basis;
use crate::web::page::{self, Total};
use crate::web::params::Shaping;
use crate::web::{Answer, Ask, Query};

/// The least that is said of a named thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reference {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "xin-wen")]
    pub slug: String,
    /// Its name.
    #[schema(example = "新闻")]
    pub name: String,
}

impl From<&Name> for Reference {
    fn from(name: &Name) -> Self {
        Self { id: name.id.to_string(), slug: name.slug.clone(), name: name.name.clone() }
    }
}

/// References to several things.
pub fn references<'a, T: Named + 'a>(things: impl IntoIterator<Item = &'a T>) -> Vec<Reference> {
    things.into_iter().map(|thing| Reference::from(thing.names())).collect()
}

/// Which page of which list.
#[derive(Clone, Debug)]
pub struct Listed<F> {
    /// Which things.
    pub filter: F,
    binding: Binding,
    keyset: Keyset<String>,
    wants_total: bool,
    shaping: Shaping,
}

impl<F> Listed<F> {
    /// Reads what all such lists take, beside a filter and its canonical form.
    pub fn take(query: &Query, state: &State, schema: &str, filter: F, canonical: &str) -> Self {
        let binding = Binding::of(canonical);
        Self {
            filter,
            binding,
            keyset: page::keyset(query, binding),
            wants_total: query.truth("total"),
            shaping: Shaping::take(query, &state.document, schema),
        }
    }
}

/// Answers a list of named things in the order of their slugs.
pub async fn list<T: Named, F, V: Serialize>(
    state: &State,
    ask: &Ask,
    asked: &Listed<F>,
    shelf: impl Fn(&Catalog) -> &Shelf<T>,
    keep: impl Fn(&T) -> bool,
    view: impl Fn(&Catalog, Page<&T>, Option<Total>) -> V,
) -> Result<HttpResponse> {
    state.at_least(asked.shaping.min_seq).await?;
    let answer = async { page_of(&state.catalog(), ask, asked, shelf, keep, view) };
    ask.keep(state.cache_control(), Basis::Log, answer).await
}

/// A page of named things in the order of their slugs.
fn page_of<T: Named, F, V: Serialize>(
    catalog: &Catalog,
    ask: &Ask,
    asked: &Listed<F>,
    shelf: impl Fn(&Catalog) -> &Shelf<T>,
    keep: impl Fn(&T) -> bool,
    view: impl Fn(&Catalog, Page<&T>, Option<Total>) -> V,
) -> Result<Answer> {
    let shelf = shelf(catalog);
    let rows = usize::try_from(asked.keyset.rows()).unwrap_or(usize::MAX);
    let position = asked.keyset.position().map(String::as_str);
    let found: Vec<&T> = match (asked.keyset.cursor.as_ref().map(|cursor| cursor.direction), position) {
        (Some(Direction::Before), Some(slug)) => shelf.before(slug).filter(|thing| keep(thing)).take(rows).collect(),
        (_, position) => shelf.after(position).filter(|thing| keep(thing)).take(rows).collect(),
    };
    let page = asked.keyset.page(found, asked.binding, |thing| thing.names().slug.clone());
    let links = page::links(ask, &page);
    let total = asked.wants_total.then(|| {
        let cap = usize::try_from(page::TOTAL_CAP).unwrap_or(usize::MAX);
        let counted = shelf.after(None).filter(|thing| keep(thing)).take(cap + 1).count();
        Total::of(i64::try_from(counted).unwrap_or(i64::MAX))
    });
    let answer = Answer::json(&view(catalog, page, total), &asked.shaping.fields)?;
    Ok(answer.modified(Some(stored(catalog.head.at))).linked(links))
}

/// Answers one named thing by its slug, a former slug or its id.
pub async fn get<T: Named, V: Serialize>(
    state: &State,
    ask: &Ask,
    (segment, schema, missing): (&str, &str, Code),
    shelf: impl Fn(&Catalog) -> &Shelf<T>,
    view: impl Fn(&Catalog, &T) -> V,
) -> Result<HttpResponse> {
    let name = ask.segment(segment)?;
    let shaping = ask.query(|query| Shaping::take(query, &state.document, schema))?;
    state.at_least(shaping.min_seq).await?;
    let answer = state.consistent(async |catalog| {
        let thing = shelf(catalog).find(&name).ok_or_else(|| Ask::missing(missing, &name))?;
        Ok(Answer::json(&view(catalog, thing), &shaping.fields)?.modified(Some(stored(thing.names().updated_at))))
    });
    ask.keep(state.cache_control(), Basis::Log, answer).await
}
