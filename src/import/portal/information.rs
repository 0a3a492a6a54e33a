//! Lines of information that are told by where they stand, as on HTML pages, and the words that they leave over.

use super::running::running;
use super::{PortalPage, Unplaced, byline, media, names, words};
use crate::articles::body::text::trim;
use crate::people::Role;

/// Longest line of people, in characters.
const MAX_PEOPLE: usize = 40;

/// What a line of information said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Information {
    /// Whether it said something that has its place, or is known to have none.
    pub(in crate::import) is_placed: bool,
    /// The words that are left over, as printed; what has a label and no place is among the page's unplaced already.
    pub(in crate::import) rest: Vec<String>,
}

impl PortalPage {
    /// Takes what a line of information says, such as `2026-01-04 09:30  来源：云溪日报  字号：大 中 小`; what is neither placed nor
    /// known to say nothing is given back.
    ///
    /// Such a line is told by where it stands, so that unlike in a byline of a text page any words may stand in it.
    pub(in crate::import) fn information(&mut self, line: &str, known_medium: &dyn Fn(&str) -> bool) -> Information {
        let mut told = byline::fields(line, known_medium);
        let (is_placed, rest) = (told.says_anything(), std::mem::take(&mut told.rest));
        for text in self.take(told, known_medium) {
            self.unplaced.push(Unplaced { line: None, text });
        }
        Information { is_placed, rest }
    }

    /// Takes words that a line of information left over: a source without a label, or people with the word for their part.
    pub(in crate::import) fn loose(&mut self, word: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
        if self.people_in_words(word) {
            return true;
        }
        if self.source.is_some() {
            return false;
        }
        let is_medium = |name: &str| media::may_be_one(name, known_medium);
        if let Some((author, medium)) = word.split_once('/').map(|(author, medium)| (trim(author), trim(medium)))
            && is_medium(medium)
            && names::is_name(author)
        {
            self.person(Role::Author, author.to_owned());
            return self.take_source(medium, known_medium);
        }
        let word = trim(word.trim_matches(['[', ']', '【', '】']));
        is_medium(word) && self.take_source(word, known_medium)
    }

    /// Takes a short line such as `云溪晚报记者 陆明舟 沈禾` or `文/王芳`; whether it was one.
    pub(in crate::import) fn people_in_words(&mut self, line: &str) -> bool {
        let line = line.trim_matches(['（', '）', '(', ')', '[', ']', '【', '】', ' ', '\u{3000}']);
        if line.chars().take(MAX_PEOPLE + 1).count() > MAX_PEOPLE {
            return false;
        }
        let found = running(line).map(|found| found.people);
        let found = found.or_else(|| {
            let told = byline::fields(line, &|_| false);
            let only_people =
                told.rest.is_empty() && told.labelled.is_empty() && told.source.is_none() && told.published.is_none();
            Some(told.people).filter(|people| only_people && !people.is_empty())
        });
        let is_one = found.is_some();
        found.into_iter().flatten().for_each(|(role, name)| self.person(role, name));
        is_one
    }

    /// Takes a note with its label on the same line; whether the line was one.
    pub(in crate::import) fn note(&mut self, line: &str) -> bool {
        let Some((kind, label, text)) = words::note(line).filter(|(_, _, text)| !text.is_empty()) else { return false };
        let is_note = !words::is_ending(label) || words::ends_sentence(text);
        if is_note {
            self.take_note(kind, label, text.to_owned());
        }
        is_note
    }
}

/// Whether a line is a byline at the end of a text by its beginning: `(责任编辑:张三)`.
pub(in crate::import) fn is_closing_byline(line: &str) -> bool {
    byline::fields(line, &|_| false).is_for_the_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_information_may_say_anything_beside_its_fields() {
        let mut page = PortalPage::default();
        let told = page.information("2026-01-04 09:30！来源：云溪日报▪清河新闻 责编：李明 我有话说", &|_| false);
        assert!(told.is_placed && page.published.is_some(), "{told:?}");
        assert_eq!((page.source.as_deref(), page.edition.as_deref()), (Some("云溪日报"), Some("清河新闻")));
        assert_eq!(page.people, [(Role::Editor, "李明".to_owned())]);
        assert!(!page.information("清河的早晨", &|_| false).is_placed);
    }

    #[test]
    fn loose_words_are_media_and_people() {
        let mut page = PortalPage::default();
        assert!(page.loose("云溪晚报记者 陆明舟 沈禾", &|_| false));
        assert!(page.loose("文/王芳", &|_| false) && page.loose("林子/清河青年", &|_| false));
        assert!(!page.loose("清河发布", &|_| false), "a second source has no place");
        assert_eq!((page.people.len(), page.source.as_deref()), (4, Some("清河青年")));
    }

    #[test]
    fn notes_need_a_text_and_endings_a_sentence() {
        let mut page = PortalPage::default();
        assert!(!page.note("【编者按】") && !page.note("结语：让老街活起来") && page.note("编者按：桥通了。"));
        assert_eq!(page.notes.len(), 1);
        assert!(
            is_closing_byline("（责任编辑：李明）") && is_closing_byline("责编|李明") && !is_closing_byline("桥通了")
        );
    }
}
