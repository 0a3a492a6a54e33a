//! What editors choose beside an article: what comes first there, and what never appears.

mod input;
mod read;
mod view;
mod write;

pub use read::*;
pub use view::{RelatedChoice, RelatedChoices};
pub use write::*;
