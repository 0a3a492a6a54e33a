//! Articles and the uploaded pictures that they name: what is stored of one when an article is written, and what is said of it
//! when the article is read, for all articles of an answer in one statement.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::article::{Content, Incoming};
use super::body::media::{self as files, Shown};
use super::body::{Block, Media};
use super::manuscript::Manuscript;
use super::query::{Row, Stored};
use crate::config::Settings;
use crate::kernel::error::{Error, Result};
use crate::media::picture::absolute;
use crate::media::{self, Picture, uses};
use crate::store::Reads;

/// The uploaded pictures that an article names, some perhaps more than once.
#[must_use]
pub fn ids(cover: Option<&Media>, content: &Content) -> Vec<Uuid> {
    let beside = content.media.iter().filter_map(|media| media.id);
    cover.and_then(|cover| cover.id).into_iter().chain(beside).chain(files::ids(&content.blocks)).collect()
}

/// The same of an article's row and its content.
pub(super) fn ids_of_row(row: &Row, content: &Content) -> Result<Vec<Uuid>> {
    let cover = cover(row)?;
    Ok(ids(cover.as_ref(), content))
}

/// What a manuscript says, with address, type and size of each uploaded picture that it names. Refuses one that is not there.
pub async fn filled(db: &impl Reads, mut said: Manuscript) -> Result<Manuscript> {
    let named = ids(said.fields.cover.as_ref(), &said.content);
    if named.is_empty() {
        return Ok(said);
    }
    let known = media::by_ids(db, &named).await?;
    let missing: HashSet<Uuid> = named.into_iter().filter(|id| !known.contains_key(id)).collect();
    if !missing.is_empty() {
        return Err(Error::content(missing.into_iter().map(uses::missing).collect()));
    }
    fill(&known, said.fields.cover.as_mut(), &mut said.content);
    Ok(said)
}

/// The same for articles of an import; those that name a picture that is not there are told by their places.
pub(super) async fn filled_batch<'a>(
    db: &impl Reads,
    batch: &'a [Incoming],
) -> Result<(Cow<'a, [Incoming]>, HashSet<usize>)> {
    let named: Vec<Vec<Uuid>> = batch.iter().map(|one| ids(one.cover.as_ref(), &one.content)).collect();
    let all: HashSet<Uuid> = named.iter().flatten().copied().collect();
    if all.is_empty() {
        return Ok((Cow::Borrowed(batch), HashSet::new()));
    }
    let known = media::by_ids(db, &all.into_iter().collect::<Vec<_>>()).await?;
    let lacks = |ids: &Vec<Uuid>| ids.iter().any(|id| !known.contains_key(id));
    let lacking = named.iter().enumerate().filter(|(_, ids)| lacks(ids)).map(|(at, _)| at).collect();
    let mut filled = batch.to_vec();
    filled.iter_mut().for_each(|one| fill(&known, one.cover.as_mut(), &mut one.content));
    Ok((Cow::Owned(filled), lacking))
}

/// Says of each uploaded picture what is stored with an article: what never changes.
fn fill(known: &HashMap<Uuid, Picture>, cover: Option<&mut Media>, content: &mut Content) {
    let mut one = |media: &mut Media| {
        let Some(picture) = media.id.and_then(|id| known.get(&id)) else { return };
        media.url = picture.path(&picture.original_file());
        media.mime_type = Some(picture.format.mime_type().to_owned());
        (media.width, media.height) = (Some(picture.width), Some(picture.height));
    };
    cover.into_iter().chain(&mut content.media).for_each(&mut one);
    files::each(&mut content.blocks, one);
}

/// Reads the pictures that articles name, of all of them in one statement; none where they name none.
pub(super) async fn find(db: &impl Reads, articles: &mut [Stored]) -> Result<()> {
    let mut named = Vec::with_capacity(articles.len());
    for article in articles.iter() {
        named.push(match &article.content {
            Some(content) => ids_of_row(&article.row, content)?,
            None => cover(&article.row)?.and_then(|cover| cover.id).into_iter().collect(),
        });
    }
    let all: HashSet<Uuid> = named.iter().flatten().copied().collect();
    if all.is_empty() {
        return Ok(());
    }
    let known = media::by_ids(db, &all.into_iter().collect::<Vec<_>>()).await?;
    for (article, ids) in articles.iter_mut().zip(named) {
        article.pictures = ids.into_iter().filter_map(|id| Some((id, known.get(&id)?.clone()))).collect();
    }
    Ok(())
}

/// The cover of a row, where it names an uploaded picture.
fn cover(row: &Row) -> Result<Option<Media>> {
    let names_one = |text: &&str| text.contains("\"id\":");
    row.cover.as_deref().filter(names_one).map(serde_json::from_str).transpose().map_err(Error::broken)
}

/// Says of each file in what an article says that it is shown as it is stored: without what the library says of it now.
pub fn show_as_stored(cover: Option<&mut Media>, content: &mut Content) {
    let one = |media: &mut Media| media.shown = Some(Box::default());
    cover.into_iter().chain(&mut content.media).for_each(one);
    files::each(&mut content.blocks, one);
}

/// Says of each file what is answered: of an uploaded picture what the library says of it now. Where an article prints nothing
/// below such a picture, what the library has for that is printed.
pub(super) fn show<'a>(
    settings: &Settings,
    known: &HashMap<Uuid, Picture>,
    beside: impl Iterator<Item = &'a mut Media>,
    blocks: &mut [Block],
) {
    let one = |media: &mut Media| {
        let mut shown = Shown::default();
        if let Some(picture) = media.id.and_then(|id| known.get(&id)) {
            shown.dominant_color = Some(picture.dominant_color.clone());
            shown.focal_point = picture.focal_point();
            shown.renditions = picture.renditions(settings);
            media.alt = media.alt.take().or_else(|| picture.said.alt.clone());
        }
        if media.id.is_some() {
            media.url = absolute(settings, &media.url);
        }
        media.shown = Some(Box::new(shown));
    };
    beside.for_each(one);
    for block in blocks.iter_mut() {
        if let Block::Image(image) = block
            && let Some(picture) = image.media.id.and_then(|id| known.get(&id))
        {
            image.caption = image.caption.take().or_else(|| picture.said.caption.clone());
            image.credit = image.credit.take().or_else(|| picture.said.credit.clone());
        }
    }
    files::each(blocks, one);
}
