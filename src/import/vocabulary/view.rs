//! What is answered when a vocabulary was brought in.

use serde::Serialize;
use utoipa::ToSchema;

/// What became of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Brought {
    /// The vocabulary.
    #[schema(example = "medtop")]
    pub scheme: String,
    /// How many tags are new.
    #[schema(minimum = 0, maximum = 20_000, example = 2)]
    pub created: usize,
    /// How many were there and have another name, or a code, now.
    #[schema(minimum = 0, maximum = 20_000, example = 1)]
    pub updated: usize,
    /// How many were there, just the same.
    #[schema(minimum = 0, maximum = 20_000, example = 0)]
    pub unchanged: usize,
    /// The last line of the change log that tells of it, for `min_seq`; the end of the log where nothing has changed.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
}
