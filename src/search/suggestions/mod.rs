//! Suggestions while typing: titles from the index, names from memory.

mod matching;
mod names;
mod read;
mod titles;

pub use matching::Typed;
pub use names::Names;
pub use read::{Suggested, suggest};
pub use titles::titles_meeting;
