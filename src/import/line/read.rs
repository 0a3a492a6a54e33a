//! Reading a line: every value is checked, and all that is wrong is said at once.

use chrono_tz::Tz;

use super::names;
use super::wrong::{Form, Wrong};
use super::{
    ArticleLine, BodyLine, ChannelLine, ColumnFull, ColumnLine, NameAndSlug, NameLine, OverrideLine, PersonFull,
    PersonLine, SourceFull, SourceLine, TagFull, TagLine,
};
use crate::articles::article::{AiLabel, Called, ColumnCalled, Content, Incoming, Note, SourceOverride, TagCalled};
use crate::articles::body::clean::clean;
use crate::articles::body::text::leads;
use crate::articles::body::{Block, Media, check, html, text};
use crate::catalog::save::Thing;
use crate::collections::editorial::Carried;
use crate::kernel::instant::{self, Precision};
use crate::kernel::text::Removed;
use crate::media::Arriving;
use crate::people::Role;
use crate::related::save;
use crate::web::body::repeated;

/// A title, a name or a label.
pub(super) const NAME: Form = Form::Line(500);
/// A summary or a note.
pub(super) const TEXT: Form = Form::Text(20_000);
/// A code or the name of a vocabulary.
pub(super) const CODE: Form = Form::Line(64);
/// Most channels in a path, and most sources.
const MAX_LEVELS: usize = 8;
/// Most people or tags of an article.
const MAX_LINKS: usize = 100;

/// What a line is read with.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The site's zone.
    pub zone: Tz,
    /// The language of articles that name none.
    pub lang: String,
    /// Whether a leading 【…】 of the title is the column.
    pub labels: bool,
}

/// What a line says.
#[derive(Clone, Debug)]
pub struct Line {
    /// Subject of the line.
    pub said: Said,
    /// Parts of HTML that blocks cannot hold, and characters that no text keeps.
    pub unplaced: Vec<String>,
}

/// An article in a line.
#[derive(Clone, Debug)]
pub struct ReadArticle {
    /// The article.
    pub article: Incoming,
    /// Parts of HTML that blocks cannot hold, and characters that no text keeps.
    pub unplaced: Vec<String>,
}

/// What a line is about.
#[derive(Clone, Debug)]
pub enum Said {
    /// An article.
    Article(Box<Incoming>),
    /// Something that articles refer to, or the site itself.
    Thing(Thing),
    /// A collection.
    Collection(Box<Carried>),
    /// What was chosen beside an article.
    Choices(save::Carried),
    /// An uploaded picture.
    Picture(Box<Arriving>),
}

/// Reads a line; everything that is wrong with it, otherwise.
pub fn read(json: &[u8], reading: &Reading) -> Result<Line, Vec<String>> {
    let text = std::str::from_utf8(json).map_err(|error| {
        let at = error.valid_up_to();
        vec![format!(
            "it is not UTF-8 from byte {at} on; convert the file first, for example with iconv -f GB18030 -t UTF-8"
        )]
    })?;
    once(text)?;
    match names::read(text, reading) {
        Some(said) => said,
        None => read_article(text, reading)
            .map(|ReadArticle { article, unplaced }| Line { said: Said::Article(Box::new(article)), unplaced }),
    }
}

/// Refuses a line in which an object has a member more than once, as the API refuses such a body.
fn once(text: &str) -> Result<(), Vec<String>> {
    let repeated = repeated(text.as_bytes()).map_err(|error| vec![error.to_string()])?;
    if repeated.is_empty() {
        return Ok(());
    }
    Err(repeated.iter().map(|member| format!("{member}: is given more than once")).collect())
}

/// Reads a line that is an article's.
pub fn read_article(text: &str, reading: &Reading) -> Result<ReadArticle, Vec<String>> {
    let line: ArticleLine = serde_json::from_str(text).map_err(|error| vec![error.to_string()])?;
    let (mut wrong, mut unplaced) = (Wrong::default(), Vec::new());
    let article = line.into_incoming(reading, &mut wrong, &mut unplaced);
    unplaced.extend(wrong.unplaced());
    match article {
        Some(article) if wrong.0.is_empty() => Ok(ReadArticle { article, unplaced }),
        _ => Err(wrong.0),
    }
}

