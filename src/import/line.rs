//! One article as a line of JSON: what `import jsonl` takes and `export jsonl` writes.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::articles::article::{AiLabel, Authorisation, Called, ColumnCalled, Content, Incoming, Note, TagCalled};
use crate::articles::body::{Block, Media, check, html, text};
use crate::kernel::instant::{self, Precision, Written};
use crate::kernel::slug::Slug;
use crate::people::Role;

/// Longest title, name or label, in characters.
const MAX_LINE: usize = 500;
/// Longest summary or note, in characters.
const MAX_TEXT: usize = 20_000;
/// Most channels in a path, and most sources.
const MAX_LEVELS: usize = 8;
/// Most people or tags of an article.
const MAX_LINKS: usize = 100;

/// An article as one line of JSON. Only `title`, a body and `published_at` must be there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleLine {
    /// Its id in the system it comes from, unique in the site; it makes the import idempotent.
    #[serde(default)]
    pub external_id: Option<String>,
    /// Its slug; made from the title when absent.
    #[serde(default)]
    pub slug: Option<String>,
    /// BCP 47 tag of its language and script; the site's when absent.
    #[serde(default)]
    pub lang: Option<String>,
    /// The main headline.
    pub title: String,
    /// The line above it.
    #[serde(default)]
    pub kicker: Option<String>,
    /// The line below it.
    #[serde(default)]
    pub subtitle: Option<String>,
    /// A shorter title.
    #[serde(default)]
    pub short_title: Option<String>,
    /// The title as printed.
    #[serde(default)]
    pub original_title: Option<String>,
    /// The column as printed before the title.
    #[serde(default)]
    pub column_label: Option<String>,
    /// The summary.
    #[serde(default)]
    pub summary: Option<String>,
    /// Whether the body's first paragraph repeats the summary; found out when absent.
    #[serde(default)]
    pub summary_is_lead: Option<bool>,
    /// Notes that stand apart from the text.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// The body: a text with one paragraph a line, or blocks. This or `body_html`.
    #[serde(default)]
    pub body: Option<BodyLine>,
    /// The body as HTML. This or `body`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_html: Option<String>,
    /// The channel's path, outermost first.
    #[serde(default)]
    pub channel: Vec<NameLine>,
    /// The column.
    #[serde(default)]
    pub column: Option<ColumnLine>,
    /// The source.
    #[serde(default)]
    pub source: Option<SourceLine>,
    /// The source as printed.
    #[serde(default)]
    pub source_label: Option<String>,
    /// The source's authorisation on the day of publication.
    #[serde(default)]
    pub authorised_at_publication: Authorisation,
    /// Who had which part.
    #[serde(default)]
    pub people: Vec<PersonLine>,
    /// The tags.
    #[serde(default)]
    pub tags: Vec<TagLine>,
    /// The picture in lists.
    #[serde(default)]
    pub cover: Option<MediaLine>,
    /// Media beside the body.
    #[serde(default)]
    pub media: Vec<MediaLine>,
    /// Where it stood before.
    #[serde(default)]
    pub original_url: Option<String>,
    /// What a machine had to do with it.
    #[serde(default)]
    pub ai_label: Option<AiLabel>,
    /// When it was published: a date, or a date and time, in the site's zone where no offset is given.
    pub published_at: String,
    /// How precisely that is known; by how it is written, when absent.
    #[serde(default)]
    pub published_precision: Option<Precision>,
    /// When it was first published.
    #[serde(default)]
    pub first_published_at: Option<String>,
    /// When its content last changed.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// A body in a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum BodyLine {
    /// A text, one paragraph a line.
    Text(String),
    /// Blocks, as the API sends them.
    Blocks {
        /// Always `blocks`.
        format: BlocksWord,
        /// The blocks.
        blocks: Vec<Block>,
    },
}

/// The word `blocks`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlocksWord {
    /// The word itself.
    Blocks,
}

