//! `export`: all published articles as JSON lines.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use indicatif::ProgressBar;

use super::output::{Output, note};
use super::{Done, open_existing};
use crate::config::Settings;
use crate::import::export::{self, What};
use crate::media::{Stock, bring_out};

/// What `export` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// In which form
    #[command(subcommand)]
    form: Form,
}

/// In which form.
#[derive(Debug, Subcommand)]
enum Form {
    /// One article a line, as JSON: what `import jsonl` takes
    Jsonl {
        /// Write the site, channels, columns, sources, people and tags too, each as a line of its own before the articles, and behind
        /// them the collections and what was chosen beside articles
        #[arg(long)]
        all: bool,
        /// Copy the bytes of all uploaded pictures into this folder too, each into a file called like its digest
        #[arg(long, value_name = "FOLDER", requires = "all")]
        media: Option<PathBuf>,
        /// The file to write; standard output for -, and when left out
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// Writes the articles.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let Form::Jsonl { all, media, file } = &arguments.form;
    let what = if *all { What::Everything } else { What::Articles };
    let db = open_existing(settings).await?;
    let mut out = Output::open(file.as_deref())?;
    let bar = ProgressBar::new_spinner();
    let written =
        export::export(&db.read, settings.site.time_zone, what, &mut out, |written| bar.set_position(written)).await;
    let flushed = out.flush();
    bar.finish_and_clear();
    if out.is_closed() {
        // Whoever reads has read enough.
        return Ok(());
    }
    let written = written?;
    flushed?;
    if let Some(folder) = media {
        let copied = bring_out(&db.read, &Stock::open(&db.read, &settings.media).await?, folder).await?;
        note(format_args!("{copied} pictures are in {}", folder.display()));
    }
    note(format_args!("{written} articles exported"));
    Ok(())
}
