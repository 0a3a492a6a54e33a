//! Uploads: taken in piece by piece, looked at, kept once.

mod form;
mod keep;
mod write;

pub(super) use form::{ALT, CAPTION, CREDIT};
pub(super) use write::receive;

pub(super) use keep::{Kept, keep};
