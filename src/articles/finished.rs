//! An article as most readers get it: whole, with nothing asked for besides, so that it can be made before anybody asks.

use uuid::Uuid;

use super::article::Content;
use super::pictures;
use super::query::Stored;
use super::view::{ArticleView, BodyFormat, Include};
use crate::catalog::{Catalog, Named, Shelf};
use crate::kernel::error::Result;
use crate::state::{State, stored};
use crate::web::Answer;
use crate::web::cache::Finished;
use crate::web::fields::Fields;

/// The answer to who asks for an article and for nothing about it: the same as [`super::get_article`] gives.
pub fn finished(state: &State, catalog: &Catalog, article: Stored) -> Result<Finished> {
    let updated_at = article.row.updated_at;
    let view = ArticleView::of(state, catalog, article, BodyFormat::Blocks, Include::default())?;
    Answer::json(&view, &Fields::default())?.modified(Some(stored(updated_at))).cached(state.cache_control()).finish()
}

/// All things whose names or words stand in that answer, each once: it changes with each of them.
pub fn names(catalog: &Catalog, article: &Stored) -> Result<Vec<Uuid>> {
    let Stored { row, people, tags, content, pictures: _ } = article;
    let nothing = Content::default();
    let mut names: Vec<Uuid> = above(&catalog.channels, row.channel_id)
        .chain(above(&catalog.sources, row.source_id))
        .chain(row.column_id)
        .chain(people.iter().map(|(_, id)| *id))
        .chain(tags.iter().copied())
        .collect();
    names.extend(pictures::ids_of_row(row, content.as_ref().unwrap_or(&nothing))?);
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// A thing and all that it stands below.
fn above<T: Named>(shelf: &Shelf<T>, id: Option<Uuid>) -> impl Iterator<Item = Uuid> {
    id.into_iter().flat_map(|id| shelf.path(id)).map(|thing| thing.names().id)
}
