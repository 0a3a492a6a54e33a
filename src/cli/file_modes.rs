//! Finds and changes files that more accounts may read or write than the settings say.

use std::collections::BTreeMap;
use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::config::{DatabaseUrl, Settings};

/// The permission bits that set who may read, write and enter.
const ACCESS: u32 = 0o777;

/// A file or folder that is more open than the settings say.
#[derive(Debug)]
pub(super) struct Wider {
    path: PathBuf,
    mode: u32,
    wanted: u32,
}

impl std::fmt::Display for Wider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} ({:04o}, wanted {:04o})", self.path.display(), self.mode, self.wanted)
    }
}

impl Wider {
    /// Removes the permissions that are too many.
    pub(super) fn fix(&self) -> Result<(), String> {
        fs::set_permissions(&self.path, Permissions::from_mode(self.wanted))
            .map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

/// All that is too open of the data folder and the `SQLite` file. Symbolic links are not followed.
pub(super) fn wider(settings: &Settings) -> io::Result<Vec<Wider>> {
    let umask = settings.storage.mode.umask();
    let mut found = BTreeMap::new();
    if let DatabaseUrl::Sqlite(path) = &settings.database.url {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut file = path.as_os_str().to_owned();
            file.push(end);
            look(Path::new(&file), umask, &mut found)?;
        }
    }
    // The folder itself may be a link to a volume.
    let data_dir = settings.data_dir.canonicalize();
    if let Some(data_dir) = optional(data_dir)? {
        look_within(&data_dir, umask, &mut found)?;
    }
    Ok(found.into_values().collect())
}

/// Looks at a folder and everything in it.
fn look_within(folder: &Path, umask: u32, found: &mut BTreeMap<PathBuf, Wider>) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        look(&folder, umask, found)?;
        let Some(entries) = optional(fs::read_dir(&folder))? else { continue };
        for entry in entries {
            let path = entry?.path();
            match optional(fs::symlink_metadata(&path))? {
                Some(about) if about.is_dir() => folders.push(path),
                Some(_) => look(&path, umask, found)?,
                None => {}
            }
        }
    }
    Ok(())
}

/// Looks at one file or folder; what went meanwhile is passed over.
fn look(path: &Path, umask: u32, found: &mut BTreeMap<PathBuf, Wider>) -> io::Result<()> {
    let Some(about) = optional(fs::symlink_metadata(path))?.filter(|about: &Metadata| !about.is_symlink()) else {
        return Ok(());
    };
    let mode = about.permissions().mode() & ACCESS;
    if mode & umask != 0 {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        found.insert(path.clone(), Wider { path, mode, wanted: mode & !umask });
    }
    Ok(())
}

/// Nothing where a file is not there.
fn optional<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}
