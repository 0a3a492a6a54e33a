//! The file of a `SQLite` database: created once, and watched for being moved away or deleted while it is open.
//!
//! A database whose file was deleted, replaced or unmounted goes on working through its open descriptors; what is committed then
//! is lost with the process.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::kernel::error::{Error, Result};

/// The identity of an open database file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SqliteFile {
    path: PathBuf,
    device: u64,
    inode: u64,
    /// The write-ahead log; none on file systems on which `SQLite` works without one.
    wal: Option<PathBuf>,
}

impl SqliteFile {
    /// Creates the file, empty, with its folder, unless it exists. The driver then opens it without creating: a file that vanishes
    /// later is missed, not replaced by an empty one.
    pub(super) fn create(path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        match File::options().write(true).create_new(true).open(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }

    /// Notes which file a database has open.
    pub(super) fn opened(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        let wal = Some(PathBuf::from(wal)).filter(|wal| wal.exists());
        Ok(Self { path: path.to_owned(), device: found.dev(), inode: found.ino(), wal })
    }

    /// Fails where the path no longer leads to the file that is open, or its write-ahead log is gone.
    pub(super) fn check(&self) -> Result<()> {
        let gone = |why: String| Error::Unreachable(why.into());
        let path = self.path.display();
        let found = fs::metadata(&self.path).map_err(|error| gone(format!("{path}: {error}")))?;
        if (found.dev(), found.ino()) != (self.device, self.inode) {
            return Err(gone(format!("{path} was replaced by another file; restart to use it")));
        }
        match self.wal.as_deref().map(fs::metadata) {
            Some(Err(error)) => Err(gone(format!("the write-ahead log of {path}: {error}; restart to go on"))),
            _ => Ok(()),
        }
    }
}