impl ArticleLine {
    /// The article that the line is.
    #[expect(clippy::too_many_lines, reason = "each field is read once, in one place")]
    fn into_incoming(self, reading: &Reading, wrong: &mut Wrong, unplaced: &mut Vec<String>) -> Option<Incoming> {
        let printed = wrong.text("title", &self.title, NAME);
        let published = wrong.time("published_at", &self.published_at, reading.zone);
        let (label, bare) = match printed.as_deref().filter(|_| reading.labels).and_then(split_label) {
            Some((label, bare)) => (Some(label.to_owned()), Some(bare.to_owned())),
            None => (None, None),
        };
        let original_title =
            wrong.optional("original_title", self.original_title, NAME).or_else(|| bare.as_ref().and(printed.clone()));
        let column_label = wrong.optional("column_label", self.column_label, NAME).or(label);
        let column = match self.column {
            Some(ColumnLine::Name(name)) => Some(ColumnFull { name, short_name: None, slug: None }),
            Some(ColumnLine::Full(full)) => Some(full),
            None if reading.labels => {
                column_label.clone().map(|name| ColumnFull { name, short_name: None, slug: None })
            }
            None => None,
        };
        let blocks = match (self.body, self.body_html) {
            (Some(_), Some(_)) => {
                wrong.note("body_html", "cannot stand beside `body`");
                Vec::new()
            }
            (None, None) => {
                wrong.note("body", "is missing; give `body` or `body_html`");
                Vec::new()
            }
            (Some(BodyLine::Text(text)), None) => {
                let mut removed = Removed::default();
                let blocks = text::from_text(&removed.strip(&text));
                wrong.removed("body", removed);
                checked(blocks, wrong)
            }
            (Some(BodyLine::Blocks { format: _, mut blocks }), None) => {
                wrong.removed("body", clean(&mut blocks));
                checked(blocks, wrong)
            }
            (None, Some(html)) => {
                let read = html::from_html(&html, self.original_url.as_deref());
                unplaced.extend(read.dropped);
                checked(read.blocks, wrong)
            }
        };
        let summary = wrong.optional("summary", self.summary, TEXT);
        let summary_is_lead =
            self.summary_is_lead.unwrap_or_else(|| summary.as_deref().is_some_and(|summary| leads(&blocks, summary)));
        let zone = reading.zone;
        let lang = match self.lang {
            Some(lang) => wrong.text("lang", &lang, Form::Line(35)),
            None => Some(reading.lang.clone()),
        };
        if lang.as_ref().is_some_and(|lang| !is_language_tag(lang)) {
            wrong.note("lang", "is not a language tag by BCP 47");
        }
        let channel = match self.channel {
            None => Vec::new(),
            Some(ChannelLine::Top(name)) => vec![NameLine::Name(name)],
            Some(ChannelLine::Path(names)) => names,
        };
        if channel.len() > MAX_LEVELS {
            wrong.note("channel", format_args!("has more than {MAX_LEVELS} levels"));
        }
        if self.people.len() > MAX_LINKS || self.tags.len() > MAX_LINKS {
            wrong.note("people, tags", format_args!("are more than {MAX_LINKS}"));
        }
        let slug = wrong.slug("slug", self.slug);
        let former_slugs =
            self.former_slugs.into_iter().filter_map(|slug| wrong.slug("former_slugs", Some(slug))).collect();
        if self.revision.is_some_and(|revision| revision < 1) {
            wrong.note("revision", "is less than 1");
        }
        let note = |Note { kind, label, text }| {
            let (label, text) = (wrong.text("notes.label", &label, NAME), wrong.text("notes.text", &text, TEXT));
            Some(Note { kind, label: label?, text: text? })
        };
        let notes: Vec<Note> = self.notes.into_iter().filter_map(note).collect();
        let mut media: Vec<Media> = self.media.into_iter().map(Media::from).collect();
        let mut cover: Option<Media> = self.cover.map(Media::from);
        media.iter_mut().for_each(|file| wrong.file("media", file));
        cover.iter_mut().for_each(|file| wrong.file("cover", file));
        let ai_label = self
            .ai_label
            .and_then(|AiLabel { kind, text }| Some(AiLabel { kind, text: wrong.text("ai_label.text", &text, NAME)? }));
        let external_id = wrong.optional("external_id", self.external_id, Form::Line(255));
        if external_id.as_ref().is_some_and(|id| id.contains(',')) {
            wrong.note("external_id", "holds a comma, which separates ids in filters");
        }
        let id = self.id.and_then(|id| wrong.id("id", &id));
        let source_label = wrong.optional("source_label", self.source_label, NAME);
        let source = match self.source {
            None => Vec::new(),
            Some(SourceLine::Name(name)) => wrong.called("source", &name, None).into_iter().collect(),
            Some(SourceLine::Full(SourceFull { name, slug, edition })) => {
                let medium = wrong.called("source.name", &name, slug);
                let edition = edition.and_then(|edition| edition.called("source.edition", wrong));
                medium.into_iter().chain(edition).collect()
            }
        };
        let mut published = published?;
        if self.published_precision == Some(Precision::Day) && published.precision != Precision::Day {
            // Only its day is meant, as it is written.
            published = wrong.time("published_at", self.published_at.trim().get(..10)?, zone)?;
        }
        let source_override = self.source_override.and_then(|OverrideLine { reason, by, at }| {
            let at = wrong.time("source_override.at", &at, zone);
            let reason = wrong.text("source_override.reason", &reason, TEXT)?;
            Some(SourceOverride {
                reason,
                by: wrong.text("source_override.by", &by, NAME)?,
                at_ms: at?.at.timestamp_millis(),
            })
        });
        let first_published_at = self.first_published_at.and_then(|text| wrong.time("first_published_at", &text, zone));
        if first_published_at.is_some_and(|first| first.at > published.at) {
            wrong.note("first_published_at", "lies after `published_at`");
        }
        Some(Incoming {
            id,
            former_slugs,
            revision: self.revision,
            external_id,
            slug,
            lang: lang?,
            title: bare.or(printed)?,
            kicker: wrong.optional("kicker", self.kicker, NAME),
            subtitle: wrong.optional("subtitle", self.subtitle, NAME),
            short_title: wrong.optional("short_title", self.short_title, NAME),
            original_title,
            column_label,
            summary,
            summary_is_lead,
            channel: channel.into_iter().filter_map(|name| name.called("channel", wrong)).collect(),
            column: column.and_then(|ColumnFull { name, short_name, slug }| {
                let short_name = wrong.optional("column.short_name", short_name, NAME);
                Some(ColumnCalled { column: wrong.called("column", &name, slug)?, short_name })
            }),
            source,
            source_label,
            authorised_at_publication: self.authorised_at_publication,
            source_override,
            people: self
                .people
                .into_iter()
                .map(|person| match person {
                    PersonLine::Author(name) => PersonFull { name, slug: None, role: Role::Author },
                    PersonLine::Full(full) => full,
                })
                .filter_map(|PersonFull { name, slug, role }| Some((role, wrong.called("people", &name, slug)?)))
                .collect(),
            tags: self.tags.into_iter().filter_map(|tag| tag.called(wrong)).collect(),
            cover,
            original_url: wrong.address("original_url", self.original_url),
            ai_label,
            published_at: published.at,
            published_on: instant::day_of(published.at, zone),
            published_precision: self.published_precision.unwrap_or(published.precision),
            first_published_at: first_published_at.map(|written| written.at),
            updated_at: self
                .updated_at
                .and_then(|text| wrong.time("updated_at", &text, zone))
                .map(|written| written.at),
            content: Content { notes, blocks, media },
        })
    }
}

