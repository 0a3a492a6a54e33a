//! How related articles are ranked and kept.

use super::value::{Noted, Values};

/// The settings of `[related]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedSettings {
    /// How much nearness in time counts, in percent of likeness: 0 leaves time out.
    pub nearness_percent: u32,
    /// How much memory kept answers may take, in MB; 0 keeps none.
    pub cache_mb: u32,
}

impl RelatedSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let nearness_percent = values.number("related.nearness_percent", 0..=1_000);
        let cache_mb = values.number("related.cache_mb", 0..=65_536);
        Ok(Self { nearness_percent: nearness_percent?, cache_mb: cache_mb? })
    }
}
