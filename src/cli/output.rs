//! Standard output and standard error of the commands: a reader that has gone is no failure.
//!
//! Standard output holds results only; progress and messages go to standard error.

use std::cell::Cell;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::rc::Rc;

use super::{Done, Failed};
use crate::config::file;

/// Prints a line of a result. Whoever closed the pipe has read enough.
pub(super) fn say(text: impl Display) -> Done {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(&error)),
        _ => Ok(()),
    }
}

/// Prints a message; where it cannot be printed, nobody reads it.
pub(super) fn note(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Reason why standard output could not be written.
fn unwritten(error: &io::Error) -> Failed {
    format!("standard output cannot be written: {error}").into()
}

/// Output of a command that writes a file: the file, or standard output for `-` or where none is named.
pub(super) struct Output {
    to: BufWriter<Box<dyn Write>>,
    is_closed: Rc<Cell<bool>>,
}

impl Output {
    /// Opens the file; one that is there is replaced.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Failed> {
        let to: Box<dyn Write> = match path.filter(|path| !file::is_dash(path)) {
            Some(path) => {
                Box::new(File::create(path).map_err(|error| format!("cannot write {}: {error}", path.display()))?)
            }
            None => Box::new(io::stdout()),
        };
        let is_closed = Rc::new(Cell::new(false));
        let watched = Watched { to, is_closed: Rc::clone(&is_closed) };
        Ok(Self { to: BufWriter::new(Box::new(watched)), is_closed })
    }

    /// Whether the reader has closed the pipe, after which writing fails.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.get()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A writer that notes a closed pipe.
struct Watched {
    to: Box<dyn Write>,
    is_closed: Rc<Cell<bool>>,
}

impl Watched {
    /// Notes a closed pipe.
    fn watch<T>(&self, done: io::Result<T>) -> io::Result<T> {
        if done.as_ref().is_err_and(|error| error.kind() == ErrorKind::BrokenPipe) {
            self.is_closed.set(true);
        }
        done
    }
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.to.write(bytes);
        self.watch(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.to.flush();
        self.watch(done)
    }
}
