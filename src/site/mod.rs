//! The site itself: its name, zone and language.

mod read;
pub mod save;

pub use read::{SiteView, get_site};
