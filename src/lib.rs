//! 邸报 (dibao): a headless JSON content API for news, Chinese first.
//!
//! The modules stand in groups from bottom to top; each uses only its own group and those above it in this file.

// Words and settings.
pub mod config;
pub mod kernel;

// The database without a domain.
pub mod store;

// HTTP without a domain.
pub mod web;

// Names in memory, and what all handlers share.
pub mod catalog;
pub mod state;

// Who is asking.
pub mod auth;

// What was done.
pub mod audit;

// Who may come in.
pub mod accounts;
pub mod sessions;
pub mod tokens;

// Lists of small things.
pub mod reference;

// What articles refer to.
pub mod channels;
pub mod columns;
pub mod media;
pub mod people;
pub mod site;
pub mod sources;
pub mod tags;

// The core.
pub mod articles;

// Articles on their way to readers.
pub mod newsroom;

// One thing in the place of two.
pub mod merging;

// Articles put together by hand.
pub mod collections;

// Built on articles and the log.
pub mod changes;
pub mod import;
pub mod related;
pub mod rendered;
pub mod search;

// The service as a whole.
pub mod app;
pub mod cli;
pub mod ops;
