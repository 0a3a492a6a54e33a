//! Exporting what was put together by hand: collections, and what was chosen beside articles.

use std::collections::HashSet;
use std::io::Write;

use uuid::Uuid;

use super::super::line::{CollectionLine, ItemLine, NamesLine, RelatedChoicesLine, SectionLine};
use super::write;
use crate::articles::body::Media;
use crate::articles::headlines;
use crate::collections::{Arrangement, Collection, Item, Section, query};
use crate::kernel::cursor::{Cursor, Direction};
use crate::kernel::error::Result;
use crate::related::{Choices, query as choices};
use crate::store::ReadDb;
use crate::store::keyset::Keyset;

/// How many collections, or articles with choices, are read at once.
const PAGE: u32 = 100;

/// Writes them, as far as their articles are exported.
pub(super) async fn write_all(db: &ReadDb, out: &mut impl Write) -> Result<()> {
    let mut cursor = None;
    loop {
        let page = query::page(db, None, &Keyset { cursor, limit: PAGE }).await?;
        for collection in &page {
            write(out, &NamesLine::Collection(line(db, collection).await?))?;
        }
        let Some(last) = page.last() else { break };
        cursor = Some(Cursor { direction: Direction::After, position: last.slug.clone() });
    }
    let mut after = None;
    loop {
        let page = choices::carried(db, after, u64::from(PAGE)).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        for (article, Choices { pins, bans }) in page {
            let texts = |ids: Vec<Uuid>| ids.iter().map(Uuid::to_string).collect();
            let line = RelatedChoicesLine { article: article.to_string(), pinned: texts(pins), banned: texts(bans) };
            write(out, &NamesLine::RelatedChoices(line))?;
        }
    }
}

/// A collection as a line, with those of its articles that are published.
async fn line(db: &ReadDb, collection: &Collection) -> Result<CollectionLine> {
    let Collection { id, slug, name, summary, status, version: _, seq: _, created_at: _, updated_at: _ } =
        collection.clone();
    let Arrangement { sections, items } = query::arrangement(db, id).await?;
    let ids: Vec<Uuid> = items.iter().map(|item| item.article).collect();
    let published: HashSet<Uuid> = headlines(db, &ids).await?.into_iter().map(|one| one.id).collect();
    let item = |Item { article, section, title, summary, cover }: Item| ItemLine {
        article: Some(article.to_string()),
        external_id: None,
        section,
        title,
        summary,
        cover: cover.map(|cover: Media| cover.into()),
    };
    Ok(CollectionLine {
        id: Some(id.to_string()),
        former_slugs: query::former_slugs(db, id).await?,
        slug: Some(slug),
        name,
        summary,
        status,
        sections: sections.into_iter().map(|Section { id, title }| SectionLine { id, title }).collect(),
        items: items.into_iter().filter(|item| published.contains(&item.article)).map(item).collect(),
    })
}
