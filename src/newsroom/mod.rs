//! The newsroom: articles on their way to readers.
//!
//! Each has a draft: its latest revision, how far that is, and a version that goes up with every change of any of it.
//! Revisions are immutable; readers see the one that was published last and nothing of those behind it.

pub mod articles;
pub mod comparison;
pub mod draft;
pub mod listing;
mod named;
pub mod preview;
pub mod publication;
pub mod query;
pub mod review;
mod save;
mod stage;
pub mod status;

pub use articles::ThingAnswered;
pub use draft::{Draft, Revision};
pub use save::{delete, open, revise, write};
pub use stage::Stage;
