//! The plain-text form of a portal's article page: what stands where, and what of it is the article.
//!
//! Pure: text in, a page out. Nothing is lost: what finds no place is listed as unplaced, with its line.

mod breadcrumb;
mod byline;
mod column;
pub(in crate::import) mod dates;
mod furniture;
mod headline;
mod information;
mod labels;
mod markup;
mod media;
mod names;
mod parts;
mod reading;
mod running;
pub mod script;
mod surnames;
pub(in crate::import) mod words;

use crate::articles::article::Note;
use crate::articles::body::Block;
use crate::articles::body::clean::clean;
use crate::articles::body::html::number_headings;
use crate::articles::body::text::leads;
use crate::articles::body::text::plain_text;
use crate::kernel::text::{Class, Removed};
use crate::people::Role;

use reading::Line;

pub use dates::Published;

/// An article page, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortalPage {
    /// The site's name, from the breadcrumb.
    pub site_name: Option<String>,
    /// The channel's path, outermost first.
    pub channel: Vec<String>,
    /// The title without the column's label.
    pub title: String,
    /// The line above the title.
    pub kicker: Option<String>,
    /// The line below the title.
    pub subtitle: Option<String>,
    /// The title as printed, where that differs.
    pub original_title: Option<String>,
    /// The column as printed before the title.
    pub column_label: Option<String>,
    /// The column's full name, where the opening note quotes it.
    pub column_name: Option<String>,
    /// The medium.
    pub source: Option<String>,
    /// Its edition.
    pub edition: Option<String>,
    /// The source as printed.
    pub source_label: Option<String>,
    /// Who had which part, each once.
    pub people: Vec<(Role, String)>,
    /// When it was published.
    pub published: Option<Published>,
    /// When it was last changed, where the page says so.
    pub updated: Option<Published>,
    /// The summary.
    pub summary: Option<String>,
    /// Whether the body's first paragraph repeats it.
    pub summary_is_lead: bool,
    /// The notes.
    pub notes: Vec<Note>,
    /// The body.
    pub blocks: Vec<Block>,
    /// The keywords.
    pub tags: Vec<String>,
    /// BCP 47 tag of language and script, where the text shows it.
    pub lang: Option<String>,
    /// Where the page stands on the web, where it says so.
    pub original_url: Option<String>,
    /// What found no place.
    pub unplaced: Vec<Unplaced>,
}

/// Something that found no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// The number of its line, from 1; none for what stands in HTML, where lines mean nothing.
    pub line: Option<usize>,
    /// What it says.
    pub text: String,
}

/// Why a file is not an article page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPage {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is not text.
    #[error("the file is not text: it holds control characters")]
    Binary,
    /// It is HTML.
    #[error("the file is HTML; save the page as plain text, one paragraph a line")]
    Html,
    /// What stands where the title should is a whole paragraph.
    #[error("no article was found: the first line is longer than a title can be")]
    NoTitle,
    /// There is no body.
    #[error("no article was found: below the title there is no text")]
    NoBody,
    /// It only puts other pages into frames.
    #[error("the page only shows others in frames; import those: {0}")]
    Frames(String),
    /// Nothing on it reads like an article.
    #[error("no article was found: the page has no running text{0}")]
    NoArticle(&'static str),
    /// It has several articles.
    #[error("the page holds {0} articles; import the page of each")]
    Several(usize),
    /// It has more markup than an article.
    #[error("the page has more than {0} elements, which no article page has")]
    TooLarge(usize),
    /// Its body is not one that can be kept.
    #[error("the body {0}")]
    Body(String),
}

/// Longest title, in characters.
const MAX_TITLE: usize = 500;

/// Takes a page apart; `known_medium` tells whether a name is that of a medium in the database.
pub fn parse(text: &str, known_medium: &dyn Fn(&str) -> bool) -> Result<PortalPage, NotAPage> {
    let text = text.trim_start_matches('\u{feff}');
    if text.chars().any(|c| Class::of(c) == Class::Control) {
        return Err(NotAPage::Binary);
    }
    if markup::is_html(text) {
        return Err(NotAPage::Html);
    }
    let mut removed = Removed::default();
    let whole = removed.strip(text).replace("\r\n", "\n");
    let lines: Vec<Line<'_>> = whole
        .split(['\n', '\r'])
        .zip(1..)
        .map(|(line, number)| Line { number, text: line.trim() })
        .filter(|line| !line.text.is_empty())
        .collect();
    if lines.is_empty() {
        return Err(NotAPage::Empty);
    }
    let mut page = reading::read(&lines, known_medium);
    if page.title.chars().count() > MAX_TITLE {
        return Err(NotAPage::NoTitle);
    }
    if page.title.is_empty() || page.blocks.is_empty() {
        return Err(NotAPage::NoBody);
    }
    page.finish(removed);
    Ok(page)
}

impl PortalPage {
    /// Takes the title, with a column's label before it.
    pub(in crate::import) fn headline(&mut self, line: &str) {
        match headline::column_label(line) {
            Some((label, title)) => {
                self.column_label = Some(label.to_owned());
                title.clone_into(&mut self.title);
                self.original_title.get_or_insert_with(|| line.to_owned());
            }
            None => line.clone_into(&mut self.title),
        }
    }

    /// Takes the title as it was printed.
    pub(in crate::import) fn printed_title(&mut self, line: &str) {
        if line.is_empty() || line == self.title {
            return;
        }
        if let Some((label, title)) = headline::column_label(line)
            && title == self.title
            && self.column_label.is_none()
        {
            self.column_label = Some(label.to_owned());
        }
        self.original_title = Some(line.to_owned());
    }

    /// Adds somebody who had a part, once.
    pub(in crate::import) fn person(&mut self, role: Role, name: String) {
        if !self.people.contains(&(role, name.clone())) {
            self.people.push((role, name));
        }
    }

    /// Visits every text but the body's.
    fn each_text(&mut self, mut visit: impl FnMut(&mut String)) {
        let options = [
            &mut self.site_name,
            &mut self.kicker,
            &mut self.subtitle,
            &mut self.original_title,
            &mut self.column_label,
            &mut self.column_name,
            &mut self.source,
            &mut self.edition,
            &mut self.source_label,
            &mut self.summary,
        ];
        options.into_iter().flatten().for_each(&mut visit);
        visit(&mut self.title);
        self.channel.iter_mut().chain(&mut self.tags).for_each(&mut visit);
        self.people.iter_mut().for_each(|(_, name)| visit(name));
        for note in &mut self.notes {
            visit(&mut note.label);
            visit(&mut note.text);
        }
    }

    /// Completes a page that was read: headings, language, and date; removes the characters that no text keeps, and lists them with
    /// those that were removed before.
    pub(in crate::import) fn finish(&mut self, mut removed: Removed) {
        self.each_text(|text| removed.strip_in_place(text));
        removed.add(clean(&mut self.blocks));
        self.unplaced.extend(removed.lines().map(|text| Unplaced { line: None, text }));
        number_headings(&mut self.blocks);
        self.summary_is_lead = self.summary.as_deref().is_some_and(|summary| leads(&self.blocks, summary));
        self.published = self.published.or(self.updated);
        let text = [self.title.as_str(), &plain_text(&self.blocks)].join("\n");
        self.lang = self.lang.take().or_else(|| script::language(&text).map(str::to_owned));
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
