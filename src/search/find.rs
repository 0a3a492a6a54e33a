//! Finding: from what was asked to the hits of a page and what is counted beside them.

use std::sync::Arc;

use chrono::{Datelike, TimeZone};
use chrono_tz::Tz;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query};
use uuid::Uuid;

use super::index::Snapshot;
use super::params::{Asked, HitPosition};
use super::query::bag::Tuning;
use super::query::collect::{Facet, Found, Order, Rank, Wanted, score_of};
use super::query::filter::conditions;
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
    let position = asked.keyset.position().map(|HitPosition(rank)| *rank);
    let direction = asked.keyset.cursor.as_ref().map_or(Direction::After, |cursor| cursor.direction);
    let behind = match (position, asked.order) {
        // Scores change with the index, so a page goes on behind the article that ended the last one, wherever it is now.
        (Some(rank), Order::Relevance) => {
            let now = score_of(&snapshot.searcher, &snapshot.fields, query.as_ref(), rank.id)?;
            Some(now.map_or(rank, |score| Rank::of_score(score, rank.id)))
        }
        (position, _) => position,
    };
    let wanted = Wanted {
        fields: snapshot.fields,
        order: asked.order,
        is_backwards: direction == Direction::Before,
        behind,
        limit: usize::try_from(asked.keyset.rows()).unwrap_or(usize::MAX).min(1_000),
        facets: asked.facets.clone(),
        years: if asked.facets.contains(&Facet::Year) { years(zone) } else { Vec::new() },
    };
    wanted.collect(&snapshot.searcher, query.as_ref())
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
