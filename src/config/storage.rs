//! Who on this machine may read the files that the service creates.

use super::error::Expected;
use super::value::{Noted, Values};

/// The settings of `[storage]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageSettings {
    /// Who may read what is created.
    pub mode: FileMode,
}

/// Who may read the files and folders that the service creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileMode {
    /// Only the account that runs the service: folders 0700, files 0600.
    Private,
    /// Its group too, such as a backup's: folders 0750, files 0640.
    Group,
}

impl StorageSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        Ok(Self { mode: values.text("storage.mode", FileMode::parse)? })
    }
}

impl FileMode {
    /// Parses `private` or `group`.
    pub fn parse(text: &str) -> Result<Self, Expected> {
        match text {
            "private" => Ok(Self::Private),
            "group" => Ok(Self::Group),
            _ => Err(Expected::new("private or group")),
        }
    }

    /// The permission bits that no new file or folder gets (umask).
    #[must_use]
    pub const fn umask(self) -> u32 {
        match self {
            Self::Private => 0o077,
            Self::Group => 0o027,
        }
    }
}
