//! How related articles are ranked.

use super::value::{Noted, Values};

/// The settings of `[related]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedSettings {
    /// How much nearness in time counts, in percent of likeness: 0 leaves time out.
    pub nearness_percent: u32,
}

impl RelatedSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let nearness_percent = values.number("related.nearness_percent", 0..=1_000);
        Ok(Self { nearness_percent: nearness_percent? })
    }
}
