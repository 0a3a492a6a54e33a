//! Finding articles by what they say: an index that follows the change log, the analysis of Chinese, the query language,
//! and suggestions while typing.

pub mod analysis;
pub mod document;
pub mod index;
pub mod query;
mod texts;

pub use document::Fields;
pub use index::{Index, IndexHealth, IndexState, Snapshot};
pub use texts::Texts;
