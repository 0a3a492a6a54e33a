//! The HTML form of a portal's article page: from bytes to the same result as the plain-text form.
//!
//! What is found counts in this order: what the site's profile selects, what the page states of itself, what readers see. The
//! text is never parsed before it was made tame, so that time and memory are bounded by the size of the file.

mod around;
mod body;
mod breadcrumb;
mod content;
mod document;
#[cfg(test)]
mod hostile;
mod language;
mod metadata;
mod noise;
mod profile;
mod stated;
mod title;

use std::collections::HashSet;

use chrono_tz::Tz;
use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use self::document::{Document, folded, text_of};
use self::metadata::Metadata;
use self::title::letters;
use super::portal::{NotAPage, PortalPage, Unplaced, words};
use crate::articles::address;
use crate::articles::body::html::{from_element, tame};
use crate::articles::body::{check, text};
use crate::kernel::text::{Class, Removed};

pub use crate::kernel::encoding::{Decoded, decode};
pub use profile::Profile;

/// Most lines of a page that are reported as unplaced; of more only the number is.
const MAX_UNPLACED: usize = 50;
/// Elements that titles are read from.
const HEADINGS: [&str; 7] = ["title", "h1", "h2", "h3", "h4", "h5", "h6"];
/// How far behind a text its pager may stand, in elements and texts.
const NEAR: usize = 40;
/// The words of the link to a text's next page.
const NEXT: [&str; 5] = ["下一页", "下一頁", "下页", "余下全文", "阅读全文"];

/// What a page is read with.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The site's zone.
    pub zone: Tz,
    /// Where the page stands on the web, where the caller knows; what the page says otherwise.
    pub address: Option<&'a Url>,
    /// Where on this site's pages the fields stand.
    pub profile: Option<&'a Profile>,
}

/// Whether a text is HTML, by its beginning.
#[must_use]
pub fn is_html(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(after) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        rest = after.1.trim_start();
    }
    let start: String = rest.chars().take(40).collect::<String>().to_ascii_lowercase();
    let tags = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<link",
        "<script",
        "<style",
        "<div",
        "<table",
        "<article",
        "<h1",
        "<p>",
        "<p ",
        "<center",
        "<base",
        "<frameset",
        "<?xml",
        "<section",
        "<span",
        "<font",
    ];
    tags.iter().any(|tag| start.starts_with(tag))
}

/// Takes a page apart; `known_medium` tells whether a name is that of a medium in the database.
pub fn read(
    page: &Decoded,
    reading: &Reading<'_>,
    known_medium: &dyn Fn(&str) -> bool,
) -> Result<PortalPage, NotAPage> {
    let tamed = tame::tame(&page.text);
    if tamed.is_too_large {
        return Err(NotAPage::TooLarge(tame::MAX_ELEMENTS));
    }
    let document = Document::new(&tamed.html);
    let metadata = Metadata::of(&document, &tamed);
    let chosen = content::choose(&document, &tamed.html, reading.profile)
        .and_then(|chosen| content::check(&document, chosen).map(|()| chosen));
    let chosen = match chosen {
        Err(_) if !tamed.frames.is_empty() => return Err(NotAPage::Frames(tamed.frames.join(", "))),
        Err(_) if metadata.articles > 1 => return Err(NotAPage::Several(metadata.articles)),
        chosen => chosen?,
    };
    let mut reader = Reader {
        document: &document,
        metadata: &metadata,
        reading,
        known_medium,
        made: PortalPage::default(),
        noise: HashSet::new(),
    };
    reader.title(chosen)?;
    reader.place();
    reader.around(chosen);
    reader.stated();
    let base = reader.address();
    reader.body(chosen, base.as_ref())?;
    reader.tags();
    let mut made = reader.made;
    let plain = format!("{}{}", made.title, text::plain_text(&made.blocks));
    made.lang = made.lang.or_else(|| language::tag(&plain, metadata.lang.as_deref(), page.encoding));
    // A line around the text may say again what the profile or the head of the page has said.
    let said = letters(&[made.title.as_str(), made.source_label.as_deref().unwrap_or_default()].join(" "));
    made.unplaced.retain(|unplaced| unplaced.line.is_some() || !said.contains(&letters(&unplaced.text)));
    let more = made.unplaced.len().saturating_sub(MAX_UNPLACED);
    made.unplaced.truncate(MAX_UNPLACED);
    let mut note = |text: String| made.unplaced.push(Unplaced { line: None, text });
    if more > 0 {
        note(format!("{more} more lines"));
    }
    if page.errors > 0 {
        note(format!("{} places that could not be read as {}", page.errors, page.encoding));
    }
    if tamed.is_too_deep {
        note(format!("markup nested deeper than {}", tame::MAX_DEPTH));
    }
    made.finish(removed_from(&document, &made));
    Ok(made)
}

