//! Parameters that many operations share, documented once.

use utoipa::IntoParams;

use super::document::Document;
use super::fields::Fields;
use super::forms::CursorText;
use super::query::Query;

/// The largest number of a line of the change log that is looked at: JSON numbers are exact up to here (RFC 8259).
pub const MAX_SEQ: i64 = 9_007_199_254_740_991;

/// What shapes an answer without changing what it is about.
#[derive(Clone, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Shaping {
    /// Which fields of each item to send, separated by commas, inner ones behind a dot; `id` always stays. All when left out.
    /// An answer to a request with `fields` has these alone: of what its schema requires, the others are left out.
    #[param(value_type = Option<Vec<String>>, example = "name")]
    pub fields: Fields,
    /// Never answer from a state older than this line of the change log; 503 where it cannot be reached in 2 seconds.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1)]
    pub min_seq: Option<i64>,
}

impl Shaping {
    /// Reads the parameters, for items of the named schema.
    pub fn take(query: &Query, document: &Document, schema: &str) -> Self {
        Self { fields: Fields::take(query, document, schema), min_seq: query.number("min_seq", 0..=MAX_SEQ) }
    }
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many items at most.
    #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
    pub limit: Option<i64>,
    /// Where to go on: `next_cursor` or `prev_cursor` of a page of the same list, with the same filters and sort.
    #[param(value_type = Option<CursorText>, example = "AQBpe9a1vM-xQQAAAZvHiPQAAaILg8RPcY2Ai0z_gUPDsw")]
    pub cursor: (),
    /// Whether to count the whole list into `total`.
    #[param(value_type = Option<bool>, default = false, example = true)]
    pub total: bool,
}
