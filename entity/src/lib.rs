//! The tables, one file each: columns and their types, nothing of the wire and no rules.

#![allow(clippy::struct_excessive_bools, reason = "columns are what they are, and macros repeat the struct")]

pub mod account;
pub mod answered_request;
pub mod api_token;
pub mod article;
pub mod article_person;
pub mod article_tag;
pub mod audit;
pub mod change;
pub mod channel;
pub mod collection;
pub mod collection_item;
pub mod collection_section;
pub mod correction;
pub mod draft;
pub mod former_id;
pub mod former_name;
pub mod former_slug;
pub mod listing;
pub mod listing_count;
pub mod media;
pub mod media_use;
pub mod news_column;
pub mod person;
pub mod preview_key;
pub mod refresh_token;
pub mod related_choice;
pub mod review;
pub mod revision;
pub mod schedule;
pub mod session;
pub mod signing_key;
pub mod site;
pub mod source;
pub mod source_alias;
pub mod source_authorisation;
pub mod source_override;
pub mod tag;
pub mod tag_scheme;
pub mod withdrawal;
pub mod write_probe;
