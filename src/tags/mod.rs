//! Tags (标签): keywords and coded subjects.

mod editorial;
mod input;
mod query;
mod read;
mod schemes;
mod view;
mod write;

pub use editorial::EditorialTag;
pub use input::MAX_CODE;
pub use query::{EditedTag, of_scheme};
pub use read::{TagPath, get_editorial_tag, get_tag, list_tags};
pub use schemes::{TagScheme, TagSchemeList, list_tag_schemes};
pub use view::{TagPage, TagView};
pub use write::{create_tag, delete_tag, update_tag};
