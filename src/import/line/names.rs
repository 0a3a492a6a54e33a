//! Lines that say something of the site other than an article: its name, channels, columns, sources, people and tags, and
//! what was put together by hand.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::arranged::{CollectionLine, RelatedChoicesLine};
use super::read::{CODE, Line, NAME, Reading, Said, TEXT};
use super::wrong::{Form, Wrong};
use crate::catalog::SourceKind;
use crate::catalog::save::{Detail, Thing};
use crate::catalog::sourcing::{Period, Status};
use crate::kernel::limits;
use crate::media::picture::Said as Shown;
use crate::media::{Arriving, FocalPoint};
use crate::sources::authorisations::day;

/// The name of a file.
const FILE_NAME: Form = Form::Line(limits::FILE_NAME);
/// What a picture shows, what is printed below it, and who made it.
const ALT: Form = Form::Line(limits::PICTURE_ALT);
const CAPTION: Form = Form::Line(limits::PICTURE_CAPTION);
const CREDIT: Form = Form::Line(limits::PICTURE_CREDIT);

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
    /// A vocabulary that tags are of, as far as it has a title.
    TagScheme(SchemeLine),
    /// A tag.
    Tag(ThingLine),
    /// A collection; its articles have their lines before.
    Collection(CollectionLine),
    /// What editors chose beside an article; all of these have their lines before.
    RelatedChoices(RelatedChoicesLine),
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

/// A vocabulary in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeLine {
    /// The vocabulary, as tags name it.
    pub scheme: String,
    /// What it is called.
    pub title: String,
}

