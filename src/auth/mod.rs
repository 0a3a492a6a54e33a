//! Who is asking, and what they may do.

pub mod actor;
pub mod permission;
pub mod role;

pub use actor::{Actor, Via};
pub use permission::{May, Permission};
pub use role::Role;
