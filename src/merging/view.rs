//! What is answered when two have become one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::reference::Reference;
use crate::reference::edit::Head;

/// What became of a thing that was merged into another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Merged {
    /// The id that it had, which leads to the other now, as its slugs do.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5e")]
    pub id: String,
    /// What it is part of now.
    pub into: Reference,
    /// How many published articles named it, and have a line of the change log each.
    #[schema(minimum = 0, maximum = 20_000, example = 12)]
    pub moved_articles: usize,
    /// The last line of the change log that tells of it, for `min_seq`.
    #[schema(minimum = 1, example = 142)]
    pub seq: i64,
}

impl Merged {
    /// The thing that was, in what it is part of now.
    pub(super) fn of(gone: &Head, into: &Head, moved_articles: usize, seq: i64) -> Self {
        let into = Reference { id: into.id.to_string(), slug: into.slug.clone(), name: into.name.clone() };
        Self { id: gone.id.to_string(), into, moved_articles, seq }
    }
}
