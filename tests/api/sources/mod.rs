//! Sources.

mod create_source;
mod delete_source;
mod get_editorial_source;
mod get_source;
mod get_source_authorisations;
mod import_authorisations;
mod list_sources;
mod move_to;
mod replace_source_authorisations;
mod update_source;
