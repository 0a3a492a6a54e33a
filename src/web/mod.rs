//! HTTP without a domain: reading a request strictly, answering it once and for all caches, and refusing it clearly.

pub mod answer;
pub mod area;
pub mod ask;
pub mod body;
pub mod cache;
pub mod changed;
pub mod client;
pub mod coding;
pub mod cors;
pub mod document;
pub mod downgrade;
pub mod fields;
pub mod forms;
pub mod idempotency;
pub mod merge_patch;
pub mod methods;
pub mod page;
pub mod params;
pub mod precondition;
pub mod problem;
pub mod query;
pub mod rate_limit;
pub mod request;
pub mod table;
pub mod table_body;

pub use answer::Answer;
pub use ask::Ask;
pub use body::JsonBody;
pub use changed::Changed;
pub use idempotency::IdempotencyKey;
pub use merge_patch::MergePatch;
pub use precondition::IfMatch;
pub use problem::Problem;
pub use query::Query;
pub use table_body::TableBody;
