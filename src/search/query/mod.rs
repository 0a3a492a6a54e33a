//! From what is typed to what the index finds: the language, the plan, the filters, and what is collected.

pub mod bag;
pub mod collect;
pub mod filter;
pub mod grammar;
pub mod highlight;
pub mod likeness;
pub mod plan;
