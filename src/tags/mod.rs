//! Tags (标签): keywords and coded subjects.

mod editorial;
mod input;
mod query;
mod read;
mod view;
mod write;

pub use editorial::EditorialTag;
pub use query::EditedTag;
pub use read::{TagPath, get_editorial_tag, get_tag, list_tags};
pub use view::{TagPage, TagView};
pub use write::{create_tag, delete_tag, update_tag};
