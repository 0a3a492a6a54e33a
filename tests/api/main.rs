//! The service as its callers see it, over HTTP, on both databases.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod articles;
mod bad_input;
mod cache;
mod canonical_paths;
mod changes;
mod channels;
mod clock;
mod collections;
mod columns;
mod combinations;
mod command_files;
mod command_line;
mod conventions;
mod durable;
mod import;
mod media;
mod merging;
mod newsroom;
mod newsroom_day;
mod operations;
mod people;
mod plans;
mod program;
mod related;
mod rendered;
mod repeated_members;
mod repeats;
mod scans;
mod search;
mod site;
mod slow_requests;
mod sources;
mod store;
mod tags;
mod work;
