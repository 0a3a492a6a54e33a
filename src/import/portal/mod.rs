//! The plain-text form of a portal's article page: what stands where, and what of it is the article.
//!
//! Pure: text in, a page out. Nothing is lost: what finds no place is listed as unplaced, with its line.

mod byline;
pub(in crate::import) mod dates;
mod information;
pub(in crate::import) mod words;

use crate::articles::article::{Note, NoteKind};
use crate::articles::body::Block;
use crate::articles::body::html::number_headings;
use crate::articles::body::text::{self, trim};
use crate::import::line::{leads, split_label};
use crate::people::Role;

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
    /// BCP 47 tag of language and script, where the page shows it.
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
    /// There is no body.
    #[error("no article was found: below the title there is no text")]
    NoBody,
    /// Its characters cannot be told.
    #[error("the text is in no encoding that could be told (tried {0}); convert it to UTF-8 first")]
    Encoding(String),
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
    #[error("the page has more than {0} elements and entities, which no article page has")]
    TooLarge(usize),
    /// Its body is not one that can be kept.
    #[error("the body {0}")]
    Body(String),
}

/// Where on the page the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Before the title.
    Top,
    /// Between title and body.
    Head,
    /// In the body.
    Body,
    /// Below the body.
    Foot,
}

/// Takes a page apart; `known_medium` tells whether a name is that of a medium in the database.
pub fn parse(text: &str, known_medium: &dyn Fn(&str) -> bool) -> Result<PortalPage, NotAPage> {
    let text = text.trim_start_matches('\u{feff}');
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')) {
        return Err(NotAPage::Binary);
    }
    let start = text.trim_start().get(..200).unwrap_or(text).to_ascii_lowercase();
    if ["<!doctype", "<html", "<head", "<?xml"].iter().any(|tag| start.trim_start().starts_with(tag)) {
        return Err(NotAPage::Html);
    }
    let mut page = PortalPage::default();
    let mut part = Part::Top;
    for (line, number) in text.lines().zip(1..) {
        let line = trim(line);
        if !line.is_empty() {
            part = page.place(part, number, line, known_medium);
        }
    }
    if page.title.is_empty() {
        return Err(NotAPage::Empty);
    }
    if page.blocks.is_empty() {
        return Err(NotAPage::NoBody);
    }
    page.finish();
    Ok(page)
}

impl PortalPage {
    /// Finds a place for a line, and says where on the page the next one is.
    fn place(&mut self, part: Part, number: usize, line: &str, known_medium: &dyn Fn(&str) -> bool) -> Part {
        if part == Part::Top && self.breadcrumb(line) {
            return Part::Top;
        }
        if part == Part::Top {
            self.headline(line);
            return Part::Head;
        }
        if let Some(rest) = words::after_label(line, &words::ORIGINAL_TITLE) {
            self.printed_title(rest);
            return if self.blocks.is_empty() { part } else { Part::Foot };
        }
        if words::is_furniture(line) {
            return if self.blocks.is_empty() { part } else { Part::Foot };
        }
        if part == Part::Foot {
            if !self.byline(line, known_medium) {
                self.unplaced.push(Unplaced { line: Some(number), text: line.to_owned() });
            }
            return Part::Foot;
        }
        if self.note(line) {
            return part;
        }
        if part == Part::Head {
            if let Some(rest) = words::after_label(line, &words::SUMMARY).filter(|_| self.summary.is_none()) {
                self.summary = Some(rest.to_owned());
                return Part::Head;
            }
            if self.byline(line, known_medium) {
                return Part::Head;
            }
        } else if words::is_closing_byline(line) && self.byline(line, known_medium) {
            return Part::Body;
        }
        self.reporters(line);
        self.blocks.extend(text::line(line));
        Part::Body
    }

    /// Takes the breadcrumb: the site's name and the channels.
    pub(in crate::import) fn breadcrumb(&mut self, line: &str) -> bool {
        let Some(path) = words::after_label(line, &words::BREADCRUMB) else { return false };
        let mut levels: Vec<String> = words::levels(path);
        levels.retain(|level| level != "正文" && level != "正文内容");
        if !levels.is_empty() {
            let first = levels.remove(0);
            self.site_name = (first != "首页" && first != "网站首页").then_some(first);
        }
        self.channel = levels;
        true
    }

