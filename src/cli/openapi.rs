//! `openapi`: prints the document.

use clap::Args;

use super::Done;
use super::output::say;
use crate::app;
use crate::import::line;
use crate::kernel::error::Code;

/// What `openapi` takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag, and one of them at most is given")]
pub(super) struct Arguments {
    /// Print the list of operations instead: method, path, id
    #[arg(long, group = "instead")]
    operations: bool,
    /// Print the list of problem codes instead: code, status, title
    #[arg(long, group = "instead")]
    errors: bool,
    /// Print the document by OpenAPI 3.0 instead of 3.1
    #[arg(long, group = "instead")]
    older: bool,
    /// Print the JSON Schema of the lines that `import jsonl` takes instead
    #[arg(long, group = "instead")]
    import_line: bool,
}

/// Prints it.
pub(super) fn run(arguments: &Arguments) -> Done {
    let text = match arguments {
        Arguments { operations: true, .. } => operations(),
        Arguments { errors: true, .. } => errors(),
        Arguments { older: true, .. } => app::document().text_3_0().to_owned(),
        Arguments { import_line: true, .. } => import_line(),
        Arguments { .. } => app::document().text().to_owned(),
    };
    say(text.trim_end())
}

/// The operations, one a line.
#[must_use]
pub fn operations() -> String {
    let lines =
        app::document().operations().into_iter().map(|(method, path, id)| format!("{method:<6} {path:<36} {id}\n"));
    lines.collect()
}

/// The form of the lines that `import jsonl` takes and `export jsonl` writes, as JSON Schema.
#[must_use]
pub fn import_line() -> String {
    format!("{:#}\n", line::schema())
}

/// The problem codes, one a line.
#[must_use]
pub fn errors() -> String {
    Code::ALL.iter().map(|code| format!("{:<20} {} {}\n", code.word(), code.status(), code.title())).collect()
}
