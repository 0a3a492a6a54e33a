//! Who may read what is published.

use super::error::Expected;
use super::value::{Noted, Values};

/// Who may read what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Who has a reader's key, a token or an account.
    Key,
}

/// The settings of `[delivery]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliverySettings {
    /// Who may read what is published.
    pub access: Access,
}

impl DeliverySettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let access = values.text("delivery.access", |text| match text {
            "open" => Ok(Access::Open),
            "key" => Ok(Access::Key),
            _ => Err(Expected::new("`open` or `key`")),
        });
        Ok(Self { access: access? })
    }
}
