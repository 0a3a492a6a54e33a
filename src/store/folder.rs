//! Where files live that are derived from the database, such as the search index: generations side by side in one folder, and
//! a file that names the current one.
//!
//! A generation is built beside the current one and becomes current by one rename, so that nobody ever sees half of it.
//! Who builds or clears away holds a lock; locks end with their process.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::kernel::error::Error;

/// The file that names the current generation.
const CURRENT: &str = "current";
/// The file whose lock the builder holds.
const LOCK: &str = "build.lock";
/// What the names of generations begin with.
const PREFIX: &str = "g-";

/// How many bytes are written to see whether any can be.
const PROBE: usize = 256 * 1024;

/// Why nothing can be written into a folder, such as a full disk; `Ok` where something can. Engines do not always say.
pub fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join("probe");
    let written = File::create(&path).and_then(|mut file| {
        file.write_all(&vec![0; PROBE])?;
        file.sync_all()
    });
    let removed = fs::remove_file(&path);
    written.and(removed)
}

/// A folder of generations.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// The right to build or clear away generations, for as long as it is held.
#[derive(Debug)]
pub struct Building {
    folder: Folder,
    _lock: File,
}

impl Folder {
    /// The folder of that name in a data folder; it need not be there yet.
    #[must_use]
    pub fn of(data_dir: &Path, name: &str) -> Self {
        Self { root: data_dir.join(name) }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The current generation, if there is one.
    pub fn current(&self) -> io::Result<Option<PathBuf>> {
        let name = match fs::read_to_string(self.root.join(CURRENT)) {
            Ok(name) => name,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // What is no text names nothing.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(None),
            Err(error) => return Err(error),
        };
        let path = self.root.join(name.trim());
        let is_one = name.trim().strip_prefix(PREFIX).is_some_and(|rest| Uuid::try_parse(rest).is_ok());
        Ok((is_one && path.is_dir()).then_some(path))
    }

    /// Deletes every generation but the current one; false where it has to be tried again: one cannot be deleted, or somebody is
    /// building, who may still need it.
    #[must_use]
    pub fn clear_away(&self) -> bool {
        let cleared = self.build().and_then(|building| building.map(|building| building.clear_away()).transpose());
        if let Err(error) = &cleared {
            tracing::debug!(folder = %self.root.display(), %error, "former generations are still there");
        }
        matches!(cleared, Ok(Some(())))
    }

    /// Takes the right to build; none while somebody else has it.
    pub fn build(&self) -> io::Result<Option<Building>> {
        // Not the data folder above it: where that is missing, its volume may not be mounted.
        match fs::create_dir(&self.root) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let lock = File::options().create(true).truncate(false).write(true).open(self.root.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Building { folder: self.clone(), _lock: lock })),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Building {
    /// Makes the folder of a new generation.
    pub fn begin(&self) -> io::Result<PathBuf> {
        self.clear_away()?;
        let path = self.folder.root.join(format!("{PREFIX}{}", Uuid::now_v7().simple()));
        fs::create_dir(&path)?;
        Ok(path)
    }

    /// Makes a generation the current one if it was built; else deletes what there is of it and says why.
    pub fn end(&self, generation: &Path, built: Result<(), Error>) -> Result<(), Error> {
        if let Err(error) = built {
            let error = explained(error, generation);
            // What it left goes at once: the disk may be full of it.
            let _ = fs::remove_dir_all(generation);
            return Err(error);
        }
        self.finish(generation).map_err(Error::broken)
    }

    /// Makes a generation the current one, durably and at once.
    fn finish(&self, generation: &Path) -> io::Result<()> {
        let name = generation.file_name().unwrap_or_default();
        let next = self.folder.root.join(format!("{CURRENT}.next"));
        let mut file = File::create(&next)?;
        file.write_all(name.as_encoded_bytes())?;
        file.sync_all()?;
        fs::rename(&next, self.folder.root.join(CURRENT))?;
        File::open(&self.folder.root)?.sync_all()
    }

    /// Makes nothing current, after what was current turned out to be damaged.
    pub fn discard(&self) -> io::Result<()> {
        match fs::remove_file(self.folder.root.join(CURRENT)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Deletes every generation but the current one.
    pub fn clear_away(&self) -> io::Result<()> {
        let current = self.folder.current()?;
        for entry in fs::read_dir(&self.folder.root)? {
            let path = entry?.path();
            let is_generation =
                path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX));
            if is_generation && Some(&path) != current.as_ref() {
                fs::remove_dir_all(&path)?;
            }
        }
        Ok(())
    }
}

/// How far the building of a generation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Articles that are in.
    pub done: u64,
    /// Articles that there were when it began.
    pub total: u64,
}

/// What became of the building of a generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// The new generation is the current one; so many articles are in it.
    Done(PathBuf, u64),
    /// Another process is building.
    Elsewhere,
}

/// An error of an engine, with what keeps the folder from being written, if anything does.
#[must_use]
pub fn explained(error: Error, folder: &Path) -> Error {
    match (error, probe(folder)) {
        (Error::Broken(source), Err(reason)) => Error::broken(format!("{reason} ({source})")),
        (error, _) => error,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_generation_becomes_current_at_once_and_the_former_goes() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path(), "index");
        assert_eq!(folder.current().unwrap(), None);
        let building = folder.build().unwrap().unwrap();
        assert!(folder.build().unwrap().is_none(), "one builds at a time");
        let first = building.begin().unwrap();
        assert_eq!(folder.current().unwrap(), None);
        building.finish(&first).unwrap();
        assert_eq!(folder.current().unwrap(), Some(first.clone()));
        let second = building.begin().unwrap();
        building.finish(&second).unwrap();
        building.clear_away().unwrap();
        assert!(!first.exists() && second.exists());
        drop(building);
        assert!(folder.build().unwrap().is_some());
    }

    #[test]
    fn a_folder_that_cannot_be_written_says_why() {
        let data = tempfile::tempdir().unwrap();
        assert!(probe(data.path()).is_ok());
        assert_eq!(fs::read_dir(data.path()).unwrap().count(), 0);
        let missing = probe(&data.path().join("nowhere")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_pointer_that_leads_nowhere_is_none() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::of(data.path(), "index");
        fs::create_dir_all(data.path().join("index")).unwrap();
        for text in ["", "..", "g-x", "g-0195a2b47a107cc39f5e1f0b2d3c4e5f", "\u{0}"] {
            fs::write(data.path().join("index/current"), text).unwrap();
            assert_eq!(folder.current().unwrap(), None, "{text}");
        }
        fs::write(data.path().join("index/current"), [0xff, 0xfe]).unwrap();
        assert_eq!(folder.current().unwrap(), None);
    }
}