/// A named thing in a line.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThingLine {
    /// Its id, a version 7 UUID, by which it is known again or which it is given; a new one when absent.
    #[serde(default)]
    pub id: Option<String>,
    /// Its slug, which no other thing of its kind has or had; made from the name when absent.
    #[serde(default)]
    pub slug: Option<String>,
    /// Slugs that it had before and goes on answering to; no other thing of its kind has or had them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_slugs: Vec<String>,
    /// Ids of what has become part of it, which go on leading to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<String>,
    /// Names of what has become part of a person or a tag, by which imports find it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<String>,
    /// Its full name, by which it is known again without an id. Written in another way (width, case, white space, script) it is the
    /// same name, and the thing keeps its own.
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
    /// What kind of medium a source is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<SourceKind>,
    /// A source's other names, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Vec<String>>,
    /// What lists say of a source, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorisations: Option<Vec<PeriodLine>>,
    /// A tag's vocabulary; `keyword` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// A tag's code in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What a list says of a source in a line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodLine {
    /// The list.
    pub list: String,
    /// The part of the list.
    #[serde(default)]
    pub category: Option<String>,
    /// What the list says.
    pub status: Status,
    /// The first day on which it holds, as in 2021-10-20; it always did when absent.
    #[serde(default)]
    pub valid_from: Option<String>,
    /// The last day on which it holds; it still does when absent.
    #[serde(default)]
    pub valid_to: Option<String>,
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
            let focal = Shown::focal_of(point.x, point.y);
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
            said: Shown {
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
pub(super) fn read(text: &str, reading: &Reading) -> Option<Result<Line, Vec<String>>> {
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
    let mut wrong = Wrong::default();
    let said = match line {
        NamesLine::Collection(line) => line.collection(&mut wrong).map(|line| Said::Collection(Box::new(line))),
        NamesLine::RelatedChoices(line) => line.choices(&mut wrong).map(Said::Choices),
        NamesLine::Media(line) => line.picture(reading, &mut wrong).map(|one| Said::Picture(Box::new(one))),
        line => line.thing(reading, &mut wrong).map(Said::Thing),
    };
    let unplaced = wrong.unplaced();
    Some(said.filter(|_| wrong.0.is_empty()).map(|said| Line { said, unplaced }).ok_or(wrong.0))
}

impl NamesLine {
    /// The thing that the line is about, if it is about one.
    fn thing(self, reading: &Reading, wrong: &mut Wrong) -> Option<Thing> {
        let (line, detail) = match self {
            Self::Site(SiteLine { name }) => {
                return Some(unaddressed(wrong.text("name", &name, NAME)?, Detail::Site));
            }
            Self::TagScheme(SchemeLine { scheme, title }) => {
                let (scheme, title) = (wrong.text("scheme", &scheme, CODE), wrong.text("title", &title, NAME));
                return Some(unaddressed(title?, Detail::TagScheme { scheme: scheme? }));
            }
            Self::Channel(line) => {
                if line.position.is_some_and(|position| position < 0) {
                    wrong.note("position", "is less than 0");
                }
                let detail = Detail::Channel { parent: line.parent.clone(), position: line.position };
                (line, detail)
            }
            Self::Column(line) => {
                let detail = column(&line, reading, wrong);
                (line, detail)
            }
            Self::Source(line) => {
                let detail = source(&line, wrong);
                (line, detail)
            }
            Self::Person(line) => (line, Detail::Person),
            Self::Tag(line) => {
                let scheme = wrong.optional("scheme", line.scheme.clone(), CODE);
                let scheme = scheme.unwrap_or_else(|| "keyword".to_owned());
                let detail = Detail::Tag { scheme, code: wrong.optional("code", line.code.clone(), CODE) };
                (line, detail)
            }
            Self::Collection(_) | Self::Media(_) | Self::RelatedChoices(_) => return None,
        };
        let ThingLine { id, slug, former_slugs, former_ids, former_names, name, .. } = line;
        Some(Thing {
            id: id.and_then(|id| wrong.id("id", &id)),
            slug: wrong.slug("slug", slug),
            former_slugs: former_slugs.into_iter().filter_map(|slug| wrong.slug("former_slugs", Some(slug))).collect(),
            former_ids: former_ids.iter().filter_map(|id| wrong.id("former_ids", id)).collect(),
            former_names: former_names.iter().filter_map(|name| wrong.text("former_names", name, NAME)).collect(),
            name: wrong.text("name", &name, NAME)?,
            detail,
        })
    }
}

/// Something of the site that has neither id nor slug.
fn unaddressed(name: String, detail: Detail) -> Thing {
    Thing {
        id: None,
        slug: None,
        former_slugs: Vec::new(),
        former_ids: Vec::new(),
        former_names: Vec::new(),
        name,
        detail,
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

/// What a source has beside its name.
fn source(line: &ThingLine, wrong: &mut Wrong) -> Detail {
    let aliases = line.aliases.as_ref().map(|names| {
        wrong.most("aliases", names.len(), limits::ALIASES);
        let mut names: Vec<String> = names.iter().filter_map(|name| wrong.text("aliases", name, NAME)).collect();
        names.sort_unstable();
        names.dedup();
        names
    });
    let periods = line.authorisations.as_ref();
    let periods = periods.map(|periods| {
        wrong.most("authorisations", periods.len(), limits::PERIODS);
        periods.iter().filter_map(|line| period(line, wrong)).collect()
    });
    Detail::Source { parent: line.parent.clone(), kind: line.medium, aliases, periods }
}

/// What a list says of a source.
fn period(line: &PeriodLine, wrong: &mut Wrong) -> Option<Period> {
    let PeriodLine { list, category, status, valid_from, valid_to } = line.clone();
    let mut day = |field: &str, text: Option<String>| match text.map(|text| day(&text)) {
        None => Some(None),
        Some(Some(day)) => Some(Some(day)),
        Some(None) => {
            wrong.note(field, "is not a day such as 2021-10-20");
            None
        }
    };
    let (from, to) = (day("authorisations.valid_from", valid_from), day("authorisations.valid_to", valid_to));
    let (valid_from, valid_to) = (from?, to?);
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        wrong.note("authorisations.valid_to", "lies before `valid_from`");
    }
    let list = wrong.text("authorisations.list", &list, NAME)?;
    Some(Period {
        valid_from,
        status,
        list,
        category: wrong.optional("authorisations.category", category, NAME),
        valid_to,
    })
}

impl From<&Period> for PeriodLine {
    fn from(period: &Period) -> Self {
        let Period { valid_from, status, list, category, valid_to } = period;
        Self {
            list: list.clone(),
            category: category.clone(),
            status: *status,
            valid_from: valid_from.map(|day| day.to_string()),
            valid_to: valid_to.map(|day| day.to_string()),
        }
    }
}
