//! Preview links: a revision as readers would see it, for whoever has the link, until it expires.
//!
//! A link is signed, not stored. It ends when it expires, when its article is withdrawn or deleted, and when the key that signs
//! all links is replaced. That key is kept apart from those of access tokens and signs nothing else.

mod create;
pub mod key;
mod query;
mod read;
mod save;
mod token;
mod view;
mod write;

pub use read::get_preview;
pub use view::PreviewLink;
pub use write::create_preview_link;
