//! Merging: one person, tag or source in the place of two that are the same. The articles of the one become those of the other, and
//! what led to the one leads to the other.

mod input;
mod merge;
mod query;
mod view;
mod write;

pub use input::MergeInput;
pub use view::Merged;
pub use write::{merge_person, merge_source, merge_tag};
