//! Finding articles by what they say: an index that follows the change log, the analysis of Chinese, the query language,
//! and suggestions while typing.

pub mod alike;
pub mod analysis;
pub mod columns;
pub mod document;
pub mod find;
pub mod index;
pub mod params;
mod present;
pub mod query;
mod read;
pub mod sketch;
mod suggestions;
mod texts;
mod view;

pub use document::Fields;
pub use index::{Index, IndexHealth, IndexState, Snapshot};
pub use query::collect::{Facet, Order};
pub use read::search_articles;
pub use suggestions::{Names, Suggested, Typed, suggest, titles_meeting};
pub use texts::Texts;
