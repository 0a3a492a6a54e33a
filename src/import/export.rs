//! Exporting articles as the JSON lines that the import takes.

use std::io::Write;

use super::line::{
    ArticleLine, BlocksWord, BodyLine, ChannelLine, ColumnFull, ColumnLine, NameAndSlug, NameLine, PersonFull,
    PersonLine, SourceFull, SourceLine, TagFull, TagLine,
};
use crate::articles::article::Authorisation;
use crate::articles::{Stored, export_page};
use crate::catalog::{Catalog, Name, Named, Shelf, query};
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::{self, Precision};
use crate::state::{Missing, stored};
use crate::store::ReadDb;

/// How many articles are read at once.
const PAGE: u64 = 200;

/// Writes every published article as one line, in the order of ids; how many there were.
pub async fn export(db: &ReadDb, zone: chrono_tz::Tz, out: &mut impl Write, progress: impl Fn(u64)) -> Result<u64> {
    let mut catalog = query::whole(db).await?;
    let mut after = None;
    let mut written = 0;
    loop {
        let articles = export_page(db, after, PAGE).await?;
        let Some(last) = articles.last() else { return Ok(written) };
        after = Some(last.row.id);
        if articles.iter().any(|article| article.row.seq > catalog.head.seq) {
            catalog = query::whole(db).await?;
        }
        for article in articles {
            let line = line(&catalog, zone, article)?;
            serde_json::to_writer(&mut *out, &line).map_err(Error::broken)?;
            out.write_all(b"\n").map_err(Error::broken)?;
            written += 1;
        }
        progress(written);
    }
}

/// An article as a line.
fn line(catalog: &Catalog, zone: chrono_tz::Tz, article: Stored) -> Result<ArticleLine> {
    let Stored { row, people, tags, content } = article;
    let content = content.unwrap_or_default();
    let time = |at: i64| instant::write(stored(at), zone);
    let json = |text: Option<String>| text.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::broken);
    let column = row.column_id.map(|id| known(&catalog.columns, id)).transpose()?;
    Ok(ArticleLine {
        id: Some(row.id.to_string()),
        external_id: row.external_id,
        slug: Some(row.slug),
        lang: Some(row.lang),
        title: row.title,
        kicker: row.kicker,
        subtitle: row.subtitle,
        short_title: row.short_title,
        original_title: row.original_title,
        column_label: row.column_label,
        summary: row.summary,
        summary_is_lead: Some(row.summary_is_lead),
        notes: content.notes,
        body: Some(BodyLine::Blocks { format: BlocksWord::Blocks, blocks: content.blocks }),
        body_html: None,
        channel: row.channel_id.map(|id| ChannelLine::Path(path(&catalog.channels, id))),
        column: column.map(|column| {
            let Name { name, slug, .. } = column.name.clone();
            ColumnLine::Full(ColumnFull { name, short_name: column.short_name.clone(), slug: Some(slug) })
        }),
        source: row.source_id.map(|id| source(catalog, id)).transpose()?,
        source_label: row.source_label,
        authorised_at_publication: Authorisation::of_word(&row.authorised_at_publication),
        people: people
            .into_iter()
            .map(|(role, id)| {
                let Name { name, slug, .. } = known(&catalog.people, id)?.name.clone();
                Ok(PersonLine::Full(PersonFull { name, slug: Some(slug), role }))
            })
            .collect::<Result<_>>()?,
        tags: tags
            .into_iter()
            .map(|id| {
                let tag = known(&catalog.tags, id)?.clone();
                let Name { name, slug, .. } = tag.name;
                Ok(TagLine::Full(TagFull { name, slug: Some(slug), scheme: Some(tag.scheme), code: tag.code }))
            })
            .collect::<Result<_>>()?,
        cover: json(row.cover)?,
        media: content.media.into_iter().map(Into::into).collect(),
        original_url: row.original_url,
        ai_label: row.ai_label.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::broken)?,
        published_at: time(row.published_at),
        published_precision: Some(Precision::of_word(&row.published_precision)),
        first_published_at: Some(time(row.first_published_at)),
        updated_at: Some(time(row.updated_at)),
    })
}

/// A thing that the catalog must know.
fn known<T: Named>(shelf: &Shelf<T>, id: uuid::Uuid) -> Result<&T> {
    shelf.by_id(id).ok_or_else(|| Error::broken(Missing(id)))
}

/// A name with its slug.
fn full(name: &Name) -> NameLine {
    NameLine::Full(NameAndSlug { name: name.name.clone(), slug: Some(name.slug.clone()) })
}

/// A thing with what it stands below, outermost first.
fn path<T: Named>(shelf: &Shelf<T>, id: uuid::Uuid) -> Vec<NameLine> {
    shelf.path(id).into_iter().map(|thing| full(thing.names())).collect()
}

/// A medium, with the edition where that is meant.
fn source(catalog: &Catalog, id: uuid::Uuid) -> Result<SourceLine> {
    let named = known(&catalog.sources, id)?;
    let medium = named.parent.map(|parent| known(&catalog.sources, parent)).transpose()?;
    let edition = medium.map(|_| full(&named.name));
    let Name { name, slug, .. } = medium.unwrap_or(named).name.clone();
    Ok(SourceLine::Full(SourceFull { name, slug: Some(slug), edition }))
}
