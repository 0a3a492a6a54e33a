//! Bringing content in, and out again: articles as JSON lines, and pages of a portal.

mod admit;
pub mod export;
pub mod files;
pub mod html;
pub mod identity;
pub mod jsonl;
pub mod line;
pub mod page;
pub mod portal;
pub mod report;
pub mod vocabulary;
