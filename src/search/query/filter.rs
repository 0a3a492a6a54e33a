//! The filters of lists, said to the index.
//!
//! The index keeps what an article stands under directly. A filter on a channel or a medium means what stands below it, too,
//! so it is spelled out here by the names as they are now.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, EmptyQuery, Occur, Query, RangeQuery, TermSetQuery};
use uuid::Uuid;

use super::super::document::Fields;
use crate::articles::filter::{Condition, DateField, Filter, Named};
use crate::catalog::{self, Catalog, Shelf};

/// A filter as queries that must all hold; empty where it lets everything through.
#[must_use]
pub fn conditions(fields: &Fields, catalog: &Catalog, filter: &Filter) -> Vec<Box<dyn Query>> {
    // Nothing that is searched for asks what rows other modules keep.
    let Filter { conditions, languages: _, named, gathering, date_field, from_ms, to_ms, without: _ } = filter;
    let mut queries: Vec<Box<dyn Query>> = conditions.iter().map(|part| condition(fields, catalog, part)).collect();
    queries.extend(named.as_ref().map(|named| these(fields, named)));
    queries.extend(gathering.as_ref().map(|gathering| {
        let terms = gathering.articles.iter().map(|id| fields.id_term(*id));
        Box::new(TermSetQuery::new(terms)) as Box<dyn Query>
    }));
    if from_ms.or(*to_ms).is_some() {
        let field = match date_field {
            DateField::Published => fields.published_at,
            DateField::FirstPublished => fields.first_published_at,
            DateField::Updated => fields.updated_at,
        };
        let term = |at: i64| Term::from_field_i64(field, at);
        let from = from_ms.map_or(Bound::Unbounded, |at| Bound::Included(term(at)));
        let to = to_ms.map_or(Bound::Unbounded, |at| Bound::Excluded(term(at)));
        queries.push(Box::new(RangeQuery::new(from, to)));
    }
    queries
}

/// The articles that stand under any of these keys directly.
#[must_use]
pub fn under(fields: &Fields, keys: impl IntoIterator<Item = Uuid>) -> Box<dyn Query> {
    Box::new(TermSetQuery::new(keys.into_iter().map(|key| Term::from_field_bytes(fields.key, key.as_bytes()))))
}

/// Everything but what a query finds.
#[must_use]
pub fn all_but(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, query)]))
}

/// A thing and all that stands below it.
pub fn with_all_below<T: catalog::Named>(shelf: &Shelf<T>, id: Uuid, found: &mut Vec<Uuid>) {
    if found.contains(&id) {
        return;
    }
    found.push(id);
    shelf.children(Some(id)).for_each(|child| with_all_below(shelf, child.names().id, found));
}

/// A condition as a query.
fn condition(fields: &Fields, catalog: &Catalog, part: &Condition) -> Box<dyn Query> {
    let each = |parts: &[Condition], occur: Occur| -> Box<dyn Query> {
        Box::new(BooleanQuery::new(
            parts.iter().map(|part| (occur, condition(fields, catalog, part))).collect::<Vec<_>>(),
        ))
    };
    match part {
        Condition::AnyKey(keys) => {
            let mut all = Vec::new();
            for (key, _) in keys {
                if catalog.channels.by_id(*key).is_some() {
                    with_all_below(&catalog.channels, *key, &mut all);
                } else {
                    with_all_below(&catalog.sources, *key, &mut all);
                }
            }
            under(fields, all)
        }
        Condition::All(parts) if parts.is_empty() => Box::new(AllQuery),
        Condition::All(parts) => each(parts, Occur::Must),
        Condition::Any(parts) if parts.is_empty() => Box::new(EmptyQuery),
        Condition::Any(parts) => each(parts, Occur::Should),
        Condition::Not(part) => all_but(condition(fields, catalog, part)),
    }
}

/// Articles named one by one.
fn these(fields: &Fields, named: &Named) -> Box<dyn Query> {
    let terms: Vec<Term> = match named {
        Named::Ids(ids) => ids.iter().map(|id| fields.id_term(*id)).collect(),
        Named::ExternalIds(ids) => ids.iter().map(|id| Term::from_field_text(fields.external_id, id)).collect(),
    };
    Box::new(TermSetQuery::new(terms))
}