/// A body's blocks, with all that is wrong with them noted.
fn checked(blocks: Vec<Block>, wrong: &mut Wrong) -> Vec<Block> {
    for problem in check::problems(&blocks) {
        wrong.note(&format!("body{}", problem.at), &problem.what);
    }
    if blocks.is_empty() {
        wrong.note("body", "has no text");
    }
    blocks
}

impl NameLine {
    /// The thing of that name.
    fn called(self, field: &str, wrong: &mut Wrong) -> Option<Called> {
        match self {
            Self::Name(name) => wrong.called(field, &name, None),
            Self::Full(NameAndSlug { name, slug }) => wrong.called(field, &name, slug),
        }
    }
}

impl TagLine {
    /// The tag of that name.
    fn called(self, wrong: &mut Wrong) -> Option<TagCalled> {
        let TagFull { name, slug, scheme, code } = match self {
            Self::Keyword(name) => TagFull { name, slug: None, scheme: None, code: None },
            Self::Full(full) => full,
        };
        let scheme = match scheme {
            Some(scheme) => wrong.text("tags.scheme", &scheme, CODE)?,
            None => "keyword".to_owned(),
        };
        let code = wrong.optional("tags.code", code, CODE);
        Some(TagCalled { tag: wrong.called("tags", &name, slug)?, scheme, code })
    }
}

/// A leading 【…】 and the title behind it.
#[must_use]
pub fn split_label(title: &str) -> Option<(&str, &str)> {
    let (label, rest) = title.strip_prefix('【')?.split_once('】')?;
    let (label, rest) = (label.trim(), rest.trim());
    (!label.is_empty() && !rest.is_empty()).then_some((label, rest))
}

/// Whether a text has the form of a BCP 47 tag.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let alphanumeric =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let language = parts.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(alphanumeric)
}
