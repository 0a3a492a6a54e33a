//! Importing a portal's article pages, as HTML or as plain text.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;
use dibao_entity::source;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use url::Url;

use super::admit;
use super::html::{self, Profile};
use super::identity;
use super::portal::{self, NotAPage, PortalPage, script};
use super::report::{Place, Report, Unplaced};
use crate::articles::address;
use crate::articles::article::{Called, ColumnCalled, Content, Incoming, TagCalled};
use crate::articles::save::Outcome;
use crate::catalog::sourcing;
use crate::config::file;
use crate::kernel::error::Result;
use crate::kernel::instant;
use crate::kernel::kind::Kind;
use crate::kernel::name::key;
use crate::site;
use crate::store::{Database, Reads};

/// Largest page in bytes.
const MAX_PAGE: u64 = 20 * 1024 * 1024;

/// A page that is to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFile {
    /// The file.
    pub path: PathBuf,
    /// Where the page stands on the web, where the caller knows.
    pub address: Option<Url>,
}

/// An import of pages under way.
pub struct Pages<'a> {
    db: &'a Database,
    zone: Tz,
    lang: Language,
    profile: Option<Arc<Profile>>,
    /// The keys of the names of the known media.
    media: Arc<HashSet<String>>,
    /// Which file had an id first, and what its article is by its digest.
    taken: HashMap<String, (String, String)>,
}

/// The language of the articles of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Language {
    /// What each page shows by its characters; where it shows none, this BCP 47 tag, the site's.
    Shown(String),
    /// This BCP 47 tag for all.
    Given(String),
}

impl Language {
    /// The tag of an article whose page shows this one.
    fn of_article(&self, shown: Option<&str>) -> String {
        match self {
            Self::Shown(site) => script::of_article(shown, site),
            Self::Given(tag) => tag.clone(),
        }
    }
}

/// Imports one page on its own; what fails is noted in the report, and the database stays as it was.
pub async fn import(db: &Database, path: &Path, zone: Tz, lang: &str, report: &mut Report) -> Result<()> {
    let page = PageFile { path: path.to_owned(), address: None };
    Pages::start(db, zone, lang, None).await?.import(&page, report).await
}

impl<'a> Pages<'a> {
    /// Starts an import; `lang` is the language of pages that show none.
    pub async fn start(db: &'a Database, zone: Tz, lang: &str, profile: Option<Profile>) -> Result<Self> {
        let media: Vec<source::Model> =
            db.read.all(&source::Entity::find().filter(source::Column::ParentId.is_null()).into_query()).await?;
        let sourcing = sourcing::query::whole(&db.read).await?;
        let aliases = |id| sourcing.aliases.get(&id).cloned().unwrap_or_default();
        let names = media.into_iter().flat_map(|medium| [medium.name].into_iter().chain(aliases(medium.id)));
        let media = names.map(|name| key(Kind::Source, &name)).collect();
        let (media, profile) = (Arc::new(media), profile.map(Arc::new));
        let lang = Language::Shown(lang.to_owned());
        Ok(Self { db, zone, lang, profile, media, taken: HashMap::new() })
    }

    /// Gives all articles this language, a BCP 47 tag, whatever their pages show.
    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Self {
        self.lang = Language::Given(tag.to_owned());
        self
    }

    /// Imports a page; what fails is noted in the report, and the database stays as it was.
    pub async fn import(&mut self, page: &PageFile, report: &mut Report) -> Result<()> {
        let file = page.path.display().to_string();
        let place = Place { file: &file, line: None };
        let (path, at, zone) = (page.path.clone(), page.address.clone(), self.zone);
        let (media, profile) = (Arc::clone(&self.media), self.profile.clone());
        let read = tokio::task::spawn_blocking(move || {
            let known_medium = |name: &str| media.contains(&key(Kind::Source, name));
            let reading = html::Reading { zone, address: at.as_ref(), profile: profile.as_deref() };
            read(&path, &reading, &known_medium)
        });
        // A fault of a library that reads pages is this page's failure, not the import's.
        let read = read.await.unwrap_or_else(|_| Err("reading it ended in a fault of this program".to_owned()));
        let page = match read {
            Ok(page) => page,
            Err(reason) => {
                report.fail(place, reason);
                return Ok(());
            }
        };
        let unplaced: Vec<Unplaced> = page
            .unplaced
            .iter()
            .map(|unplaced| Unplaced {
                file: file.clone(),
                line: unplaced.line.map(|line| line as u64),
                text: unplaced.text.clone(),
            })
            .collect();
        let site_name = page.site_name.clone();
        let fields = fields(&page);
        let Some(incoming) = incoming(page, self.zone, &self.lang) else {
            report.fail(place, "no date was found; the page must say when it was published, as in 日期:2026-01-04");
            return Ok(());
        };
        if let Some(why) = self.is_taken(&file, &incoming)? {
            report.fail(place, why);
            return Ok(());
        }
        if let Some(medium) = incoming.source.first().map(|medium| key(Kind::Source, &medium.name))
            && !self.media.contains(&medium)
        {
            Arc::make_mut(&mut self.media).insert(medium);
        }
        for outcome in admit::save(&self.db.primary, &[incoming]).await? {
            if !matches!(outcome, Outcome::Refused(_)) {
                report.found(&fields);
            }
            report.count(place, outcome);
        }
        for Unplaced { file: _, line, text } in unplaced {
            report.unplaced(Place { file: &file, line }, text);
        }
        if let Some(name) = site_name {
            site::save::name_once(&self.db.primary, &name).await?;
        }
        Ok(())
    }

