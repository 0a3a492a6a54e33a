//! Tags.

mod create_tag;
mod delete_tag;
mod get_editorial_tag;
mod get_tag;
mod import_vocabulary;
mod list_tag_schemes;
mod list_tags;
mod update_tag;
