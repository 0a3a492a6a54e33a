//! Media (媒体): pictures that are uploaded, what is said of them, and the sizes in which they are shown.
//!
//! A picture's bytes are kept under their digest, once; without what they tell of their maker. Articles name pictures by id.

mod arrival;
mod change;
mod decode;
mod folder;
pub mod format;
mod input;
mod inspect;
pub mod picture;
mod query;
mod read;
pub mod rendition;
mod resize;
mod save;
mod serve;
mod stock;
pub mod storage;
mod storage_error;
mod strip;
mod upload;
pub mod uses;
mod view;
mod write;

pub use arrival::{Arrived, Arriving, arrive, bring_out};
pub use picture::Picture;
pub use query::{by_digest, by_id, by_ids, export_page};
pub use read::*;
pub use serve::*;
pub use stock::Stock;
pub use view::{FocalPoint, MediaPage, MediaView, RenditionView};
pub use write::*;
