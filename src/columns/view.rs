//! A column as readers see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Column;
use crate::page_view;
use crate::state::State;

/// Whether a column goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnStatus {
    /// More articles are to come.
    Open,
    /// It has ended.
    Closed,
}

impl ColumnStatus {
    /// The status of a column that is or is not open.
    #[must_use]
    pub fn of(is_open: bool) -> Self {
        if is_open { Self::Open } else { Self::Closed }
    }
}

/// A running series of articles.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ColumnView {
    /// Its id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "zou-du-qing-he")]
    pub slug: String,
    /// Its name.
    #[schema(example = "走读清河:一条河与一座城")]
    pub name: String,
    /// The name as printed in 【】 before its articles' titles; null where it is the full one.
    #[schema(example = "走读清河")]
    pub short_name: Option<String>,
    /// Whether more articles are to come.
    #[schema(example = "open")]
    pub status: ColumnStatus,
    /// The note with which it was opened (开栏语); null where none is known.
    #[schema(example = "从本期起,本报开设“走读清河”专栏。")]
    pub opening_note: Option<String>,
    /// When its earliest article was published; null while it has none.
    #[schema(format = "date-time", example = "2025-09-06T00:00:00+08:00")]
    pub first_published_at: Option<String>,
    /// When its latest article was published; null while it has none.
    #[schema(format = "date-time", example = "2026-03-08T00:00:00+08:00")]
    pub last_published_at: Option<String>,
    /// How many published articles stand under it.
    #[schema(minimum = 0, example = 12)]
    pub article_count: i64,
}

page_view! {
    /// A page of columns.
    ColumnPage of ColumnView
}

impl ColumnView {
    /// What readers see of it.
    #[must_use]
    pub fn of(state: &State, column: &Column) -> Self {
        let Column {
            name,
            short_name,
            is_open,
            opening_note,
            opening_note_at: _,
            first_published_at,
            last_published_at,
        } = column;
        Self {
            id: name.id.to_string(),
            slug: name.slug.clone(),
            name: name.name.clone(),
            short_name: short_name.clone(),
            status: ColumnStatus::of(*is_open),
            opening_note: opening_note.clone(),
            first_published_at: first_published_at.map(|at| state.time(at)),
            last_published_at: last_published_at.map(|at| state.time(at)),
            article_count: name.article_count,
        }
    }
}
