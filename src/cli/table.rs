//! Tables in files, for the commands that take one.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::Failed;
use crate::kernel::error::Error;
use crate::web::table::MAX_BYTES;

/// The bytes of a file, or of standard input where it is `-`; at most one more than a table may have.
pub(super) fn bytes(file: &Path) -> Result<Vec<u8>, Failed> {
    let read = || {
        let mut bytes = Vec::new();
        let input: Box<dyn Read> =
            if file == Path::new("-") { Box::new(io::stdin()) } else { Box::new(File::open(file)?) };
        input.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok::<_, io::Error>(bytes)
    };
    read().map_err(|error| format!("{}: it cannot be read: {error}", file.display()).into())
}

/// Why a table was not taken, a line for each thing that is wrong with it.
pub(super) fn refused(name: &str, error: Error) -> Failed {
    let Error::Refused { detail, errors, .. } = error else { return error.into() };
    let mut said: Vec<String> =
        errors.iter().map(|error| format!("{name}: {}: {}", error.place, error.detail)).collect();
    said.push(format!("{name}: nothing was brought in: {detail}"));
    said.join("\n").into()
}
