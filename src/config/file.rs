//! Reads files whose size is bounded, whatever they are: a device has no length, and a growing file has another one later.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Name of standard input or output in place of a file's.
pub const DASH: &str = "-";

/// Whether a path is that of standard input or output.
#[must_use]
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == DASH
}

/// Returns the bytes of a file, or of standard input for `-`; rejects more than `most`.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if is_dash(path) { bounded(io::stdin().lock(), most) } else { bounded(File::open(path)?, most) }
}

/// Returns the text of a file, or of standard input for `-`; rejects more than `most` bytes and what is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

/// Returns the bytes of a regular file; rejects more than `most` and everything that is no regular file.
pub fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let wrong = |what| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    // Opening a pipe that nobody writes to would wait without end.
    let found = std::fs::metadata(path)?;
    if found.is_dir() {
        return wrong("it is a folder; name the files in it");
    }
    if !found.is_file() {
        return wrong("it is not a regular file, but a device, a pipe or a socket");
    }
    bounded(File::open(path)?, most)
}

/// Returns what is read from a source; rejects more than `most` bytes.
pub fn bounded(source: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn an_endless_file_is_refused_after_its_limit() {
        for endless in ["/dev/zero", "/dev/urandom"] {
            let refused = read(Path::new(endless), 1_000_000).unwrap_err();
            assert_eq!(refused.to_string(), "it has more than 1000000 bytes", "{endless}");
            let refused = read_regular(Path::new(endless), 1_000_000).unwrap_err();
            assert!(refused.to_string().contains("not a regular file"), "{endless}: {refused}");
        }
    }

    #[test]
    fn a_file_of_just_the_limit_is_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "清河").unwrap();
        assert_eq!(read_text(file.path(), 6).unwrap(), "清河");
        assert_eq!(read_regular(file.path(), 6).unwrap().len(), 6);
        assert!(read(file.path(), 5).is_err());
        assert!(read_regular(file.path().parent().unwrap(), 5).unwrap_err().to_string().contains("folder"));
    }
}
