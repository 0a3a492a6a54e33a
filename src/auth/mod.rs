//! Who is asking, and what they may do.

pub mod access;
pub mod actor;
pub mod attempts;
pub mod gate;
pub mod guard;
pub mod guide;
pub mod keyring;
pub mod once;
pub mod password;
pub mod permission;
mod query;
pub mod role;
mod save;
pub mod secret;
mod signing;

pub use actor::{Actor, Origin, Via};
pub use attempts::Attempts;
pub use gate::Gate;
pub use keyring::JsonWebKey;
pub use once::Once;
pub use password::Password;
pub use permission::{May, Permission};
pub use role::Role;
pub use secret::{Purpose, Secret};
