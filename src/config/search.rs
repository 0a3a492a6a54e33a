//! How articles are found.

use std::path::PathBuf;

use super::error::Expected;
use super::value::{Noted, Values};

/// The settings of `[search]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchSettings {
    /// A file of words that the dictionary does not have, such as names of places and institutions.
    pub dictionary: Option<PathBuf>,
}

impl SearchSettings {
    /// Reads the section.
    pub(super) fn read(values: &mut Values) -> Result<Self, Noted> {
        let dictionary = values.optional_text("search.dictionary", |text| {
            match text.contains(|character: char| character.is_control()) {
                true => Err(Expected::new("the path of a file, without control characters")),
                false => Ok(PathBuf::from(text)),
            }
        });
        Ok(Self { dictionary: dictionary? })
    }
}
