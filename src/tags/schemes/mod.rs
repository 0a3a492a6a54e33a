//! The vocabularies that tags are of.

mod read;
mod view;

pub use read::list_tag_schemes;
pub use view::{TagScheme, TagSchemeList};
