//! Sources (来源): the media that texts come from, their editions, and what lists of sources (稿源名单) say of them.

pub mod authorisations;
mod editorial;
mod input;
mod place;
mod query;
mod read;
mod view;
mod write;

pub use editorial::EditorialSource;
pub use query::EditedSource;
pub use read::{get_editorial_source, get_source, list_sources};
pub use view::{AuthorisationPeriod, SourceAuthorisation, SourcePage, SourceView};
pub use write::{create_source, delete_source, update_source};
