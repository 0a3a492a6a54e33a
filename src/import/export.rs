//! Exporting articles as the JSON lines that the import takes.

mod arranged;

use std::collections::HashMap;
use std::io::Write;

use serde::Serialize;
use uuid::Uuid;

use super::line::{
    ArticleLine, BlocksWord, BodyLine, ChannelLine, ColumnFull, ColumnLine, NameAndSlug, NameLine, NamesLine,
    OverrideLine, PeriodLine, PersonFull, PersonLine, SchemeLine, SiteLine, SourceFull, SourceLine, TagFull, TagLine,
    ThingLine, UploadedLine,
};
use crate::articles::article::{Authorisation, SourceOverride};
use crate::articles::{Stored, export_page, former_slugs, source_overrides};
use crate::catalog::save::former_names;
use crate::catalog::{Catalog, Name, Named, Shelf, query};
use crate::kernel::error::{Error, Result};
use crate::kernel::instant::{self, Precision};
use crate::kernel::kind::Kind;
use crate::media::{self, picture::Said};
use crate::state::{Missing, stored};
use crate::store::ReadDb;

/// How many articles are read at once.
const PAGE: u64 = 200;

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The published articles.
    Articles,
    /// The site, channels, columns, sources, people, vocabularies and tags before them, also those without an article, and what was put
    /// together by hand behind them.
    Everything,
}

/// Writes every published article as one line, in the order of ids; how many there were.
pub async fn export(
    db: &ReadDb,
    zone: chrono_tz::Tz,
    what: What,
    out: &mut impl Write,
    progress: impl Fn(u64),
) -> Result<u64> {
    let mut catalog = query::whole(db).await?;
    if what == What::Everything {
        let people = former_names(db, Kind::Person).await?;
        let tags = former_names(db, Kind::Tag).await?;
        for line in names(&catalog, zone, (people, tags))? {
            write(out, &line)?;
        }
        pictures(db, zone, out).await?;
    }
    let mut after = None;
    let mut written = 0;
    loop {
        let articles = export_page(db, after, PAGE).await?;
        let Some(last) = articles.last() else { break };
        after = Some(last.row.id);
        if articles.iter().any(|article| article.row.seq > catalog.head.seq) {
            catalog = query::whole(db).await?;
        }
        let ids: Vec<Uuid> = articles.iter().map(|article| article.row.id).collect();
        let mut former = former_slugs(db, &ids).await?;
        let mut overrides = source_overrides(db, &ids).await?;
        for article in articles {
            let former_slugs = former.remove(&article.row.id).unwrap_or_default();
            let source_override = overrides.remove(&article.row.id).map(|SourceOverride { reason, by, at_ms }| {
                OverrideLine { reason, by, at: instant::write(stored(at_ms), zone) }
            });
            write(out, &ArticleLine { former_slugs, source_override, ..line(&catalog, zone, article)? })?;
            written += 1;
        }
        progress(written);
    }
    if what == What::Everything {
        arranged::write_all(db, out).await?;
    }
    Ok(written)
}

/// Writes what is known of all uploaded pictures.
async fn pictures(db: &ReadDb, zone: chrono_tz::Tz, out: &mut impl Write) -> Result<()> {
    let mut after = None;
    loop {
        let page = media::export_page(db, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        for picture in page {
            let focal_point = picture.focal_point();
            let Said { alt, caption, credit, focal: _ } = picture.said;
            let line = UploadedLine {
                id: picture.id.to_string(),
                digest: picture.digest,
                file_name: picture.file_name,
                alt,
                caption,
                credit,
                focal_point,
                uploaded_by: Some(picture.uploaded_by_name),
                uploaded_at: Some(instant::write(stored(picture.created_at), zone)),
            };
            write(out, &NamesLine::Media(line))?;
        }
    }
}

/// Writes one line.
pub(super) fn write(out: &mut impl Write, line: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, line).map_err(Error::broken)?;
    out.write_all(b"\n").map_err(Error::broken)
}

/// Names of what has become part of things, by these.
type Former = HashMap<Uuid, Vec<String>>;

