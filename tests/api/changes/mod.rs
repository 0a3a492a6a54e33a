//! The change log.

mod list_changes;
