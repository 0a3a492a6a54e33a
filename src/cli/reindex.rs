//! `reindex`: builds the search index anew, also while a service on the same data folder goes on answering from the old one.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Done, open, print_json};
use crate::config::Settings;
use crate::search::analysis::Words;
use crate::search::index::folder::Folder;
use crate::search::index::rebuild::{Rebuilt, rebuild};

/// What `reindex` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Builds the index and makes it the current one.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let db = open(settings, false).await?;
    let words = Words::load(settings.search.dictionary.as_deref())?;
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} articles {per_sec} {eta}")?);
    let tell = |progress: crate::search::index::rebuild::Progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    };
    let rebuilt = rebuild(&db.read, &Folder::of(&settings.data_dir), &words, tell).await;
    bar.finish_and_clear();
    match rebuilt? {
        Rebuilt::Done(_, articles) if arguments.json => print_json(&serde_json::json!({"articles": articles})),
        Rebuilt::Done(_, articles) => {
            println!("{articles} articles are in the new index");
            Ok(())
        }
        Rebuilt::Elsewhere => Err("another process is building the index of this data folder".to_owned().into()),
    }
}
