//! The site.

mod get_site;
