//! Rendering all published articles anew, beside what there is of them, while that goes on answering.

use uuid::Uuid;

use super::fingerprint;
use super::generation::{Batch, Fault, Generation};
use super::render::{Effort, render};
use crate::articles::{export_page, published_count};
use crate::kernel::error::{Error, Result};
use crate::related::query::with_choices;
use crate::state::State;
use crate::store::Database;
use crate::store::folder::{Folder, Progress, Rebuilt};

/// How many articles are read at once.
const PAGE: u64 = 200;

/// Builds a new generation of all published articles and makes it the current one.
///
/// What is published or withdrawn in the meantime is in the log behind the line that the generation is stamped with, and
/// whoever follows the log from there brings it in. When it fails, the current generation stays as it was.
pub async fn rebuild(
    db: &Database,
    state: &State,
    folder: &Folder,
    effort: Effort,
    progress: impl Fn(Progress),
) -> Result<Rebuilt> {
    let Some(building) = folder.build().map_err(Error::broken)? else { return Ok(Rebuilt::Elsewhere) };
    let mut so_far = Progress { done: 0, total: published_count(&db.current).await? };
    progress(so_far);
    let path = building.begin().map_err(Error::broken)?;
    let built = async {
        let (at, fingerprint, head) = (path.clone(), fingerprint(state), state.catalog().head);
        let mut generation = blocking(move || Generation::create(&at, &fingerprint, head)).await?;
        let mut after = None;
        loop {
            // Known before the articles are read, so that they say at least what was true at its line.
            let catalog = state.catalog();
            let articles = export_page(&db.current, after, PAGE).await?;
            let Some(last) = articles.last() else { break };
            after = Some(last.row.id);
            let ids: Vec<Uuid> = articles.iter().map(|article| article.row.id).collect();
            let chosen = with_choices(&db.current, &ids).await?;
            so_far.done += articles.len() as u64;
            let state = state.clone();
            generation = blocking(move || {
                let Batch { articles, .. } = render(&state, &catalog, articles, &chosen, effort);
                generation.write(Batch { articles, ..Batch::default() })?;
                Ok(generation)
            })
            .await?;
            progress(so_far);
        }
        blocking(move || generation.settle()).await
    };
    building.end(&path, built.await)?;
    Ok(Rebuilt::Done(path, so_far.done))
}

/// Does work of the engine on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::broken)?.map_err(Error::broken)
}
