//! Publication: now, at a time, as a correction; and taking back.

mod authority;
pub mod order;
pub mod query;
mod read;
pub mod save;
pub mod scheduler;
mod write;

pub use authority::Terms;
pub use order::Reason;
pub use read::list_schedule;
pub use scheduler::Schedule;
pub use write::{cancel_schedule, correct_article, publish_article, unpublish_article, withdraw_article};
