//! `import`: articles from JSON lines or from a portal's pages.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Done, Failed, open, print_json};
use crate::config::Settings;
use crate::import::line::Reading;
use crate::import::report::{Place, Report};
use crate::import::{jsonl, page};

/// Exit code where some things went in and others did not.
const IN_PART: u8 = 3;

/// What `import` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to bring in
    #[command(subcommand)]
    what: What,
}

/// What to bring in.
#[derive(Debug, Subcommand)]
enum What {
    /// One article a line, as JSON; the same file again changes nothing
    Jsonl {
        /// The files; - is standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Take a leading 【…】 of a title as its column
        #[arg(long)]
        labels: bool,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// A portal's article pages, as plain text in UTF-8
    Page {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Brings it in.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let db = open(settings, false).await?;
    let mut report = Report::default();
    let json = match &arguments.what {
        What::Page { files, json } => {
            let bar = bar(files.len() as u64, "{bar:30} {pos}/{len} pages {eta}")?;
            for file in files {
                page::import(&db, file, settings.site.time_zone, &settings.site.lang, &mut report).await?;
                bar.inc(1);
            }
            bar.finish_and_clear();
            *json
        }
        What::Jsonl { files, labels, json } => {
            let reading = Reading { zone: settings.site.time_zone, lang: settings.site.lang.clone(), labels: *labels };
            for file in files {
                let name = file.display().to_string();
                let (lines, bytes): (Box<dyn BufRead + Send>, u64) = if name == "-" {
                    (Box::new(BufReader::new(std::io::stdin())), 0)
                } else {
                    match open_file(file) {
                        Ok((file, bytes)) => (Box::new(BufReader::with_capacity(1 << 20, file)), bytes),
                        Err(reason) => {
                            report.fail(Place { file: &name, line: None }, reason);
                            continue;
                        }
                    }
                };
                let bar = bar(bytes, "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}")?;
                let one = jsonl::import(&db.primary, &name, lines, reading.clone(), |bytes| bar.inc(bytes)).await?;
                bar.finish_and_clear();
                report.add(one);
            }
            *json
        }
    };
    if json {
        print_json(&report)?;
    } else {
        println!("{report}");
    }
    match (report.failed.is_empty(), report.done()) {
        (true, _) => Ok(()),
        (false, 0) => Err(Failed { message: None, code: 1 }),
        (false, _) => Err(Failed { message: None, code: IN_PART }),
    }
}

/// A file and its length, or why it cannot be read.
fn open_file(path: &PathBuf) -> Result<(File, u64), String> {
    let file = File::open(path).map_err(|error| format!("it cannot be opened: {error}"))?;
    let found = file.metadata().map_err(|error| format!("it cannot be read: {error}"))?;
    if found.is_dir() { Err("it is a folder; name the files in it".to_owned()) } else { Ok((file, found.len())) }
}

/// A progress bar, shown where standard error is a terminal.
fn bar(length: u64, template: &str) -> Result<ProgressBar, Failed> {
    let bar = ProgressBar::new(length);
    bar.set_style(ProgressStyle::with_template(template)?);
    Ok(bar)
}
