//! The file of a `SQLite` database: created once, and watched for being moved away or deleted while it is open.
//!
//! A database whose file was deleted, replaced or unmounted goes on working through its open descriptors; what is committed then
//! is lost with the process.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::kernel::error::{Error, Result};

/// The identity of a file: its device and inode.
type Identity = (u64, u64);

/// Returns the identity of the file to which a path leads.
fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(|found| (found.dev(), found.ino()))
}

/// The write-ahead log of a database, as the connection that writes has opened it.
#[derive(Debug)]
pub(super) struct WriteAheadLog {
    path: PathBuf,
    /// None on file systems on which `SQLite` works without one.
    opened: Mutex<Option<Identity>>,
}

impl WriteAheadLog {
    /// The log of a database, not opened yet.
    pub(super) fn of(database: &Path) -> Arc<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push("-wal");
        Arc::new(Self { path: path.into(), opened: Mutex::default() })
    }

    /// Notes which file a connection has just opened. A connection keeps it open, and the file is deleted with the last one only.
    pub(super) fn note(&self) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = identity(&self.path).ok();
    }

    /// Fails where the path no longer leads to the file that is open.
    fn check(&self) -> std::result::Result<(), String> {
        let mut known = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.path.display();
        match (*known, identity(&self.path)) {
            // Of a new database, the first write creates it.
            (None, found) => {
                *known = found.ok();
                Ok(())
            }
            (Some(opened), Ok(found)) if opened == found => Ok(()),
            (Some(_), Ok(_)) => Err(format!("{path} was replaced by another file; restart to go on")),
            (Some(_), Err(error)) => Err(format!("{path}: {error}; restart to go on")),
        }
    }
}

/// The identity of an open database file, and its write-ahead log.
#[derive(Clone, Debug)]
pub(super) struct SqliteFile {
    path: PathBuf,
    opened: Identity,
    wal: Arc<WriteAheadLog>,
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
    pub(super) fn opened(path: &Path, wal: Arc<WriteAheadLog>) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), opened: identity(path)?, wal })
    }

    /// Fails where the path no longer leads to the file that is open, or that of its write-ahead log does not.
    pub(super) fn check(&self) -> Result<()> {
        let gone = |why: String| Error::Unreachable(why.into());
        let path = self.path.display();
        let found = identity(&self.path).map_err(|error| gone(format!("{path}: {error}")))?;
        if found != self.opened {
            return Err(gone(format!("{path} was replaced by another file; restart to use it")));
        }
        self.wal.check().map_err(gone)
    }
}