    /// Why the page's id cannot be its own: another file of this import has it too, and another text.
    ///
    /// Some templates give every page the address of a list; without this the pages would overwrite each other.
    fn is_taken(&mut self, file: &str, incoming: &Incoming) -> Result<Option<String>> {
        let Some(id) = incoming.external_id.clone() else { return Ok(None) };
        let own = (file.to_owned(), incoming.digest()?);
        let (other, digest) = self.taken.entry(id).or_insert_with(|| own.clone());
        let is_other = *other != own.0 && *digest != own.1;
        Ok(is_other.then(|| match incoming.original_url.as_deref() {
            Some(address) => format!("it says that it stands at {address}, and so does {other}; give --base-url"),
            None => format!(
                "it has the source, date and title of {other}, but another text; give the two addresses by 原文链接 lines or --base-url"
            ),
        }))
    }
}

/// The page in a file, or why there is none.
fn read(path: &Path, reading: &html::Reading<'_>, known_medium: &dyn Fn(&str) -> bool) -> Result<PortalPage, String> {
    let bytes = bytes(path)?;
    if bytes.is_empty() {
        return Err(NotAPage::Empty.to_string());
    }
    let decoded = html::decode(&bytes).map_err(|error| error.to_string())?;
    drop(bytes);
    let page = if html::is_html(&decoded.text) {
        html::read(&decoded, reading, known_medium)
    } else {
        portal::parse(&decoded.text, known_medium).map(|mut page| {
            let at = reading.address.map(Url::as_str).or(page.original_url.as_deref());
            page.original_url = at.and_then(address::normal);
            page
        })
    };
    page.map_err(|error| error.to_string())
}

/// The bytes of a file, or of standard input for `-`, or why they cannot be had.
fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let read = if file::is_dash(path) { file::read(path, MAX_PAGE) } else { file::read_regular(path, MAX_PAGE) };
    read.map_err(|error| match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::FileTooLarge => format!("it is larger than {MAX_PAGE} bytes, which no article page is"),
        ErrorKind::InvalidInput => error.to_string(),
        _ => format!("it cannot be read: {error}"),
    })
}

/// The names of the fields that were found on a page.
fn fields(page: &PortalPage) -> Vec<&'static str> {
    let has_image = crate::articles::body::check::has_image(&page.blocks);
    [
        ("title", !page.title.is_empty()),
        ("body", !page.blocks.is_empty()),
        ("published_at", page.published.is_some()),
        ("source", page.source.is_some()),
        ("people", !page.people.is_empty()),
        ("channel", !page.channel.is_empty()),
        ("column", page.column_label.is_some()),
        ("summary", page.summary.is_some()),
        ("notes", !page.notes.is_empty()),
        ("tags", !page.tags.is_empty()),
        ("images", has_image),
        ("original_url", page.original_url.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, is_found)| is_found.then_some(name))
    .collect()
}

/// The article of a page; none without a date.
fn incoming(page: PortalPage, zone: Tz, lang: &Language) -> Option<Incoming> {
    let published = page.published?;
    let external_id = identity::of(&page);
    let updated = page.updated.filter(|updated| updated.at > published.at);
    let bare = |name: String| Called { name, slug: None };
    let label = page.column_label;
    let column = label.clone().map(|label| ColumnCalled {
        column: bare(page.column_name.unwrap_or_else(|| label.clone())),
        short_name: Some(label),
    });
    Some(Incoming {
        id: None,
        external_id,
        slug: None,
        former_slugs: Vec::new(),
        revision: None,
        lang: lang.of_article(page.lang.as_deref()),
        title: page.title,
        kicker: page.kicker,
        subtitle: page.subtitle,
        short_title: None,
        original_title: page.original_title,
        column_label: label,
        summary: page.summary,
        summary_is_lead: page.summary_is_lead,
        channel: page.channel.into_iter().map(bare).collect(),
        column,
        source: page.source.into_iter().chain(page.edition).map(bare).collect(),
        source_label: page.source_label,
        authorised_at_publication: None,
        source_override: None,
        people: page.people.into_iter().map(|(role, name)| (role, bare(name))).collect(),
        tags: page
            .tags
            .into_iter()
            .map(|tag| TagCalled { tag: bare(tag), scheme: "keyword".to_owned(), code: None })
            .collect(),
        cover: None,
        original_url: page.original_url,
        ai_label: None,
        published_at: instant::in_zone(published.at, zone)?,
        published_on: published.at.date(),
        published_precision: published.precision,
        first_published_at: None,
        updated_at: updated.and_then(|updated| instant::in_zone(updated.at, zone)),
        content: Content { notes: page.notes, blocks: page.blocks, media: Vec::new() },
    })
}
