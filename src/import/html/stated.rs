//! What a page states of itself and what its site's profile selects, over what readers see around the text.

use super::Reader;
use super::document::text_of;
use super::title::letters;
use crate::articles::body::text;
use crate::import::portal::{PortalPage, Published, dates, words};
use crate::kernel::instant;
use crate::people::Role;

/// Most keywords of an article; longer lists are those of the site.
const MAX_KEYWORDS: usize = 15;
/// Longest keyword, in characters.
const LONGEST_KEYWORD: usize = 20;

impl Reader<'_> {
    /// Takes what the page states of itself and what the profile selects, over what readers see.
    pub(super) fn stated(&mut self) {
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
            return Some(Published { at: instant::local(written.at, zone), precision: written.precision });
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

    /// Takes the keywords.
    ///
    /// Templates carry lists of the site's own words: they are long, or not about this article. So a list counts when it is short
    /// and at least half of its words occur in the title or the text, and of it the words that do.
    pub(super) fn tags(&mut self) {
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
