//! Reading a line: every value is checked, and all that is wrong is said at once.

use chrono_tz::Tz;

use super::names;
use super::wrong::{Form, Wrong};
use super::{
    ArticleLine, BodyLine, ChannelLine, ColumnFull, ColumnLine, NameAndSlug, NameLine, OverrideLine, PersonFull,
    PersonLine, SourceFull, SourceLine, TagFull, TagLine,
};
use crate::articles::article::{Called, ColumnCalled, Content, Incoming, Note, SourceOverride, TagCalled};
use crate::articles::body::text::leads;
use crate::articles::body::{Block, Media, check, html, text, tidy};
use crate::articles::rules;
use crate::catalog::save::Thing;
use crate::collections::editorial::Carried;
use crate::kernel::limits;
use crate::media::Arriving;
use crate::people::Role;
use crate::related::save;

/// A name.
pub(super) const NAME: Form = Form::Line(limits::LINE);
/// A title or a label.
pub(super) const TITLE: Form = Form::Joined(limits::LINE);
/// A summary or a note.
pub(super) const TEXT: Form = Form::Text(limits::TEXT);
/// A code or the name of a vocabulary.
pub(super) const CODE: Form = Form::Line(limits::CODE);

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
    /// The article.
    pub article: Incoming,
    /// What its HTML shows and blocks cannot hold.
    pub unplaced: Vec<String>,
}

