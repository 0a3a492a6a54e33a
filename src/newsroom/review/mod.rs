//! Review (三审三校): what is handed in is approved level by level, by people who did not write it.

pub mod check;
pub mod query;
mod read;
pub mod record;
pub mod rules;
pub mod save;
pub mod steps;
mod write;

pub use read::get_review_record;
pub(in crate::newsroom) use write::answered;
pub use write::{approve_article, return_article, submit_article};
