//! Tables in files, for the commands that take one.

use std::path::Path;

use super::Failed;
use crate::config::file;
use crate::kernel::error::Error;
use crate::web::table::MAX_BYTES;

/// The bytes of a file, or of standard input where it is `-`; no more than a table may have.
pub(super) fn bytes(file: &Path) -> Result<Vec<u8>, Failed> {
    file::read(file, MAX_BYTES as u64).map_err(|error| format!("{}: it cannot be read: {error}", file.display()).into())
}

/// Why a table was not taken, a line for each thing that is wrong with it.
pub(super) fn refused(name: &str, error: Error) -> Failed {
    let Error::Refused { detail, errors, .. } = error else { return error.into() };
    let mut said: Vec<String> =
        errors.iter().map(|error| format!("{name}: {}: {}", error.place, error.detail)).collect();
    said.push(format!("{name}: nothing was brought in: {detail}"));
    said.join("\n").into()
}