/// A name, alone or with the slug to give the thing when it is made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NameLine {
    /// The name alone.
    Name(String),
    /// With a slug.
    Full(NameAndSlug),
}

/// A name and a slug.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameAndSlug {
    /// The name.
    pub name: String,
    /// The slug.
    #[serde(default)]
    pub slug: Option<String>,
}

/// A column in a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnLine {
    /// Its name or label alone.
    Name(String),
    /// With more.
    Full(ColumnFull),
}

/// A column with its two names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnFull {
    /// The full name.
    pub name: String,
    /// The name as printed before titles.
    #[serde(default)]
    pub short_name: Option<String>,
    /// The slug.
    #[serde(default)]
    pub slug: Option<String>,
}

/// A source in a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SourceLine {
    /// The medium's name alone.
    Name(String),
    /// The medium and an edition.
    Full(SourceFull),
}

/// A medium and an edition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFull {
    /// The medium.
    pub name: String,
    /// The medium's slug.
    #[serde(default)]
    pub slug: Option<String>,
    /// The edition.
    #[serde(default)]
    pub edition: Option<NameLine>,
}

/// A person in a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonLine {
    /// The name.
    pub name: String,
    /// The slug.
    #[serde(default)]
    pub slug: Option<String>,
    /// The part.
    pub role: Role,
}

/// A tag in a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TagLine {
    /// A keyword.
    Keyword(String),
    /// A tag of any vocabulary.
    Full(TagFull),
}

/// A tag of any vocabulary.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagFull {
    /// The name.
    pub name: String,
    /// The slug.
    #[serde(default)]
    pub slug: Option<String>,
    /// The vocabulary; `keyword` when absent.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The code in it.
    #[serde(default)]
    pub code: Option<String>,
}

/// A medium file in a line; only the address must be there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaLine {
    /// Where it is.
    pub url: String,
    /// Type of the file.
    #[serde(default)]
    pub mime_type: Option<String>,
    /// Width in pixels.
    #[serde(default)]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(default)]
    pub height: Option<u32>,
    /// What it shows.
    #[serde(default)]
    pub alt: Option<String>,
}

impl From<MediaLine> for Media {
    fn from(line: MediaLine) -> Self {
        let MediaLine { url, mime_type, width, height, alt } = line;
        Self { url, mime_type, width, height, alt }
    }
}

impl From<Media> for MediaLine {
    fn from(media: Media) -> Self {
        let Media { url, mime_type, width, height, alt } = media;
        Self { url, mime_type, width, height, alt }
    }
}

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

/// Reads a line; everything that is wrong with it, otherwise.
pub fn read(json: &[u8], reading: &Reading) -> Result<Incoming, Vec<String>> {
    let line: ArticleLine = serde_json::from_slice(json).map_err(|error| vec![error.to_string()])?;
    let mut wrong = Wrong(Vec::new());
    let incoming = line.into_incoming(reading, &mut wrong);
    match incoming {
        Some(incoming) if wrong.0.is_empty() => Ok(incoming),
        _ => Err(wrong.0),
    }
}

/// What is wrong with a line, as it is found out.
struct Wrong(Vec<String>);

impl Wrong {
    /// Notes something.
    fn note(&mut self, field: &str, detail: impl std::fmt::Display) {
        self.0.push(format!("{field}: {detail}"));
    }

