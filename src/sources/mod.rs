//! Sources (来源): the media that texts come from, and their editions.

mod read;
mod view;

pub use read::{SourcePath, get_source, list_sources};
pub use view::{SourcePage, SourceView};