/// What a line is about.
#[derive(Clone, Debug)]
pub enum Said {
    /// An article.
    Article(Box<Line>),
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
pub fn read(json: &[u8], reading: &Reading) -> Result<Said, Vec<String>> {
    let text = std::str::from_utf8(json).map_err(|error| {
        let at = error.valid_up_to();
        vec![format!(
            "it is not UTF-8 from byte {at} on; convert the file first, for example with iconv -f GB18030 -t UTF-8"
        )]
    })?;
    match names::read(text, reading) {
        Some(said) => said,
        None => read_article(text, reading).map(|line| Said::Article(Box::new(line))),
    }
}

/// Reads a line that is an article's.
pub fn read_article(text: &str, reading: &Reading) -> Result<Line, Vec<String>> {
    let line: ArticleLine = serde_json::from_str(text).map_err(|error| vec![error.to_string()])?;
    let (mut wrong, mut unplaced) = (Wrong(Vec::new()), Vec::new());
    let article = line.into_incoming(reading, &mut wrong, &mut unplaced);
    match article {
        Some(article) if wrong.0.is_empty() => {
            let problems = rules::problems(&article);
            if problems.is_empty() { Ok(Line { article, unplaced }) } else { Err(problems) }
        }
        _ => Err(wrong.0),
    }
}

impl ArticleLine {
    /// The article that the line is.
    #[expect(clippy::too_many_lines, reason = "each field is read once, in one place")]
    fn into_incoming(self, reading: &Reading, wrong: &mut Wrong, unplaced: &mut Vec<String>) -> Option<Incoming> {
        let printed = wrong.text("title", &self.title, TITLE);
        let published = wrong.time_as("published_at", &self.published_at, self.published_precision, reading.zone);
        let (label, bare) = match printed.as_deref().filter(|_| reading.labels).and_then(split_label) {
            Some((label, bare)) => (Some(label.to_owned()), Some(bare.to_owned())),
            None => (None, None),
        };
        let original_title =
            wrong.optional("original_title", self.original_title, TITLE).or_else(|| bare.as_ref().and(printed.clone()));
        let column_label = wrong.optional("column_label", self.column_label, TITLE).or(label);
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
            (Some(BodyLine::Text(text)), None) => said(text::from_text(&text), wrong),
            (Some(BodyLine::Blocks { format: _, blocks }), None) => sent(blocks, wrong),
            (None, Some(html)) => {
                let read = html::from_html(&html, self.original_url.as_deref());
                unplaced.extend(read.dropped);
                said(read.blocks, wrong)
            }
        };
        let summary = wrong.optional("summary", self.summary, TEXT);
        let summary_is_lead =
            self.summary_is_lead.unwrap_or_else(|| summary.as_deref().is_some_and(|summary| leads(&blocks, summary)));
        let zone = reading.zone;
        let lang = match self.lang {
            Some(lang) => wrong.text("lang", &lang, Form::Line(limits::LANGUAGE_TAG)),
            None => Some(reading.lang.clone()),
        };
        let channel = match self.channel {
            None => Vec::new(),
            Some(ChannelLine::Top(name)) => vec![NameLine::Name(name)],
            Some(ChannelLine::Path(names)) => names,
        };
        let slug = wrong.slug("slug", self.slug);
        let former_slugs =
            self.former_slugs.into_iter().filter_map(|slug| wrong.slug("former_slugs", Some(slug))).collect();
        let notes: Vec<Note> = self.notes;
        let media: Vec<Media> = self.media.into_iter().map(Media::from).collect();
        let cover: Option<Media> = self.cover.map(Media::from);
        let external_id = wrong.optional("external_id", self.external_id, Form::Line(limits::EXTERNAL_ID));
        let id = self.id.and_then(|id| wrong.id("id", &id));
        let source_label = wrong.optional("source_label", self.source_label, TITLE);
        let source = match self.source {
            None => Vec::new(),
            Some(SourceLine::Name(name)) => wrong.called("source", &name, None).into_iter().collect(),
            Some(SourceLine::Full(SourceFull { name, slug, edition })) => {
                let medium = wrong.called("source.name", &name, slug);
                let edition = edition.and_then(|edition| edition.called("source.edition", wrong));
                medium.into_iter().chain(edition).collect()
            }
        };
        let published = published?;
        let source_override = self.source_override.and_then(|OverrideLine { reason, by, at }| {
            let at = wrong.time("source_override.at", &at, zone);
            let reason = wrong.text("source_override.reason", &reason, Form::Text(limits::REASON))?;
            Some(SourceOverride {
                reason,
                by: wrong.text("source_override.by", &by, NAME)?,
                at_ms: at?.at.timestamp_millis(),
            })
        });
        let first_published_at = self.first_published_at.and_then(|text| wrong.time("first_published_at", &text, zone));
        Some(Incoming {
            id,
            former_slugs,
            revision: self.revision,
            external_id,
            slug,
            lang: lang?,
            title: bare.or(printed)?,
            kicker: wrong.optional("kicker", self.kicker, TITLE),
            subtitle: wrong.optional("subtitle", self.subtitle, TITLE),
            short_title: wrong.optional("short_title", self.short_title, TITLE),
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
            original_url: self.original_url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()),
            ai_label: self.ai_label,
            published_at: published.at,
            published_on: published.at.with_timezone(&zone).date_naive(),
            published_precision: published.precision,
            first_published_at: first_published_at.map(|written| written.at),
            updated_at: self
                .updated_at
                .and_then(|text| wrong.time("updated_at", &text, zone))
                .map(|written| written.at),
            content: Content { notes, blocks, media },
        })
    }
}

/// The blocks that were made of a text, which must have been one.
fn said(blocks: Vec<Block>, wrong: &mut Wrong) -> Vec<Block> {
    if blocks.is_empty() {
        wrong.note("body", "has no text; an article without one has `{\"format\": \"blocks\", \"blocks\": []}`");
    }
    blocks
}

/// Blocks as they were sent, looked at and put in order as those of a body of the API.
fn sent(blocks: Vec<Block>, wrong: &mut Wrong) -> Vec<Block> {
    for problem in check::problems(&blocks).into_iter().filter(|problem| !problem.is_of_nothing()) {
        wrong.note(&format!("body{}", problem.at), problem.what);
    }
    tidy::tidied(blocks)
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
