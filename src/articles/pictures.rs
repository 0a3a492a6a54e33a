//! Articles and the uploaded pictures that they name: what is stored of one when an article is written, and what is said of it
//! when the article is read, for all articles of an answer in one statement.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::article::{Content, Incoming};
use super::body::media::{self as in_body, Shown};
use super::body::{Block, Media};
use super::manuscript::Manuscript;
use super::query::{Row, Stored};
use crate::config::Settings;
use crate::kernel::error::{Error, Result};
use crate::media::{self, Picture, uses};
use crate::store::Reads;

/// The uploaded pictures that an article names, some perhaps more than once.
#[must_use]
pub fn ids(cover: Option<&Media>, content: &Content) -> Vec<Uuid> {
    let beside = content.media.iter().filter_map(|media| media.id);
    cover.and_then(|cover| cover.id).into_iter().chain(beside).chain(in_body::ids(&content.blocks)).collect()
}

/// The same of an article's row and its content.
pub(super) fn ids_of_row(row: &Row, content: &Content) -> Result<Vec<Uuid>> {
    let cover = cover(row)?;
    Ok(ids(cover.as_ref(), content))
}

/// The files that an article shows: its cover, those beside its body and those in it.
fn files<'a>(cover: Option<&'a mut Media>, content: &'a mut Content) -> Vec<&'a mut Media> {
    let mut all: Vec<&mut Media> = cover.into_iter().chain(&mut content.media).collect();
    in_body::each(&mut content.blocks, |file| all.push(file));
    all
}

/// What a manuscript says, with address, type and size of each uploaded picture that it names. Refuses one that is not there.
pub async fn filled(db: &impl Reads, mut said: Manuscript) -> Result<Manuscript> {
    let missing = fill_all(db, files(said.fields.cover.as_mut(), &mut said.content)).await?;
    if missing.is_empty() { Ok(said) } else { Err(Error::content(missing.into_iter().map(uses::missing).collect())) }
}

/// Says of files what is stored of the uploaded pictures among them, read in one statement; the ids that no picture has.
pub async fn fill_all(db: &impl Reads, files: Vec<&mut Media>) -> Result<HashSet<Uuid>> {
    let ids: HashSet<Uuid> = files.iter().filter_map(|file| file.id).collect();
    let known = media::by_ids(db, &ids.iter().copied().collect::<Vec<_>>()).await?;
    files.into_iter().for_each(|file| fill(&known, file));
    Ok(ids.into_iter().filter(|id| !known.contains_key(id)).collect())
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
    for one in &mut filled {
        files(one.cover.as_mut(), &mut one.content).into_iter().for_each(|file| fill(&known, file));
    }
    Ok((Cow::Owned(filled), lacking))
}

/// Says of a file that is an uploaded picture what is stored of it: what never changes.
fn fill(known: &HashMap<Uuid, Picture>, file: &mut Media) {
    let Some(picture) = file.id.and_then(|id| known.get(&id)) else { return };
    file.url = picture.path(&picture.original_file());
    file.mime_type = Some(picture.format.mime_type().to_owned());
    (file.width, file.height) = (Some(picture.width), Some(picture.height));
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

/// Says of each file in what an article says what the newsroom is answered: what an article does not say itself is not put into
/// its mouth, for what is answered may be sent back.
pub async fn show_to_newsroom(
    db: &impl Reads,
    settings: &Settings,
    cover: Option<&mut Media>,
    content: &mut Content,
) -> Result<()> {
    let files = files(cover, content);
    let ids: Vec<Uuid> = files.iter().filter_map(|file| file.id).collect();
    let known = media::by_ids(db, &ids).await?;
    for file in files {
        let picture = file.id.and_then(|id| known.get(&id));
        show_file(settings, picture, file);
    }
    Ok(())
}

/// Says of each file what readers are answered. Where an article prints nothing below an uploaded picture, what the library has for
/// that is printed.
pub(super) fn show<'a>(
    settings: &Settings,
    known: &HashMap<Uuid, Picture>,
    beside: impl Iterator<Item = &'a mut Media>,
    blocks: &mut [Block],
) {
    for block in blocks.iter_mut() {
        if let Block::Image(image) = block
            && let Some(picture) = image.media.id.and_then(|id| known.get(&id))
        {
            image.caption = image.caption.take().or_else(|| picture.said.caption.clone());
            image.credit = image.credit.take().or_else(|| picture.said.credit.clone());
        }
    }
    let one = |file: &mut Media| show_to_readers(settings, file.id.and_then(|id| known.get(&id)), file);
    beside.for_each(one);
    in_body::each(blocks, one);
}

/// Says of a file what readers are answered: of an uploaded picture also what it shows, where nothing is said of that beside it.
pub fn show_to_readers(settings: &Settings, picture: Option<&Picture>, file: &mut Media) {
    if let Some(picture) = picture {
        file.alt = file.alt.take().or_else(|| picture.said.alt.clone());
    }
    show_file(settings, picture, file);
}

/// Says of a file where it is and, of an uploaded picture, what the library says of it now.
pub fn show_file(settings: &Settings, picture: Option<&Picture>, file: &mut Media) {
    let mut shown = Shown::default();
    if let Some(picture) = picture {
        shown.dominant_color = Some(picture.dominant_color.clone());
        shown.focal_point = picture.focal_point();
        shown.renditions = picture.renditions(settings);
        file.url = picture.address(settings, &picture.original_file());
    }
    file.shown = Some(Box::new(shown));
}
