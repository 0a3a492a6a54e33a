//! Finding: from what was asked to the hits of a page and what is counted beside them.

use std::sync::Arc;

use chrono::{Datelike, TimeZone};
use chrono_tz::Tz;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query};
use uuid::Uuid;

use super::index::Snapshot;
use super::params::{Asked, HitPosition};
use super::query::bag::Tuning;
use super::query::collect::{Extent, Facet, Found, Order, Rank, Wanted, score_of};
use super::query::filter::conditions;
use super::query::likeness::{FIRST, is_first, reorder};
use super::query::plan::Planner;
use super::view::{FacetCount, SearchFacets, YearCount};
use crate::catalog::{Catalog, Named, Shelf};
use crate::kernel::cursor::Direction;

/// The years that hits are counted by.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2300;
/// Most things in a facet.
const MAX_THINGS: usize = 100;

/// Finds what was asked for in one state of the index.
pub fn find(snapshot: &Snapshot, catalog: &Catalog, asked: &Asked, zone: Tz) -> tantivy::Result<Found> {
    let query = query(snapshot, catalog, asked);
    let position = asked.keyset.position().map(|HitPosition { rank, .. }| *rank);
    let direction = asked.keyset.cursor.as_ref().map_or(Direction::After, |cursor| cursor.direction);
    let wanted = Wanted {
        fields: snapshot.fields,
        columns: snapshot.columns()?,
        order: asked.order,
        is_backwards: direction == Direction::Before,
        behind: position,
        limit: usize::try_from(asked.keyset.rows()).unwrap_or(usize::MAX).min(1_000),
        extent: if asked.wants_total { Extent::All } else { Extent::Best },
        facets: asked.facets.clone(),
        years: if asked.facets.contains(&Facet::Year) { years(zone) } else { Vec::new() },
    };
    match asked.order {
        Order::Relevance => by_relevance(snapshot, query.as_ref(), wanted),
        _ => wanted.collect(&snapshot.searcher, query.as_ref()),
    }
}

/// Finds a page in the order of relevance: the first hits as they are put in order once more, then the others by their
/// scores.
///
/// A page goes on in the state of the index that the last one was found in, for as long as that is kept. In a later one scores
/// are others, so it goes on behind the article that ended the last one, wherever that is by then.
fn by_relevance(snapshot: &Snapshot, query: &dyn Query, wanted: Wanted) -> tantivy::Result<Found> {
    let Snapshot { searcher, fields, .. } = snapshot;
    let first = Wanted { is_backwards: false, behind: None, limit: FIRST + wanted.limit, ..wanted.clone() };
    let mut found = first.collect(searcher, query)?;
    let others = found.hits.split_off(found.hits.len().min(FIRST));
    let last_of_first = found.hits.last().map(|hit| hit.rank);
    let mut hits = reorder(snapshot, &found.hits)?;
    let Some(position) = wanted.behind else {
        hits.extend(others);
        hits.truncate(wanted.limit);
        return Ok(Found { hits, ..found });
    };
    let among_first = hits.iter().position(|hit| hit.rank.id == position.id);
    let behind = match among_first {
        Some(_) => None,
        None if is_first(position) => None,
        None => {
            let now = score_of(searcher, fields, query, position.id)?;
            Some(now.map_or(position, |score| Rank::of_score(score, position.id)))
        }
    };
    // Where among the first ones the page begins, if it does: before or behind the article, or where it once stood.
    let place = among_first.unwrap_or_else(|| hits.partition_point(|hit| hit.rank > position));
    let hits = match (behind, wanted.is_backwards) {
        (None, false) => {
            let next = place + usize::from(among_first.is_some());
            hits.into_iter().skip(next).chain(others).take(wanted.limit).collect()
        }
        (None, true) => hits.into_iter().take(place).rev().take(wanted.limit).collect(),
        (Some(behind), false) => {
            let rest = Wanted { behind: Some(behind), extent: Extent::Best, facets: Vec::new(), ..wanted };
            rest.collect(searcher, query)?.hits
        }
        (Some(behind), true) => {
            let rest = Wanted { behind: Some(behind), extent: Extent::Best, facets: Vec::new(), ..wanted.clone() };
            let rest = rest.collect(searcher, query)?.hits;
            let others = rest.into_iter().take_while(|hit| last_of_first.is_some_and(|last| hit.rank < last));
            others.chain(hits.into_iter().rev()).take(wanted.limit).collect()
        }
    };
    Ok(Found { hits, ..found })
}

