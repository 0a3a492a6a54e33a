//! Signing in, going on, signing out; who one is; the keys by which others can check tokens.

mod input;
mod query;
mod read;
mod save;
mod view;
mod write;

pub use read::*;
pub use write::*;
