//! The folder of pictures: created once, then either there or missing, never created again by itself.
//!
//! A volume that is not mounted leaves no folder, or an empty one. So the folder counts as there by what is in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use super::storage_error::{at, unavailable};
use crate::kernel::error::{Error, Result};

/// The folder in it that uploads wait in. It stays, also when it is empty.
pub(super) const INCOMING: &str = "incoming";
/// The folder in it with the originals.
const ORIGINALS: &str = "original";

/// What the database has when the folder is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// No pictures: a missing folder is created.
    Empty,
    /// Pictures: a missing folder is an error, until it is back.
    Pictures,
}

/// The folder of pictures.
#[derive(Debug)]
pub(super) struct MediaFolder {
    root: PathBuf,
    store: OnceLock<LocalFileSystem>,
}

impl MediaFolder {
    /// Opens a folder. It is created where there are no pictures yet.
    pub(super) fn open(root: &Path, contents: Contents) -> Result<Self> {
        let folder = Self { root: root.to_owned(), store: OnceLock::new() };
        if contents == Contents::Empty {
            let incoming = root.join(INCOMING);
            fs::create_dir_all(&incoming).map_err(|error| at(&incoming, &error))?;
        }
        if folder.check().is_err() {
            tracing::warn!(
                "the database has pictures, but their folder {0} is missing or empty: mount it, or create {0}/{INCOMING} to begin anew",
                root.display()
            );
        }
        Ok(folder)
    }

    /// Refuses with `storage_unavailable` where the folder is missing.
    pub(super) fn check(&self) -> Result<()> {
        match [INCOMING, ORIGINALS].iter().any(|folder| self.root.join(folder).is_dir()) {
            true => Ok(()),
            false => Err(unavailable(&format!("the folder {} is missing or empty", self.root.display()))),
        }
    }

    /// The folder as a store, opened when it is there for the first time.
    pub(super) fn store(&self) -> Result<&dyn ObjectStore> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        self.check()?;
        let store = LocalFileSystem::new_with_prefix(&self.root).map_err(Error::broken)?;
        Ok(self.store.get_or_init(|| store.with_automatic_cleanup(true).with_fsync(true)))
    }
}
