//! Serving pictures and their renditions to whoever has the address.

mod read;

pub use read::*;
