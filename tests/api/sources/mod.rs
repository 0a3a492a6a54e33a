//! Sources.

mod get_source;
mod list_sources;