/// Everything that an article must meet.
fn query(snapshot: &Snapshot, catalog: &Catalog, asked: &Asked) -> Box<dyn Query> {
    let planner = Planner { fields: &snapshot.fields, words: &snapshot.words, catalog, tuning: Tuning::NOW };
    let main: Option<Box<dyn Query>> = asked.node.as_ref().map(|node| planner.query(node));
    let filters = conditions(&snapshot.fields, catalog, &asked.filter);
    if filters.is_empty() {
        return main.unwrap_or_else(|| Box::new(AllQuery));
    }
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = main.map(|main| (Occur::Must, main)).into_iter().collect();
    clauses.extend(
        filters.into_iter().map(|filter| (Occur::Must, Box::new(ConstScoreQuery::new(filter, 0.0)) as Box<dyn Query>)),
    );
    Box::new(BooleanQuery::new(clauses))
}

/// When each year begins in a zone.
fn years(zone: Tz) -> Vec<(i64, i32)> {
    let begins = |year: i32| zone.with_ymd_and_hms(year, 1, 1, 0, 0, 0).earliest();
    YEARS.filter_map(begins).map(|at| (at.timestamp_millis(), at.year())).collect()
}

/// The facets that were asked for, by the names as they are now.
#[must_use]
pub fn facets(catalog: &Catalog, asked: &[Facet], found: &Found) -> Option<SearchFacets> {
    if asked.is_empty() {
        return None;
    }
    let wants = |facet: Facet| asked.contains(&facet);
    let years = found.by_year.iter().rev().map(|(year, count)| YearCount { year: *year, count: *count });
    Some(SearchFacets {
        channel: wants(Facet::Channel).then(|| things(&catalog.channels, Facet::Channel, found)),
        column: wants(Facet::Column).then(|| things(&catalog.columns, Facet::Column, found)),
        source: wants(Facet::Source).then(|| things(&catalog.sources, Facet::Source, found)),
        person: wants(Facet::Person).then(|| things(&catalog.people, Facet::Person, found)),
        year: wants(Facet::Year).then(|| years.collect()),
    })
}

/// The most frequent things of a facet, each with what stands below it counted in.
fn things<T: Named>(shelf: &Shelf<T>, facet: Facet, found: &Found) -> Vec<FacetCount> {
    let mut counts: std::collections::HashMap<Uuid, u64> = std::collections::HashMap::new();
    for ((_, id), count) in found.by_thing.iter().filter(|((of, _), _)| *of == facet) {
        for thing in shelf.path(*id) {
            *counts.entry(thing.names().id).or_default() += count;
        }
    }
    let mut counted: Vec<(u64, &T)> =
        counts.into_iter().filter_map(|(id, count)| Some((count, shelf.by_id(id)?))).collect();
    counted.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.names().slug.cmp(&y.names().slug)));
    counted.truncate(MAX_THINGS);
    counted
        .into_iter()
        .map(|(count, thing)| {
            let name = thing.names();
            FacetCount { id: name.id.to_string(), slug: name.slug.clone(), name: name.name.clone(), count }
        })
        .collect()
}

/// What a search on another thread needs, kept alive for it.
#[derive(Clone, Debug)]
pub struct Job {
    /// The names as they are now.
    pub catalog: Arc<Catalog>,
    /// What was asked.
    pub asked: Arc<Asked>,
    /// The site's zone.
    pub zone: Tz,
}

impl Job {
    /// Does it.
    pub fn run(&self, snapshot: &Snapshot) -> tantivy::Result<Found> {
        find(snapshot, &self.catalog, &self.asked, self.zone)
    }
}