    /// A text of one line within limits, trimmed; `None` and a note otherwise.
    fn text(&mut self, field: &str, text: &str, limit: usize) -> Option<String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.note(field, "is empty");
            return None;
        }
        if trimmed.chars().count() > limit {
            self.note(field, format_args!("is longer than {limit} characters"));
            return None;
        }
        if trimmed.chars().any(|c| c.is_control() && c != '\n') {
            self.note(field, "holds control characters");
            return None;
        }
        Some(trimmed.to_owned())
    }

    /// The same for what may be absent; empty counts as absent.
    fn optional(&mut self, field: &str, text: Option<String>, limit: usize) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        self.text(field, &text, limit)
    }

    /// A name with its slug.
    fn called(&mut self, field: &str, name: &str, slug: Option<String>) -> Option<Called> {
        let slug = slug.filter(|slug| {
            let good = Slug::parse(slug).is_some();
            if !good {
                self.note(field, format_args!("`{slug}` is not a slug (a-z, 0-9 and inner hyphens)"));
            }
            good
        });
        Some(Called { name: self.text(field, name, MAX_LINE)?, slug })
    }

    /// A time.
    fn time(&mut self, field: &str, text: &str, zone: Tz) -> Option<Written> {
        let read = instant::read(text.trim(), zone);
        if read.is_none() {
            self.note(
                field,
                format_args!(
                    "`{text}` is neither a date such as 2026-01-04 nor a time such as 2026-01-04T09:30:00+08:00"
                ),
            );
        }
        read
    }

    /// An absolute address of the web.
    fn address(&mut self, field: &str, url: Option<String>) -> Option<String> {
        let url = url.filter(|url| !url.is_empty())?;
        let good = (url.starts_with("http://") || url.starts_with("https://"))
            && url.len() <= 2048
            && !url.chars().any(|c| c.is_whitespace() || c.is_control());
        if !good {
            self.note(field, "is not an absolute http or https address of at most 2,048 bytes");
        }
        good.then_some(url)
    }
}

