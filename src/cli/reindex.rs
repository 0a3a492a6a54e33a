//! `reindex`: builds the search index and the rendered articles anew, also while a service on the same data folder goes on
//! answering from the old ones.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::output::say;
use super::{Done, open, print_json};
use crate::app;
use crate::config::Settings;
use crate::rendered::{self, render::Effort};
use crate::search::analysis::Words;
use crate::search::index;
use crate::state::State;
use crate::store::folder::{Folder, Progress, Rebuilt};

/// What `reindex` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Builds both and makes them the current ones.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    let db = open(settings, false).await?;
    let words = Words::load(settings.search.dictionary.as_deref())?;
    let (bar, tell) = progress_bar()?;
    std::fs::create_dir_all(&settings.data_dir)?;
    let folder = Folder::of(&settings.data_dir, index::FOLDER);
    let built = index::rebuild::rebuild(&db.read, &folder, &words, tell).await;
    bar.finish_and_clear();
    let articles = count(&built?, "the index")?;
    let rendered = match rendered::is_wanted(settings) {
        true => {
            let (state, following) = State::start(&db, settings.clone(), app::document()).await?;
            let (bar, tell) = progress_bar()?;
            let folder = Folder::of(&settings.data_dir, rendered::FOLDER);
            let built = rendered::rebuild::rebuild(&db, &state, &folder, Effort::Full, tell).await;
            bar.finish_and_clear();
            following.abort();
            Some(count(&built?, "the rendered articles")?)
        }
        false => None,
    };
    if arguments.json {
        return print_json(&serde_json::json!({"articles": articles, "rendered": rendered}));
    }
    say(format_args!("{articles} articles are in the new index"))?;
    if let Some(rendered) = rendered {
        say(format_args!("{rendered} articles are rendered anew"))?;
    }
    Ok(())
}

/// A bar, and what moves it.
fn progress_bar() -> Result<(ProgressBar, impl Fn(Progress)), super::Failed> {
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} articles {per_sec} {eta}")?);
    let moved = bar.clone();
    let tell = move |progress: Progress| {
        moved.set_length(progress.total);
        moved.set_position(progress.done);
    };
    Ok((bar, tell))
}

/// How many articles are in what was built.
fn count(built: &Rebuilt, what: &str) -> Result<u64, super::Failed> {
    match built {
        Rebuilt::Done(_, articles) => Ok(*articles),
        Rebuilt::Elsewhere => Err(format!("another process is building {what} of this data folder").into()),
    }
}
