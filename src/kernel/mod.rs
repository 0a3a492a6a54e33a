//! The words everything else is said with: error codes, slugs, instants, cursors; bytes as text. No I/O.

pub mod cursor;
pub mod encoding;
pub mod error;
pub mod instant;
pub mod kind;
pub mod slug;
pub mod text;