/// Characters that no text keeps, in the elements that title, kicker and subtitle were read from.
fn removed_from(document: &Document, made: &PortalPage) -> Removed {
    let mut removed = Removed::default();
    let raw = |element: ElementRef<'_>| element.text().collect::<String>();
    let headings = document.elements().filter(|element| HEADINGS.contains(&element.value().name()));
    let headings: Vec<(String, String)> = headings
        .map(|element| (raw(element), text_of(element)))
        .filter(|(raw, _)| raw.chars().any(|c| !c.is_whitespace() && Class::of(c).is_refused()))
        .collect();
    for line in [Some(&made.title), made.kicker.as_ref(), made.subtitle.as_ref()].into_iter().flatten() {
        let found = headings.iter().find(|(_, text)| text.contains(line.as_str()));
        found.into_iter().for_each(|(raw, _)| drop(removed.strip(raw)));
    }
    removed
}

/// A page that is being read.
struct Reader<'a> {
    document: &'a Document,
    metadata: &'a Metadata,
    reading: &'a Reading<'a>,
    known_medium: &'a dyn Fn(&str) -> bool,
    made: PortalPage,
    noise: HashSet<NodeId>,
}

impl Reader<'_> {
    /// What the profile's selectors for a field find, in order.
    fn selected(&self, field: &str) -> Vec<ElementRef<'_>> {
        let selectors = self.reading.profile.map(|profile| profile.of(field)).unwrap_or_default();
        let found = selectors.iter().map(|selector| self.document.tree.select(selector).collect::<Vec<_>>());
        found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// What the profile's selectors for a field find, as a text.
    fn selected_text(&self, field: &str) -> Option<String> {
        let said = |element: &ElementRef<'_>| match (element.value().name(), element.attr("content")) {
            ("meta", Some(content)) => folded(content),
            _ => text_of(*element),
        };
        self.selected(field).iter().map(said).find(|text| !text.is_empty())
    }

    /// Finds the title.
    fn title(&mut self, chosen: ElementRef<'_>) -> Result<(), NotAPage> {
        let title = self
            .selected_text("title")
            .or_else(|| title::choose(self.document, self.metadata, self.document.extent(chosen)))
            .or_else(|| {
                let inside = self.document.lines_of(self.document.extent(chosen));
                inside.first().filter(|line| line.text.chars().count() <= 80).map(|line| line.text.clone())
            })
            .ok_or(NotAPage::NoArticle(" that could be its title"))?;
        self.made.headline(&title);
        let named = |reader: &Self, field: &str, names: &[&str]| {
            reader.selected_text(field).or_else(|| reader.metadata.named(names).map(str::to_owned))
        };
        self.made.kicker = named(self, "kicker", &["introtitle"]);
        self.made.subtitle = named(self, "subtitle", &["subtitle"]);
        if let Some(column) = self.selected_text("column") {
            let label = column.trim_matches(['【', '】']).trim().to_owned();
            self.made.column_label = Some(label).filter(|label| !label.is_empty());
        }
        Ok(())
    }

    /// Where the title stands: the last of the lines that say it before the text, or else the first.
    fn title_at(&self, chosen: ElementRef<'_>) -> Option<usize> {
        let text = self.document.extent(chosen);
        let printed = letters(self.made.original_title.as_deref().unwrap_or(&self.made.title));
        let own = letters(&self.made.title);
        let says = |line: &&document::Line| {
            let said = letters(&line.text);
            !said.is_empty()
                && (said == printed
                    || said == own
                    || (line.heading.is_some() && printed.ends_with(&said) && said.chars().count() > 4))
        };
        let lines = &self.document.lines;
        lines.iter().filter(|line| line.at < text.from).rfind(says).map(|line| line.at)
    }

    /// Finds site and channel.
    fn place(&mut self) {
        let title = self.made.original_title.clone().unwrap_or_else(|| self.made.title.clone());
        let site = self.metadata.named(&["sitename", "og:site_name", "publisher"]);
        let selected = self.selected_text("breadcrumb").map(|path| {
            let levels = words::levels(words::after_label(&path, &words::BREADCRUMB).unwrap_or(&path));
            breadcrumb::sorted(levels, &title, self.metadata.window.as_deref().unwrap_or_default(), site)
        });
        let before = self
            .document
            .lines
            .iter()
            .find(|line| line.heading.is_some_and(|level| level <= 2) && letters(&line.text) == letters(&title));
        let before = before.map_or(usize::MAX, |line| line.at);
        let found = selected
            .or_else(|| breadcrumb::find(self.document, self.metadata, &title, before, site))
            .unwrap_or_default();
        self.made.site_name = site.map(str::to_owned).or(found.site);
        self.made.channel = found.channel;
        let column = self.metadata.named(&["columnname"]).or_else(|| self.metadata.linked("articleSection"));
        if let Some(column) = column.filter(|column| self.made.channel.is_empty() && column.chars().count() <= 20) {
            self.made.channel = vec![column.to_owned()];
        }
    }

    /// Takes what readers see around the text.
    fn around(&mut self, chosen: ElementRef<'_>) {
        let title_at = self.title_at(chosen);
        let extent = self.document.extent(chosen);
        let inside =
            self.document.elements().filter(|element| content::likelihood(*element) == Some(content::Likelihood::Text));
        let mut keep: Vec<usize> = inside.map(|element| self.document.extent(element).from).collect();
        keep.push(extent.from);
        keep.extend(title_at);
        let remove = self.reading.profile.map(|profile| profile.of("remove")).unwrap_or_default();
        self.noise = noise::find(self.document, &keep, remove);
        let mut furniture: Vec<document::Extent> = self
            .noise
            .iter()
            .filter_map(|id| self.document.tree.tree.get(*id).and_then(ElementRef::wrap))
            .map(|element| self.document.extent(element))
            .collect();
        furniture.sort_by_key(|extent| extent.from);
        let around = around::Around {
            document: self.document,
            text: extent,
            furniture: &furniture,
            known_medium: self.known_medium,
        };
        around.head(&mut self.made, title_at);
        around.foot(&mut self.made);
    }

    /// Where the page stands; also the address against which others in it are resolved.
    fn address(&mut self) -> Option<Url> {
        let named = self.metadata.named(&["og:url", "url"]);
        let said = [self.metadata.address.as_deref(), named, self.metadata.linked("url")].into_iter().flatten();
        let said = said.filter_map(|said| Url::parse(said).ok()).find(address::is_of_a_page);
        let own = self.reading.address.cloned().or(said);
        self.made.original_url = own.as_ref().and_then(|url| address::normal(url.as_str()));
        match (own, self.metadata.base.as_deref()) {
            (Some(own), Some(base)) => own.join(base).ok().or(Some(own)),
            (own, base) => own.or_else(|| base.and_then(|base| Url::parse(base).ok())),
        }
    }

    /// Reads the text.
    fn body(&mut self, chosen: ElementRef<'_>, base: Option<&Url>) -> Result<(), NotAPage> {
        let read = from_element(chosen, base, &self.noise);
        body::place(&mut self.made, read.blocks, self.known_medium);
        for dropped in read.dropped {
            self.made.unplaced.push(Unplaced { line: None, text: dropped });
        }
        if let Some(next) = self.next_page(chosen) {
            let text = format!("the text goes on at {next}");
            self.made.unplaced.push(Unplaced { line: None, text });
        }
        if self.made.blocks.is_empty() {
            return Err(NotAPage::NoBody);
        }
        match check::problems(&self.made.blocks).first() {
            Some(problem) => Err(NotAPage::Body(format!("{} {}", problem.at, problem.what).trim().to_owned())),
            None => Ok(()),
        }
    }

    /// Where a text that has several pages goes on.
    fn next_page(&self, chosen: ElementRef<'_>) -> Option<String> {
        let extent = self.document.extent(chosen);
        let near = extent.from..extent.to.saturating_add(NEAR);
        let link = self.document.elements().find(|element| {
            element.value().name() == "a"
                && near.contains(&self.document.extent(*element).from)
                && NEXT.contains(&text_of(*element).trim_matches(['>', '»', ' ']))
        })?;
        let address = link.attr("href")?.trim();
        (!address.is_empty() && !address.starts_with('#') && !address.starts_with("javascript"))
            .then(|| address.chars().take(200).collect())
    }
}
