//! Editing named things: what every kind has in common, from the version that a caller has seen to the line of the change log.
//!
//! Each kind says by [`Edited`] how its row is read and written; here are its rules of names, slugs and use, and the writes,
//! each with one line of the change log and one of the audit in the caller's transaction.

mod answer;
mod change;
mod input;
mod names;
mod query;
mod save;
mod thing;
mod uses;

pub use answer::{Deleted, unread, versioned};
pub use change::{Kept, create, delete, get, store, update};
pub use input::{MAX_NAME, Said, line, name, slug};
pub use query::{Values, absent, find, found};
pub use thing::{Actions, Edited, Head, Wanted};
