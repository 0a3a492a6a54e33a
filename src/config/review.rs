//! How many levels of review stand before publication.

use super::value::{Noted, Values};

/// The settings of `[review]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSettings {
    /// How many levels must approve a revision, 0 to 3.
    pub levels: u32,
}

impl ReviewSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let levels = values.number("review.levels", 0..=3);
        Ok(Self { levels: levels? })
    }
}
