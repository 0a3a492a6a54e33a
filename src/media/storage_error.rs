//! Errors of the storage of pictures as the API answers them.

use std::error::Error as _;
use std::io;
use std::path::Path as FilePath;

use crate::kernel::error::{Code, Error};

/// A fault of a folder or a file in it.
pub(super) fn at(path: &FilePath, error: &io::Error) -> Error {
    match is_full(error) {
        true => full(),
        false => Error::broken(format!("{}: {error}", path.display())),
    }
}

/// Converts an error of the storage: no room, or unavailable.
pub(super) fn failed(error: &object_store::Error) -> Error {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.downcast_ref::<io::Error>().is_some_and(is_full) {
            return full();
        }
        source = inner.source();
    }
    unavailable(error)
}

/// The refusal of a storage that does not answer.
pub(super) fn unavailable(error: &dyn std::fmt::Display) -> Error {
    tracing::warn!(%error, "the storage of pictures does not do what it should");
    Error::refused(Code::StorageUnavailable, "The storage of pictures does not answer; try again later.")
}

/// A fault of the folder that uploads wait in.
pub(super) fn while_uploading(path: &FilePath, error: &io::Error) -> Error {
    match is_full(error) {
        true => full(),
        false => unavailable(&format!("{}: {error}", path.display())),
    }
}

/// Whether there is no room.
fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

/// The refusal where there is no room.
fn full() -> Error {
    Error::refused(Code::StorageFull, "The storage of pictures is full; nothing was kept.")
}
