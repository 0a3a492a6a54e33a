//! Tokens of machines and keys of readers: made once, shown once, revoked at once.

mod create;
mod input;
mod query;
mod read;
mod revoke;
mod save;
mod view;
mod write;

pub use create::{Made, NewToken, create};
pub use query::{ApiToken, all, by_id};
pub use read::*;
pub use revoke::revoke;
pub use view::{ApiTokenMade, ApiTokenPage, ApiTokenView};
pub use write::*;
