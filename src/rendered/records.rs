//! The records of articles, one behind the other in a file: written at its end, never changed, read in place.
//!
//! Apart from the key-value file, as that gives each value pages of its own, in sizes of powers of two: most of the file was
//! empty, and did not fit into the memory that the operating system has for it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use positioned_io::{RandomAccessFile, ReadAt, WriteAt};

use crate::web::coding::Coding;

/// Where the records of an article are: where the plain one begins, and how many bytes it has; the one in Brotli stands behind
/// it, and has none where there is none.
pub(super) type Place = (u64, u32, u32);

/// A file of records, for whoever writes them.
#[derive(Debug)]
pub(super) struct Records {
    file: File,
    read: Arc<RandomAccessFile>,
}

/// The same file for those who read, up to an end.
#[derive(Debug)]
pub(super) struct Reader {
    file: Arc<RandomAccessFile>,
    end: u64,
}

impl Records {
    /// Makes an empty file.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Self::of(File::options().read(true).write(true).create_new(true).open(path)?)
    }

    /// Opens a file that has so many bytes at least. What is behind them was written by somebody who came to nothing.
    pub(super) fn open(path: &Path, end: u64) -> io::Result<Self> {
        let file = File::options().read(true).write(true).open(path)?;
        match file.metadata()?.len() < end {
            true => Err(io::ErrorKind::UnexpectedEof.into()),
            false => Self::of(file),
        }
    }

    /// The file, open.
    fn of(file: File) -> io::Result<Self> {
        let read = Arc::new(RandomAccessFile::try_new(file.try_clone()?)?);
        Ok(Self { file, read })
    }

    /// The file as it is when it ends there.
    pub(super) fn until(&self, end: u64) -> Reader {
        Reader { file: Arc::clone(&self.read), end }
    }

    /// Writes the records of an article at an end, which moves behind them.
    pub(super) fn append(&mut self, end: &mut u64, plain: &[u8], brotli: Option<&[u8]>) -> io::Result<Place> {
        let length = |record: &[u8]| u32::try_from(record.len()).map_err(|_| io::ErrorKind::FileTooLarge);
        let brotli = brotli.unwrap_or_default();
        let place = (*end, length(plain)?, length(brotli)?);
        for record in [plain, brotli] {
            self.file.write_all_at(*end, record)?;
            *end += record.len() as u64;
        }
        Ok(place)
    }

    /// Lets what was written last, whatever happens to the machine.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

impl Reader {
    /// The record in Brotli if it is wanted and there is one, or that in plain.
    pub(super) fn read(&self, (at, plain, brotli): Place, wanted: Coding) -> io::Result<(Coding, Bytes)> {
        let (coding, at, length) = match wanted {
            Coding::Brotli if brotli > 0 => (Coding::Brotli, at.saturating_add(plain.into()), brotli),
            _ => (Coding::Identity, at, plain),
        };
        Ok((coding, self.bytes(at, length)?.into()))
    }

    /// Both records.
    pub(super) fn both(&self, (at, plain, brotli): Place) -> io::Result<(Vec<u8>, Option<Vec<u8>>)> {
        let coded = (brotli > 0).then(|| self.bytes(at.saturating_add(plain.into()), brotli)).transpose()?;
        Ok((self.bytes(at, plain)?, coded))
    }

    /// So many bytes from a place on. A place that was not written is refused before there is memory for it.
    fn bytes(&self, at: u64, length: u32) -> io::Result<Vec<u8>> {
        if at.checked_add(length.into()).is_none_or(|end| end > self.end) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge)?];
        self.file.read_exact_at(at, &mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_where_they_were_written_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records");
        let mut end = 0;
        let (one, two) = {
            let mut records = Records::create(&path).unwrap();
            let one = records.append(&mut end, b"eins", Some(b"1")).unwrap();
            (one, records.append(&mut end, b"zwei", None).unwrap())
        };
        assert_eq!(end, 9);
        let mut records = Records::open(&path, end).unwrap();
        let reader = records.until(end);
        assert_eq!(reader.read(one, Coding::Identity).unwrap(), (Coding::Identity, Bytes::from("eins")));
        assert_eq!(reader.read(one, Coding::Brotli).unwrap(), (Coding::Brotli, Bytes::from("1")));
        assert_eq!(reader.read(two, Coding::Brotli).unwrap(), (Coding::Identity, Bytes::from("zwei")));
        assert_eq!(reader.both(two).unwrap(), (b"zwei".to_vec(), None));
        let three = records.append(&mut end, b"drei", None).unwrap();
        for place in [three, (0, u32::MAX, 0), (u64::MAX, 1, 0), (8, 2, 0)] {
            assert!(reader.read(place, Coding::Identity).is_err(), "{place:?}");
        }
        assert!(Records::create(&path).is_err() && Records::open(&path, end + 1).is_err());
    }
}
