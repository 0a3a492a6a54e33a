//! The parameters of related articles.

use utoipa::IntoParams;

use crate::articles::filter::Filter;
use crate::articles::params::place_and_time;
use crate::catalog::Catalog;
use crate::state::State;
use crate::web::forms::{Moment, NameOrId};
use crate::web::params::Shaping;
use crate::web::query::Query;

/// Most articles in an answer.
const MAX_LIMIT: i64 = 100;
/// Articles in an answer when nothing is said.
const DEFAULT_LIMIT: i64 = 10;

/// Which related articles.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the query, which is read parameter by parameter")]
pub struct RelatedQuery {
    /// How many articles at most. The list is closed: there is no next page.
    #[param(minimum = 1, maximum = 100, default = 10, example = 10)]
    limit: Option<i64>,
    /// Only those in any of these channels or below them: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "xin-wen")]
    channel: Option<String>,
    /// Only those from any of these sources or their editions: slugs or ids, separated by commas.
    #[param(value_type = Option<Vec<NameOrId>>, example = "yun-xi-ri-bao")]
    source: Option<String>,
    /// Only those published from this moment on: a date in the site's zone, or a time by RFC 3339.
    #[param(value_type = Option<Moment>, example = "2025-10-01")]
    from: Option<String>,
    /// Only those published before this moment: a date, which is included, or a time by RFC 3339, which is not.
    #[param(value_type = Option<Moment>, example = "2025-10-31")]
    to: Option<String>,
    /// Whether to leave out what comes from the same medium, in any of its editions.
    #[param(value_type = Option<bool>, default = false, example = true)]
    exclude_same_source: Option<String>,
}

/// Everything that related articles are asked with.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// How many at most.
    pub(super) limit: usize,
    /// Which ones.
    pub(super) filter: Filter,
    /// Whether none from the same medium.
    pub(super) excludes_same_source: bool,
    /// Which fields, and from which state.
    pub(super) shaping: Shaping,
}

impl Asked {
    /// When nothing is said.
    pub(super) fn nothing_else() -> Self {
        Self {
            limit: usize::try_from(DEFAULT_LIMIT).unwrap_or(1),
            filter: Filter::default(),
            excludes_same_source: false,
            shaping: Shaping::default(),
        }
    }

    /// Reads the parameters.
    pub(super) fn take(query: &Query, state: &State, catalog: &Catalog) -> Self {
        let limit = query.number("limit", 1..=MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
        Self {
            limit: usize::try_from(limit).unwrap_or(1),
            filter: place_and_time(query, state.zone(), catalog),
            excludes_same_source: query.truth("exclude_same_source"),
            shaping: Shaping::take(query, &state.document, "RelatedItem"),
        }
    }
}
