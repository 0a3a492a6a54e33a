//! Signing in, going on, signing out; who one is; the keys by which others can check tokens.

pub mod attempts;
mod input;
mod query;
mod read;
mod save;
mod view;
mod write;

pub use attempts::Attempts;
pub use read::*;
pub use write::*;