    /// Takes the title, with a column's label before it.
    pub(in crate::import) fn headline(&mut self, line: &str) {
        match split_label(line) {
            Some((label, title)) => {
                self.column_label = Some(label.to_owned());
                title.clone_into(&mut self.title);
                self.original_title = Some(line.to_owned());
            }
            None => line.clone_into(&mut self.title),
        }
    }

    /// Takes the title as it was printed.
    pub(in crate::import) fn printed_title(&mut self, line: &str) {
        if line.is_empty() || line == self.title {
            return;
        }
        if let Some((label, title)) = split_label(line)
            && title == self.title
            && self.column_label.is_none()
        {
            self.column_label = Some(label.to_owned());
        }
        self.original_title = Some(line.to_owned());
    }

    /// Takes a note; the full name of the column from the opening one.
    pub(in crate::import) fn note(&mut self, line: &str) -> bool {
        let Some((kind, label, text)) = words::note(line) else { return false };
        if kind == NoteKind::Opening && self.column_name.is_none() {
            self.column_name = words::quoted_column(text, self.column_label.as_deref());
        }
        self.notes.push(Note { kind, label: label.to_owned(), text: text.to_owned() });
        true
    }

    /// Adds somebody who had a part, once.
    pub(in crate::import) fn person(&mut self, role: Role, name: String) {
        if !self.people.contains(&(role, name.clone())) {
            self.people.push((role, name));
        }
    }

    /// What can be said only when the whole page is known.
    pub(in crate::import) fn finish(&mut self) {
        number_headings(&mut self.blocks);
        self.summary_is_lead = self.summary.as_deref().is_some_and(|summary| leads(&self.blocks, summary));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = include_str!("../../../tests/pages/opening-note.txt");

    fn page(text: &str) -> PortalPage {
        parse(text, &|_| false).unwrap()
    }

    #[test]
    fn a_page_is_taken_apart() {
        let page = page(PAGE);
        assert_eq!(page.site_name.as_deref(), Some("清河在线"));
        assert_eq!(page.channel, ["新闻", "综合"]);
        assert_eq!(page.title, "石门镇:守住“三条线” 让老街活起来");
        assert_eq!(page.original_title.as_deref(), Some("【老街新生园地】石门镇:守住“三条线” 让老街活起来"));
        assert_eq!(page.column_label.as_deref(), Some("老街新生园地"));
        assert_eq!(page.column_name.as_deref(), Some("清河区城市更新行动老街新生园地"));
        assert_eq!((page.source.as_deref(), page.edition.as_deref()), (Some("云溪日报"), Some("清河新闻")));
        assert_eq!(page.people, [(Role::Editor, "宋知予".to_owned())]);
        assert!(page.summary_is_lead);
        assert_eq!(page.notes.len(), 1);
        assert_eq!(page.blocks.iter().filter(|block| matches!(block, Block::Heading(_))).count(), 3);
        assert_eq!(page.unplaced, []);
    }

    #[test]
    fn what_is_no_page_says_why() {
        for (text, why) in [
            ("", NotAPage::Empty),
            ("\u{feff}\n \n", NotAPage::Empty),
            ("<!DOCTYPE html><p>x", NotAPage::Html),
            ("a\0b", NotAPage::Binary),
            ("只有标题", NotAPage::NoBody),
        ] {
            assert_eq!(parse(text, &|_| false), Err(why), "{text:?}");
        }
    }

    #[test]
    fn what_follows_the_article_is_unplaced_and_not_lost() {
        let page = page("题\n来源:云溪日报 日期:2026-01-04\n正文。\n分享到:\n相关新闻\n另一篇的标题");
        assert_eq!(page.unplaced, [Unplaced { line: Some(6), text: "另一篇的标题".to_owned() }]);
    }

    proptest! {
        #[test]
        fn no_line_of_the_body_is_lost(lines in proptest::collection::vec("[一-龥，。、]{1,40}", 1..20)) {
            let text = format!("题\n来源:云溪日报\n首段。\n{}", lines.join("\n"));
            let page = page(&text);
            let said = crate::articles::body::text::plain_text(&page.blocks)
                + &page.unplaced.iter().map(|unplaced| unplaced.text.as_str()).collect::<String>();
            for line in lines {
                prop_assert!(said.contains(&line) || words::is_furniture(&line), "{line}");
            }
        }
    }
}
