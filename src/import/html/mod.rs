//! The HTML form of a portal's article page: from bytes to the same result as the plain-text form.
//!
//! What is found counts in this order: what the site's profile selects, what the page states of itself, what readers see. The
//! text is never parsed before it was made tame, so that time and memory are bounded by the size of the file.

mod around;
mod body;
mod breadcrumb;
mod content;
mod document;
mod encoding;
#[cfg(test)]
mod hostile;
mod language;
mod metadata;
mod noise;
mod profile;
mod title;

use std::collections::HashSet;

use chrono_tz::Tz;
use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use self::document::{Document, folded, text_of};
use self::metadata::Metadata;
use self::title::letters;
use super::portal::{NotAPage, PortalPage, Published, Unplaced, dates, words};
use crate::articles::address;
use crate::articles::body::html::{from_element, tame};
use crate::articles::body::{check, text};
use crate::kernel::instant;
use crate::people::Role;

pub use encoding::{Decoded, decode};
pub use profile::Profile;

/// Most keywords of an article; longer lists are those of the site.
const MAX_KEYWORDS: usize = 15;
/// Most lines of a page that are reported as unplaced; of more only the number is.
const MAX_UNPLACED: usize = 50;
/// How far behind a text its pager may stand, in elements and texts.
const NEAR: usize = 40;
/// The words of the link to a text's next page.
const NEXT: [&str; 5] = ["下一页", "下一頁", "下页", "余下全文", "阅读全文"];
/// Longest keyword, in characters.
const LONGEST_KEYWORD: usize = 20;

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
    made.finish();
    Ok(made)
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

    /// Takes what the page states of itself and what the profile selects, over what readers see.
    fn stated(&mut self) {
        let date = self.metadata.named(&[
            "pubdate",
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "publishdate",
            "og:release_date",
            "og:time",
            "firstpublishedtime",
            "publish_time",
            "date",
            "dc.date",
        ]);
        let stated = date
            .and_then(|date| self.date(date))
            .or_else(|| self.metadata.linked("datePublished").and_then(|date| self.date(date)));
        // A day alone says less than the same day with its time, and systems state the time of a later change.
        self.made.published = match (stated, self.made.published) {
            (Some(stated), Some(seen)) if stated.is_coarser_than(seen) || seen.is_earlier_that_day_than(stated) => {
                Some(seen)
            }
            (stated, seen) => stated.or(seen),
        };
        if let Some(date) = self.selected_text("date").and_then(|date| self.date(&date)) {
            self.made.published = Some(date);
        }
        let source = self
            .metadata
            .named(&["contentsource"])
            .or_else(|| self.metadata.named(&["source", "mediaid"]).filter(|_| self.made.source.is_none()));
        let source = self.selected_text("source").or_else(|| source.map(str::to_owned));
        if let Some(source) = source {
            self.source(&source);
        }
        if self.made.source.as_deref().is_some_and(is_the_site_itself) {
            self.made.source.clone_from(&self.made.site_name);
            self.made.edition = None;
        }
        let people = self.selected("people").into_iter().map(text_of).collect::<Vec<_>>();
        if !people.is_empty() {
            self.made.people.clear();
        }
        for line in people {
            if !self.made.information(&line, self.known_medium).is_placed && !self.made.people_in_words(&line) {
                self.people(&line);
            }
        }
        if self.reading.profile.is_none_or(|profile| profile.of("people").is_empty()) {
            for author in self.metadata.authors.clone() {
                self.people(&author);
            }
            if let Some(author) = self.metadata.named(&["author", "article:author"]) {
                let window = self.metadata.window.as_deref().unwrap_or_default();
                let is_of_window = window.contains(author) && !self.made.title.contains(author);
                let is_known = is_of_window
                    || [&self.made.site_name, &self.made.source]
                        .into_iter()
                        .flatten()
                        .any(|name| name.contains(author) || author.contains(name.as_str()));
                if !is_known && self.made.people.iter().all(|(role, _)| *role == Role::Reporter) {
                    self.people(author);
                }
            }
        }
        let summary = self.selected_text("summary").or_else(|| {
            let complete = |text: &&str| text.ends_with(['。', '！', '？', '”']) && text.chars().count() >= 10;
            self.metadata
                .linked("description")
                .filter(complete)
                .filter(|_| self.made.summary.is_none())
                .map(str::to_owned)
        });
        if let Some(summary) = summary {
            let bare = words::after_label(&summary, &words::SUMMARY).unwrap_or(&summary).to_owned();
            self.made.summary = Some(bare);
        }
        self.made.lang = self.selected_text("lang");
    }

    /// Reads a date as pages state it.
    fn date(&self, text: &str) -> Option<Published> {
        let zone = self.reading.zone;
        if let Some(written) = instant::read(text.trim(), zone) {
            return Some(Published { at: written.at.with_timezone(&zone).naive_local(), precision: written.precision });
        }
        dates::find(text.get(..100).unwrap_or(text)).map(|(published, _)| published)
    }

    /// Takes the source as stated, over what was seen.
    fn source(&mut self, stated: &str) {
        let mut alone = PortalPage::default();
        let line = if stated.contains([':', '：']) { stated.to_owned() } else { format!("来源：{stated}") };
        alone.information(&line, self.known_medium);
        if alone.source.is_none() {
            return;
        }
        let PortalPage { source, edition, source_label, people, .. } = alone;
        (self.made.source, self.made.edition, self.made.source_label) = (source, edition, source_label);
        people.into_iter().for_each(|(role, name)| self.made.person(role, name));
    }

    /// Takes names without the word for their part: authors. What is no name, such as an account's number, is passed over.
    fn people(&mut self, names: &str) {
        for name in names.split(['、', '，', ',', ';', '；', '/', ' ', '|']).filter(|name| !name.is_empty()) {
            let length = name.chars().count();
            let is_chinese =
                (2..=4).contains(&length) && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '·');
            let is_medium = (self.known_medium)(name) || ["网", "社", "报", "台"].iter().any(|end| name.ends_with(end));
            let is_there = self.made.people.iter().any(|(_, known)| known == name);
            if is_chinese && !is_medium && !is_there {
                self.made.person(Role::Author, name.to_owned());
            }
        }
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
            Some((at, problem)) => Err(NotAPage::Body(format!("{at} {problem}").trim().to_owned())),
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

    /// Takes the keywords.
    ///
    /// Templates carry lists of the site's own words: they are long, or not about this article. So a list counts when it is short
    /// and at least half of its words occur in the title or the text, and of it the words that do.
    fn tags(&mut self) {
        let stated = [self.metadata.named(&["keywords", "news_keywords"]), self.metadata.linked("keywords")];
        let lists: Vec<String> = match self.selected_text("tags") {
            Some(selected) => vec![selected],
            None => stated.into_iter().flatten().map(str::to_owned).collect(),
        };
        let said = format!("{}\n{}", self.made.title, text::plain_text(&self.made.blocks));
        let title = letters(&self.made.title);
        self.made.tags =
            lists.iter().map(|list| keywords(list, &said, &title)).find(|tags| !tags.is_empty()).unwrap_or_default();
    }
}

/// The words of a list of keywords that are about an article, if the list is.
fn keywords(list: &str, said: &str, title: &str) -> Vec<String> {
    let separators: &[char] = &[',', '，', ';', '；', '|', '、'];
    let words: Vec<&str> = match list.contains(separators) {
        true => list.split(separators).map(str::trim).collect(),
        false => list.split_whitespace().collect(),
    };
    let words: Vec<&str> = words.into_iter().filter(|word| word.chars().count() >= 2).collect();
    let occurs =
        |word: &&str| said.contains(*word) && word.chars().count() <= LONGEST_KEYWORD && letters(word) != title;
    let mut found: Vec<String> = Vec::new();
    for word in words.iter().copied().filter(occurs) {
        if !found.iter().any(|other| other == word) {
            found.push(word.to_owned());
        }
    }
    if words.len() <= MAX_KEYWORDS && found.len() * 2 >= words.len() { found } else { Vec::new() }
}

/// Whether a source is the site under another word.
fn is_the_site_itself(source: &str) -> bool {
    matches!(source, "本站" | "本站原创" | "原创" | "本网" | "本网原创" | "本网站" | "本站讯")
}
