//! The audit: who did what, when, from where. Lines are only added, in the transaction of what they tell of.

mod query;
mod read;
mod save;
mod view;

pub use read::*;
pub use save::{Entry, Subject, record};
pub use view::{AuditLine, AuditPage};
