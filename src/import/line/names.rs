//! Lines that say something of the site other than an article: its name, channels, columns, sources, people and tags.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::read::{CODE, NAME, Reading, TEXT};
use super::wrong::{Form, Wrong};
use crate::catalog::save::{Detail, Thing};
use crate::media::picture::Said;
use crate::media::{Arriving, FocalPoint};

/// What such a line is about.
pub(super) enum Named {
    /// Something that has a name.
    Thing(Thing),
    /// A picture.
    Picture(Box<Arriving>),
}

/// The name of a file.
const FILE_NAME: Form = Form::Line(200);
/// What a picture shows, what is printed below it, and who made it.
const ALT: Form = Form::Line(1_000);
const CAPTION: Form = Form::Line(2_000);
const CREDIT: Form = Form::Line(200);

/// What a line says of the site other than an article; such lines are known by their `kind`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NamesLine {
    /// The site itself.
    Site(SiteLine),
    /// A channel; the one above it has its line before.
    Channel(ThingLine),
    /// A column.
    Column(ThingLine),
    /// A source; the medium of an edition has its line before.
    Source(ThingLine),
    /// A person.
    Person(ThingLine),
    /// A tag.
    Tag(ThingLine),
    /// An uploaded picture, whose bytes are in a file of their own.
    Media(UploadedLine),
}

/// The site in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteLine {
    /// Its name.
    pub name: String,
}

/// A named thing in a line.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThingLine {
    /// Its id, a version 7 UUID, by which it is known again or which it is given; a new one when absent.
    #[serde(default)]
    pub id: Option<String>,
    /// Its slug; made from the name when absent.
    #[serde(default)]
    pub slug: Option<String>,
    /// Slugs that it had before and goes on answering to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_slugs: Vec<String>,
    /// Its full name.
    pub name: String,
    /// The slug of what it stands below: a channel's channel, an edition's medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// A channel's place among its siblings, from 0, which it is when a new one says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
    /// A column's name as printed before titles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// Whether a column has ended; a new one that says nothing goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_closed: Option<bool>,
    /// The note with which a column was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_note: Option<String>,
    /// When the article was published that this note comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_note_at: Option<String>,
    /// A tag's vocabulary; `keyword` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// A tag's code in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// An uploaded picture in a line. Its bytes are in the file that is called like its digest, in the folder that `--media` names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadedLine {
    /// Its id, a version 7 UUID.
    pub id: String,
    /// SHA-256 of its bytes, in hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub digest: String,
    /// What the uploader called it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// What it shows, for those who do not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// What is printed below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Who made it, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Where in it what matters is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<FocalPoint>,
    /// Who uploaded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_by: Option<String>,
    /// When it was uploaded; now when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_at: Option<String>,
}

impl UploadedLine {
    /// The picture that the line is about.
    fn picture(self, reading: &Reading, wrong: &mut Wrong) -> Option<Arriving> {
        let Self { id, digest, file_name, alt, caption, credit, focal_point, uploaded_by, uploaded_at } = self;
        if digest.len() != 64 || !digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            wrong.note("digest", "is not a SHA-256 in small hexadecimal digits");
        }
        let focal = focal_point.map(|point| {
            let focal = Said::focal_of(point.x, point.y);
            if focal.is_none() {
                wrong.note("focal_point", "does not lie within the picture");
            }
            focal
        });
        let at = uploaded_at.and_then(|at| wrong.time("uploaded_at", &at, reading.zone));
        Some(Arriving {
            id: wrong.id("id", &id)?,
            digest,
            file_name: wrong.optional("file_name", file_name, FILE_NAME),
            said: Said {
                alt: wrong.optional("alt", alt, ALT),
                caption: wrong.optional("caption", caption, CAPTION),
                credit: wrong.optional("credit", credit, CREDIT),
                focal: focal.flatten(),
            },
            uploaded_by_name: wrong.optional("uploaded_by", uploaded_by, NAME),
            uploaded_at: at.map(|written| written.at.timestamp_millis()),
        })
    }
}

/// Reads such a line; none where the line is an article's.
pub(super) fn read(text: &str, reading: &Reading) -> Option<Result<Named, Vec<String>>> {
    #[derive(Deserialize)]
    struct Kinded {
        #[serde(default)]
        kind: Option<serde::de::IgnoredAny>,
    }
    // Most lines are articles, and most of those do not hold the word at all.
    if !text.contains("\"kind\"") || serde_json::from_str::<Kinded>(text).ok()?.kind.is_none() {
        return None;
    }
    let line: NamesLine = match serde_json::from_str(text) {
        Ok(line) => line,
        Err(error) => return Some(Err(vec![error.to_string()])),
    };
    let mut wrong = Wrong(Vec::new());
    let named = match line {
        NamesLine::Media(line) => line.picture(reading, &mut wrong).map(|one| Named::Picture(Box::new(one))),
        line => line.thing(reading, &mut wrong).map(Named::Thing),
    };
    Some(named.filter(|_| wrong.0.is_empty()).ok_or(wrong.0))
}

impl NamesLine {
    /// The thing that the line is about.
    fn thing(self, reading: &Reading, wrong: &mut Wrong) -> Option<Thing> {
        let (line, detail) = match self {
            Self::Site(SiteLine { name }) => {
                let name = wrong.text("name", &name, NAME)?;
                return Some(Thing { id: None, slug: None, former_slugs: Vec::new(), name, detail: Detail::Site });
            }
            Self::Channel(line) => {
                let detail = Detail::Channel { parent: line.parent.clone(), position: line.position };
                (line, detail)
            }
            Self::Column(line) => {
                let detail = column(&line, reading, wrong);
                (line, detail)
            }
            Self::Source(line) => {
                let detail = Detail::Source { parent: line.parent.clone() };
                (line, detail)
            }
            Self::Person(line) => (line, Detail::Person),
            Self::Media(_) => return None,
            Self::Tag(line) => {
                let scheme = wrong.optional("scheme", line.scheme.clone(), CODE);
                let scheme = scheme.unwrap_or_else(|| "keyword".to_owned());
                let detail = Detail::Tag { scheme, code: wrong.optional("code", line.code.clone(), CODE) };
                (line, detail)
            }
        };
        let ThingLine { id, slug, former_slugs, name, .. } = line;
        Some(Thing {
            id: id.and_then(|id| wrong.id("id", &id)),
            slug: wrong.slug("slug", slug),
            former_slugs: former_slugs.into_iter().filter_map(|slug| wrong.slug("former_slugs", Some(slug))).collect(),
            name: wrong.text("name", &name, NAME)?,
            detail,
        })
    }
}

/// What a column has beside its name.
fn column(line: &ThingLine, reading: &Reading, wrong: &mut Wrong) -> Detail {
    let at = line.opening_note_at.as_deref().and_then(|at| wrong.time("opening_note_at", at, reading.zone));
    Detail::Column {
        short_name: wrong.optional("short_name", line.short_name.clone(), NAME),
        is_open: line.is_closed.map(|is_closed| !is_closed),
        opening_note: wrong.optional("opening_note", line.opening_note.clone(), TEXT),
        opening_note_at: at.map(|written| written.at.timestamp_millis()),
    }
}
