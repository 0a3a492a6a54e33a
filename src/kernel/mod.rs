//! The words everything else is said with: error codes, slugs, instants, cursors. No I/O.

pub mod cursor;
pub mod error;
pub mod instant;
pub mod kind;
pub mod slug;
