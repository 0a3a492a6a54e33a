//! Tags (标签): keywords and coded subjects.

mod read;
mod view;

pub use read::{get_tag, list_tags};
pub use view::{TagPage, TagView};
