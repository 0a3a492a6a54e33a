//! The audit: who did what, when, from where. Lines are only added, in the transaction of what they tell of.

mod save;

pub use save::{Entry, Subject, record};
