//! `check-review-record`: checks an exported review record without the service.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use super::{Done, Failed, print_json};
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
    let bytes = bytes(arguments).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let found = match u64::try_from(bytes.len()) {
        Ok(length) if length <= MAX_BYTES => check::read(&bytes).and_then(|record| check::check(&record)),
        _ => Err(Fault { line: None, what: format!("it has more than {MAX_BYTES} bytes") }),
    };
    match found {
        Ok(whole) if arguments.json => print_json(&serde_json::json!({"is_whole": true, "record": whole})),
        Ok(Whole { lines, texts, head }) => {
            println!("whole: {lines} lines, {texts} texts; the last hash is {head}");
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

/// The bytes of the record, at most one more than are looked at.
fn bytes(arguments: &Arguments) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if arguments.file.as_os_str() == "-" {
        std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(&arguments.file)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
