//! The change log.

mod filter_values;
mod list_changes;
