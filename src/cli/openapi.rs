//! `openapi`: prints the document.

use clap::Args;

use crate::app;
use crate::kernel::error::Code;

/// What `openapi` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the list of operations instead: method, path, id
    #[arg(long, conflicts_with = "errors")]
    operations: bool,
    /// Print the list of problem codes instead: code, status, title
    #[arg(long)]
    errors: bool,
    /// Print the document by OpenAPI 3.0 instead of 3.1
    #[arg(long, conflicts_with_all = ["operations", "errors"])]
    older: bool,
}

/// Prints it.
pub(super) fn run(arguments: &Arguments) {
    let text = match arguments {
        Arguments { operations: true, .. } => operations(),
        Arguments { errors: true, .. } => errors(),
        Arguments { older: true, .. } => app::document().text_3_0(),
        Arguments { .. } => app::document().text(),
    };
    print!("{text}");
}

/// The operations, one a line.
#[must_use]
pub fn operations() -> String {
    let lines =
        app::document().operations().into_iter().map(|(method, path, id)| format!("{method:<6} {path:<36} {id}\n"));
    lines.collect()
}

/// The problem codes, one a line.
#[must_use]
pub fn errors() -> String {
    Code::ALL.iter().map(|code| format!("{:<20} {} {}\n", code.word(), code.status(), code.title())).collect()
}
