//! Tags.

mod get_tag;
mod list_tags;
