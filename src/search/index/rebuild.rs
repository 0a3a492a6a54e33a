//! Building the index anew from the database, beside the current one, while that goes on answering.

use std::path::PathBuf;

use super::generation::{Effort, Generation};
use crate::articles::{export_page, published_count};
use crate::kernel::error::{Error, Result};
use crate::search::analysis::Words;
use crate::store::folder::{Folder, Progress, Rebuilt};
use crate::store::{ReadDb, change_log};

/// How many articles are read at once.
const PAGE: u64 = 200;

/// Builds a new generation of all published articles and makes it the current one.
///
/// What is published or withdrawn in the meantime is in the log behind the line that the generation is stamped with, and
/// whoever follows the log from there brings it in. When it fails, the current generation stays as it was.
pub async fn rebuild(db: &ReadDb, folder: &Folder, words: &Words, progress: impl Fn(Progress)) -> Result<Rebuilt> {
    let Some(building) = folder.build().map_err(Error::broken)? else { return Ok(Rebuilt::Elsewhere) };
    let head = change_log::head(db).await?;
    let mut state = Progress { done: 0, total: published_count(db).await? };
    progress(state);
    let path = building.begin().map_err(Error::broken)?;
    let built = async {
        let mut generation = create(path.clone(), words.clone()).await?;
        let mut after = None;
        loop {
            let articles = export_page(db, after, PAGE).await?;
            let Some(last) = articles.last() else { break };
            after = Some(last.row.id);
            state.done += articles.len() as u64;
            generation = blocking(move || {
                generation.add(&articles)?;
                Ok(generation)
            })
            .await?;
            progress(state);
        }
        generation.followed(head);
        blocking(move || {
            generation.commit()?;
            generation.gather()?;
            generation.finish()
        })
        .await
    };
    building.end(&path, built.await)?;
    Ok(Rebuilt::Done(path, state.done))
}

/// Makes the empty generation, with its writer.
async fn create(path: PathBuf, words: Words) -> Result<Generation> {
    blocking(move || {
        let mut generation = Generation::create(&path, &words)?;
        generation.take_writer(Effort::Full)?;
        Ok(generation)
    })
    .await
}

/// Does work of the engine on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, tantivy::TantivyError> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::broken)?.map_err(Error::broken)
}
