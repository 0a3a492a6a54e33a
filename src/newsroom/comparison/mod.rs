//! What differs between two revisions of an article: field by field, block by block, and within texts word by word.

mod blocks;
mod clock;
mod fields;
mod likeness;
mod query;
mod read;
mod runs;
mod view;

pub use read::compare_revisions;
pub use view::RevisionComparison;
