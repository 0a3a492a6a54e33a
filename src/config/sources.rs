//! From which sources articles may be published.

use super::error::Expected;
use super::value::{Noted, Values};

/// What happens with articles whose source is not listed on the day of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlisted {
    /// They are published.
    Allow,
    /// They are published only by who says why.
    Refuse,
}

/// The settings of `[sources]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceSettings {
    /// What happens with articles whose source is not listed on the day of publication.
    pub unlisted: Unlisted,
}

impl SourceSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let unlisted = values.text("sources.unlisted", |text| match text {
            "allow" => Ok(Unlisted::Allow),
            "refuse" => Ok(Unlisted::Refuse),
            _ => Err(Expected::new("`allow` or `refuse`")),
        });
        Ok(Self { unlisted: unlisted? })
    }
}
