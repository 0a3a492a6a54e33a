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
use crate::articles::body::{Block, Media, check, html, text, tidy};
use crate::articles::rules;
use crate::catalog::save::Thing;
use crate::collections::editorial::Carried;
use crate::kernel::instant;
use crate::kernel::limits;
use crate::kernel::text::Removed;
use crate::media::Arriving;
use crate::people::Role;
use crate::related::save;
use crate::web::body::repeated;

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
        Some(article) if wrong.0.is_empty() => {
            let problems = rules::problems(&article);
            if problems.is_empty() { Ok(ReadArticle { article, unplaced }) } else { Err(problems) }
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
            (Some(BodyLine::Text(text)), None) => {
                let mut removed = Removed::default();
                let blocks = text::from_text(&removed.strip(&text));
                wrong.removed("body", removed);
                said(blocks, wrong)
            }
            (Some(BodyLine::Blocks { format: _, mut blocks }), None) => {
                wrong.removed("body", clean(&mut blocks));
                sent(blocks, wrong)
            }
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
        let mut notes: Vec<Note> = self.notes;
        for Note { kind: _, label, text } in &mut notes {
            wrong.strip("notes.label", label);
            wrong.strip("notes.text", text);
        }
        let mut media: Vec<Media> = self.media.into_iter().map(Media::from).collect();
        let mut cover: Option<Media> = self.cover.map(Media::from);
        media.iter_mut().for_each(|file| wrong.file("media", file));
        cover.iter_mut().for_each(|file| wrong.file("cover", file));
        let mut ai_label = self.ai_label;
        if let Some(AiLabel { kind: _, text }) = &mut ai_label {
            wrong.strip("ai_label.text", text);
        }
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
            ai_label,
            published_at: published.at,
            published_on: instant::day_of(published.at, zone),
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
