//! The parameters of a search.

use utoipa::IntoParams;
use uuid::Uuid;

use super::query::collect::{Facet, Order, Rank};
use super::query::grammar::{self, Node};
use crate::articles::filter::Filter;
use crate::articles::{BodyFormat, Include, params};
use crate::catalog::Catalog;
use crate::kernel::cursor::{Binding, Position};
use crate::kernel::error::FieldCode;
use crate::state::State;
use crate::store::keyset::Keyset;
use crate::web::page;
use crate::web::params::Shaping;
use crate::web::query::Query;

/// Longest query, in characters.
const MAX_QUERY: usize = 500;

/// What to search for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct SearchQuery {
    /// What to search for, at most 500 characters; all articles that pass the filters when left out. Words that follow each
    /// other find articles that have at least a fifth of their pairs of neighbouring characters, those that fit best first.
    /// `"…"` (also “…” and 「…」) finds a text as it is written, in simplified or traditional characters, whatever its
    /// punctuation, width or case. `AND`, `OR`, `NOT` in capitals and parentheses combine; `title:`, `body:` look in one part, `source:`, `person:`
    /// for a name. A word beside an operator or behind `title:` must stand as it is written. What cannot be read is taken as
    /// words.
    #[param(max_length = 500, example = "防汛 演练")]
    q: Option<String>,
    /// The order: by relevance, or by publication. By relevance when there is a `q`, otherwise the newest first.
    #[param(value_type = Option<Order>, example = "-published_at")]
    sort: Option<String>,
    /// What to count the articles found by: `channel`, `column`, `source`, `person`, `year`, separated by commas.
    #[param(value_type = Option<Vec<Facet>>, example = "channel")]
    facets: Option<String>,
    /// Whether to show where each article has what was searched for.
    #[param(value_type = Option<bool>, default = true, example = true)]
    highlight: Option<String>,
}

/// The position of a hit, and the state of the index that it was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HitPosition {
    /// The score it had, or its time, and its id.
    pub rank: Rank,
    /// The line of the change log that the index had reached.
    pub seq: i64,
}

impl Position for HitPosition {
    fn write(&self) -> Vec<u8> {
        [&self.rank.key.to_be_bytes()[..], &self.seq.to_be_bytes(), self.rank.id.as_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (key, rest) = bytes.split_first_chunk::<8>()?;
        let (seq, id) = rest.split_first_chunk::<8>()?;
        let rank = Rank { key: u64::from_be_bytes(*key), id: Uuid::from_slice(id).ok()? };
        Some(Self { rank, seq: i64::from_be_bytes(*seq) })
    }
}

/// Everything that a search is asked with.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What to search for; everything, where none.
    pub node: Option<Node>,
    /// Which articles.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// What cursors are bound to.
    pub binding: Binding,
    /// Which page.
    pub keyset: Keyset<HitPosition>,
    /// Whether to count them all.
    pub wants_total: bool,
    /// What to count by.
    pub facets: Vec<Facet>,
    /// Whether to show where the hits are.
    pub wants_highlights: bool,
    /// In which form bodies come.
    pub body: BodyFormat,
    /// Which references are filled.
    pub include: Include,
    /// Which fields, and from which state.
    pub shaping: Shaping,
}

impl Asked {
    /// The state of the index to go on in, where the order depends on it.
    #[must_use]
    pub fn goes_on_in(&self) -> Option<i64> {
        let position = self.keyset.position().filter(|_| self.order == Order::Relevance)?;
        (position.seq >= self.shaping.min_seq.unwrap_or(0)).then_some(position.seq)
    }

    /// Reads the parameters.
    pub fn take(query: &Query, state: &State, catalog: &Catalog) -> Self {
        let text = query.text("q").map(str::trim).filter(|text| !text.is_empty());
        let length = text.map_or(0, |text| text.chars().count());
        if length > MAX_QUERY {
            let detail = format!("It has {length} characters; at most {MAX_QUERY} are taken.");
            query.refuse("q", FieldCode::OutOfRange, detail);
        }
        let node = text.filter(|_| length <= MAX_QUERY).and_then(grammar::parse);
        let filter = params::filter(query, state.zone(), catalog);
        let sorts = [
            ("relevance", Order::Relevance),
            ("-published_at", Order::NewestFirst),
            ("published_at", Order::OldestFirst),
        ];
        let asked_order = query.word("sort", &sorts);
        if asked_order == Some(Order::Relevance) && text.is_none() {
            query.refuse("sort", FieldCode::Conflict, "There is no relevance without `q`; sort by date instead.");
        }
        let order = asked_order.unwrap_or(if text.is_some() { Order::Relevance } else { Order::NewestFirst });
        let facets = query.words(
            "facets",
            &[
                ("channel", Facet::Channel),
                ("column", Facet::Column),
                ("source", Facet::Source),
                ("person", Facet::Person),
                ("year", Facet::Year),
            ],
        );
        let canonical = format!("search {node:?} {} {order:?}", params::canonical(&filter));
        let binding = Binding::of(&canonical);
        let keyset: Keyset<HitPosition> = page::keyset(query, binding);
        let (body, include) = params::listed_form(query, keyset.limit);
        let highlight = query.word("highlight", &[("true", true), ("false", false)]);
        Self {
            node,
            filter,
            order,
            binding,
            keyset,
            wants_total: query.truth("total"),
            facets,
            wants_highlights: highlight.unwrap_or(true),
            body,
            include,
            shaping: Shaping::take(query, &state.document, "SearchHit"),
        }
    }
}