/// Everything that has a name, each thing behind the one that it stands below.
fn names(catalog: &Catalog, zone: chrono_tz::Tz, (mut people, mut tags): (Former, Former)) -> Result<Vec<NamesLine>> {
    let mut lines: Vec<NamesLine> =
        catalog.site_name.iter().map(|name| NamesLine::Site(SiteLine { name: name.clone() })).collect();
    for channel in from_top(&catalog.channels) {
        let position = Some(channel.position);
        lines.push(NamesLine::Channel(ThingLine { position, ..thing(&catalog.channels, channel)? }));
    }
    for column in catalog.columns.after(None) {
        lines.push(NamesLine::Column(ThingLine {
            short_name: column.short_name.clone(),
            is_closed: Some(!column.is_open),
            opening_note: column.opening_note.clone(),
            opening_note_at: column.opening_note_at.map(|at| instant::write(stored(at), zone)),
            ..thing(&catalog.columns, column)?
        }));
    }
    for source in from_top(&catalog.sources) {
        let id = source.name.id;
        let periods = catalog.sourcing.periods.get(&id);
        lines.push(NamesLine::Source(ThingLine {
            medium: source.kind,
            aliases: catalog.sourcing.aliases.get(&id).cloned(),
            authorisations: periods.map(|periods| periods.iter().map(PeriodLine::from).collect()),
            ..thing(&catalog.sources, source)?
        }));
    }
    for person in catalog.people.after(None) {
        let former_names = people.remove(&person.name.id).unwrap_or_default();
        lines.push(NamesLine::Person(ThingLine { former_names, ..thing(&catalog.people, person)? }));
    }
    for (scheme, title) in catalog.tag_titles.iter() {
        lines.push(NamesLine::TagScheme(SchemeLine { scheme: scheme.clone(), title: title.clone() }));
    }
    for tag in catalog.tags.after(None) {
        let (scheme, code) = (Some(tag.scheme.clone()), tag.code.clone());
        let former_names = tags.remove(&tag.name.id).unwrap_or_default();
        lines.push(NamesLine::Tag(ThingLine { former_names, scheme, code, ..thing(&catalog.tags, tag)? }));
    }
    Ok(lines)
}

/// The things of a tree, level by level.
fn from_top<T: Named>(shelf: &Shelf<T>) -> Vec<&T> {
    let mut things: Vec<&T> = shelf.children(None).collect();
    let mut at = 0;
    while let Some(thing) = things.get(at) {
        let below: Vec<&T> = shelf.children(Some(thing.names().id)).collect();
        things.extend(below);
        at += 1;
    }
    things
}

/// What the lines of all things have.
fn thing<T: Named>(shelf: &Shelf<T>, thing: &T) -> Result<ThingLine> {
    let Name { id, slug, name, .. } = thing.names().clone();
    let parent = thing.parent().map(|parent| known(shelf, parent)).transpose()?;
    Ok(ThingLine {
        id: Some(id.to_string()),
        slug: Some(slug),
        former_slugs: shelf.former_slugs(id),
        former_ids: shelf.former_ids(id).iter().map(ToString::to_string).collect(),
        name,
        parent: parent.map(|parent| parent.names().slug.clone()),
        ..ThingLine::default()
    })
}

/// An article as a line.
fn line(catalog: &Catalog, zone: chrono_tz::Tz, article: Stored) -> Result<ArticleLine> {
    let Stored { row, people, tags, content, pictures: _ } = article;
    let content = content.unwrap_or_default();
    let time = |at: i64| instant::write(stored(at), zone);
    let json = |text: Option<String>| text.map(|text| serde_json::from_str(&text)).transpose().map_err(Error::broken);
    let column = row.column_id.map(|id| known(&catalog.columns, id)).transpose()?;
    Ok(ArticleLine {
        id: Some(row.id.to_string()),
        external_id: row.external_id,
        slug: Some(row.slug),
        former_slugs: Vec::new(),
        revision: Some(row.revision),
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
        authorised_at_publication: Some(Authorisation::of_word(&row.authorised_at_publication)),
        source_override: None,
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
fn known<T: Named>(shelf: &Shelf<T>, id: Uuid) -> Result<&T> {
    shelf.by_id(id).ok_or_else(|| Error::broken(Missing(id)))
}

/// A name with its slug.
fn full(name: &Name) -> NameLine {
    NameLine::Full(NameAndSlug { name: name.name.clone(), slug: Some(name.slug.clone()) })
}

/// A thing with what it stands below, outermost first.
fn path<T: Named>(shelf: &Shelf<T>, id: Uuid) -> Vec<NameLine> {
    shelf.path(id).into_iter().map(|thing| full(thing.names())).collect()
}

/// A medium, with the edition where that is meant.
fn source(catalog: &Catalog, id: Uuid) -> Result<SourceLine> {
    let named = known(&catalog.sources, id)?;
    let medium = named.parent.map(|parent| known(&catalog.sources, parent)).transpose()?;
    let edition = medium.map(|_| full(&named.name));
    let Name { name, slug, .. } = medium.unwrap_or(named).name.clone();
    Ok(SourceLine::Full(SourceFull { name, slug: Some(slug), edition }))
}
