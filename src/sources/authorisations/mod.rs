//! What lists of sources (稿源名单) say of sources: for one source, or a whole list from a table.

mod apply;
mod csv;
mod input;
mod query;
mod read;
mod save;
mod view;
mod write;

pub use apply::{Imported, Listing, Unmatched, import};
pub use csv::{Line, parse};
pub use input::day;
pub use read::get_source_authorisations;
pub use view::{ImportedAuthorisations, SourceAuthorisations, UnmatchedSource};
pub use write::{import_authorisations, replace_source_authorisations};
