//! `check-review-record`: checks an exported review record without the service.

use std::io::ErrorKind;
use std::path::PathBuf;

use clap::Args;

use super::output::say;
use super::{Done, Failed, print_json};
use crate::config::file;
use crate::newsroom::review::check::{self, Fault, MAX_BYTES, Whole};

/// What `check-review-record` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The record, as `GET /v1/editorial/articles/{id}/review` answers it, best with `?texts=true`; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Checks the record; exit code 1 where something is wrong with it.
pub(super) fn run(arguments: &Arguments) -> Done {
    let shown = arguments.file.display();
    let found = match file::read(&arguments.file, MAX_BYTES) {
        Ok(bytes) => check::read(&bytes).and_then(|record| check::check(&record)),
        Err(error) if error.kind() == ErrorKind::FileTooLarge => Err(Fault { line: None, what: error.to_string() }),
        Err(error) => return Err(format!("{shown} cannot be read: {error}").into()),
    };
    match found {
        Ok(whole) if arguments.json => print_json(&serde_json::json!({"is_whole": true, "record": whole})),
        Ok(Whole { lines, texts, head }) => {
            say(format_args!("whole: {lines} lines, {texts} texts; the last hash is {head}"))?;
            Ok(())
        }
        Err(fault) => {
            if arguments.json {
                print_json(&serde_json::json!({"is_whole": false, "fault": fault}))?;
                return Err(Failed { message: None, code: 1 });
            }
            let place = fault.line.map(|line| format!("line {line}: ")).unwrap_or_default();
            Err(format!("{shown}: {place}{}", fault.what).into())
        }
    }
}