impl ArticleLine {
    /// The article that the line is.
    #[expect(clippy::too_many_lines, reason = "each field is read once, in one place")]
    fn into_incoming(self, reading: &Reading, wrong: &mut Wrong) -> Option<Incoming> {
        let printed = wrong.text("title", &self.title, MAX_LINE);
        let published = wrong.time("published_at", &self.published_at, reading.zone);
        let (label, bare) = match printed.as_deref().filter(|_| reading.labels).and_then(split_label) {
            Some((label, bare)) => (Some(label.to_owned()), Some(bare.to_owned())),
            None => (None, None),
        };
        let original_title = wrong
            .optional("original_title", self.original_title, MAX_LINE)
            .or_else(|| bare.as_ref().and(printed.clone()));
        let column_label = wrong.optional("column_label", self.column_label, MAX_LINE).or(label);
        let column = match self.column {
            Some(ColumnLine::Name(name)) => Some(ColumnFull { name, short_name: None, slug: None }),
            Some(ColumnLine::Full(full)) => Some(full),
            None if reading.labels => {
                column_label.clone().map(|name| ColumnFull { name, short_name: None, slug: None })
            }
            None => None,
        };
        let blocks = blocks_of(self.body, self.body_html, self.original_url.as_deref(), wrong);
        let summary = wrong.optional("summary", self.summary, MAX_TEXT);
        let summary_is_lead =
            self.summary_is_lead.unwrap_or_else(|| summary.as_deref().is_some_and(|summary| leads(&blocks, summary)));
        let zone = reading.zone;
        let lang = match self.lang {
            Some(lang) => wrong.text("lang", &lang, 35),
            None => Some(reading.lang.clone()),
        };
        if lang.as_ref().is_some_and(|lang| !is_language_tag(lang)) {
            wrong.note("lang", "is not a language tag by BCP 47");
        }
        if self.channel.len() > MAX_LEVELS {
            wrong.note("channel", format_args!("has more than {MAX_LEVELS} levels"));
        }
        if self.people.len() > MAX_LINKS || self.tags.len() > MAX_LINKS {
            wrong.note("people, tags", format_args!("are more than {MAX_LINKS}"));
        }
        let slug = self.slug.filter(|slug| {
            let good = Slug::parse(slug).is_some();
            if !good {
                wrong.note("slug", format_args!("`{slug}` is not a slug (a-z, 0-9 and inner hyphens)"));
            }
            good
        });
        let notes: Vec<Note> = self.notes;
        for note in &notes {
            wrong.text("notes.label", &note.label, MAX_LINE);
            wrong.text("notes.text", &note.text, MAX_TEXT);
        }
        let media: Vec<Media> = self.media.into_iter().map(Media::from).collect();
        for media in &media {
            wrong.address("media.url", Some(media.url.clone()));
        }
        let cover: Option<Media> = self.cover.map(Media::from);
        wrong.address("cover.url", cover.as_ref().map(|cover| cover.url.clone()));
        let external_id = wrong.optional("external_id", self.external_id, 255);
        if external_id.as_ref().is_some_and(|id| id.contains(',')) {
            wrong.note("external_id", "holds a comma, which separates ids in filters");
        }
        let source_label = wrong.optional("source_label", self.source_label, MAX_LINE);
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
        Some(Incoming {
            external_id,
            slug,
            lang: lang?,
            title: bare.or(printed)?,
            kicker: wrong.optional("kicker", self.kicker, MAX_LINE),
            subtitle: wrong.optional("subtitle", self.subtitle, MAX_LINE),
            short_title: wrong.optional("short_title", self.short_title, MAX_LINE),
            original_title,
            column_label,
            summary,
            summary_is_lead,
            channel: self.channel.into_iter().filter_map(|name| name.called("channel", wrong)).collect(),
            column: column.and_then(|ColumnFull { name, short_name, slug }| {
                let short_name = wrong.optional("column.short_name", short_name, MAX_LINE);
                Some(ColumnCalled { column: wrong.called("column", &name, slug)?, short_name })
            }),
            source,
            source_label,
            authorised_at_publication: self.authorised_at_publication,
            people: self
                .people
                .into_iter()
                .filter_map(|PersonLine { name, slug, role }| Some((role, wrong.called("people", &name, slug)?)))
                .collect(),
            tags: self.tags.into_iter().filter_map(|tag| tag.called(wrong)).collect(),
            cover,
            original_url: wrong.address("original_url", self.original_url),
            ai_label: self.ai_label,
            published_at: published.at,
            published_precision: self.published_precision.unwrap_or(published.precision),
            first_published_at: self
                .first_published_at
                .and_then(|text| wrong.time("first_published_at", &text, zone))
                .map(|written| written.at),
            updated_at: self
                .updated_at
                .and_then(|text| wrong.time("updated_at", &text, zone))
                .map(|written| written.at),
            content: Content { notes, blocks, media },
        })
    }
}

/// The body's blocks, from whichever form it has.
fn blocks_of(body: Option<BodyLine>, body_html: Option<String>, base: Option<&str>, wrong: &mut Wrong) -> Vec<Block> {
    let blocks = match (body, body_html) {
        (Some(_), Some(_)) => {
            wrong.note("body_html", "cannot stand beside `body`");
            return Vec::new();
        }
        (None, None) => {
            wrong.note("body", "is missing; give `body` or `body_html`");
            return Vec::new();
        }
        (Some(BodyLine::Text(text)), None) => text::from_text(&text),
        (None, Some(html)) => html::from_html(&html, base).blocks,
        (Some(BodyLine::Blocks { format: _, blocks }), None) => blocks,
    };
    for (pointer, problem) in check::problems(&blocks) {
        wrong.note(&format!("body{pointer}"), problem);
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
            Some(scheme) => wrong.text("tags.scheme", &scheme, 64)?,
            None => "keyword".to_owned(),
        };
        let code = wrong.optional("tags.code", code, 64);
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

/// Whether the first paragraph of a body repeats a text, white space aside.
#[must_use]
pub fn leads(blocks: &[Block], summary: &str) -> bool {
    let first = blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) => Some(&paragraph.spans),
        _ => None,
    });
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    first.is_some_and(|spans| {
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        bare(&text) == bare(summary)
    })
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
