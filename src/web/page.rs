//! Pages of a list as readers see them.

use super::ask::Ask;
use super::cache::key;
use super::query::Query;
use crate::kernel::cursor::{Binding, Cursor, CursorError, Position};
use crate::kernel::error::FieldCode;
use crate::store::keyset::{Keyset, Page};

/// Most items on a page.
pub const MAX_LIMIT: i64 = 100;
/// Items on a page when nothing is said.
pub const DEFAULT_LIMIT: i64 = 20;
/// Up to where a total is counted exactly.
pub const TOTAL_CAP: i64 = 10_000;

/// How many items a list has in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// The count, at most the cap.
    pub count: i64,
    /// Whether there may be more.
    pub is_lower_bound: bool,
}

impl Total {
    /// The total from a count that stopped one beyond the cap.
    #[must_use]
    pub fn of(counted: i64) -> Self {
        Self { count: counted.min(TOTAL_CAP), is_lower_bound: counted > TOTAL_CAP }
    }

    /// The total from a count of a part.
    #[must_use]
    pub fn at_least(counted: i64) -> Self {
        Self { count: counted.min(TOTAL_CAP), is_lower_bound: true }
    }
}

/// Declares a named page type, so that the document has a schema of its own for each list.
#[macro_export]
macro_rules! page_view {
    ($(#[$meta:meta])* $name:ident of $item:ty) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            /// The items of this page.
            pub items: Vec<$item>,
            /// The cursor of the next page, null on the last one.
            #[schema(example = json!(null))]
            pub next_cursor: Option<String>,
            /// The cursor of the page before, null on the first one.
            #[schema(example = json!(null))]
            pub prev_cursor: Option<String>,
            /// How many items the list has in all, where `total=true` asked for it; counted up to 10,000.
            #[schema(example = json!(null))]
            pub total: Option<i64>,
            /// Whether there may be more than `total`; null where it was not asked for.
            #[schema(example = json!(null))]
            pub total_is_lower_bound: Option<bool>,
        }

        impl $name {
            /// The page of these items.
            #[must_use]
            pub fn new(
                items: Vec<$item>,
                next_cursor: Option<String>,
                prev_cursor: Option<String>,
                total: Option<$crate::web::page::Total>,
            ) -> Self {
                Self {
                    items,
                    next_cursor,
                    prev_cursor,
                    total: total.map(|total| total.count),
                    total_is_lower_bound: total.map(|total| total.is_lower_bound),
                }
            }
        }
    };
}

/// Reads `limit` and `cursor`.
pub fn keyset<P: Position>(query: &Query, binding: Binding) -> Keyset<P> {
    let limit = query.number("limit", 1..=MAX_LIMIT).unwrap_or(DEFAULT_LIMIT);
    let cursor = query.text("cursor").and_then(|text| match Cursor::decode(text, binding) {
        Ok(cursor) => Some(cursor),
        Err(CursorError::Garbled) => {
            query.refuse("cursor", FieldCode::Malformed, "It is not a cursor of this service; start again without it.");
            None
        }
        Err(CursorError::OtherList) => {
            let detail = "It belongs to another filter or sort; start again without it.";
            query.refuse("cursor", FieldCode::Conflict, detail);
            None
        }
    });
    Keyset { cursor, limit: u32::try_from(limit).unwrap_or(1) }
}

/// The `Link` header of a page: first, previous and next, as far as there are any.
///
/// Their parameters stand in the order of their names and without `min_seq`, so that all who ask the same have one answer.
#[must_use]
pub fn links<T>(ask: &Ask, page: &Page<T>) -> Option<String> {
    let (path, query) = ask.address();
    let mut rest = key::canonical(query).ok()?;
    rest.retain(|(name, _)| name != "cursor");
    let link = |cursor: Option<&str>, relation: &str| {
        let cursor = cursor.map(|cursor| ("cursor".to_owned(), cursor.to_owned()));
        let query: Vec<_> = rest.iter().cloned().chain(cursor).collect();
        let mut address = path.to_owned();
        key::write(&mut address, '?', &query);
        format!("<{address}>; rel=\"{relation}\"")
    };
    let mut links = vec![link(None, "first")];
    links.extend(page.prev.as_deref().map(|cursor| link(Some(cursor), "prev")));
    links.extend(page.next.as_deref().map(|cursor| link(Some(cursor), "next")));
    Some(links.join(", "))
}
