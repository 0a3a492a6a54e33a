//! The words everything else is said with: error codes, slugs, instants, cursors; bytes as text. No I/O.

pub mod cursor;
pub mod encoding;
pub mod error;
pub mod han;
pub mod instant;
pub mod kind;
pub mod limits;
pub mod name;
pub mod slug;
pub mod text;
