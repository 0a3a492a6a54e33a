//! Information lines of HTML pages: what stands between title and text, told by its place rather than by its form.

use super::byline::{LABELS, Label, MEDIA, is_name, names, split};
use super::{PortalPage, dates, words};
use crate::articles::body::text::trim;
use crate::people::Role;

/// Labels of what an information line says and an article does not keep.
const NOISE: [&str; 26] = [
    "浏览次数",
    "浏览量",
    "浏览",
    "瀏覽",
    "阅读次数",
    "阅读量",
    "阅读",
    "点击次数",
    "点击量",
    "点击数",
    "点击",
    "點擊",
    "人气",
    "访问量",
    "访问次数",
    "次数",
    "评论数",
    "评论",
    "字号",
    "字體",
    "字体",
    "所属分类",
    "分类",
    "分享到",
    "分享",
    "标签",
];

/// Longest name of a source that carries no label, in characters.
const LONGEST_LOOSE: usize = 16;

impl PortalPage {
    /// Takes what an information line of an HTML page says, such as `2026-01-04 09:30  来源：云溪日报  字号：大 中 小`; what is
    /// neither placed nor known to say nothing is given back.
    ///
    /// Such a line is told by where it stands, so that unlike in a byline other words may stand in it.
    pub(in crate::import) fn information(&mut self, line: &str, known_medium: &dyn Fn(&str) -> bool) -> Told {
        let mut told = Told::default();
        let line = trim(line);
        let inside = [('（', '）'), ('(', ')'), ('[', ']'), ('【', '】')]
            .into_iter()
            .find_map(|(open, close)| line.strip_prefix(open)?.strip_suffix(close));
        let line = inside.unwrap_or(line);
        for (label, value) in split(line, &information_labels) {
            let dated = dates::find(&value);
            if let Some((published, _)) = dated {
                told.is_placed = true;
                self.published = self.published.or(Some(published));
            }
            let rest = match &dated {
                Some((_, place)) => {
                    [value.get(..place.start), value.get(place.end..)].map(Option::unwrap_or_default).join("\n")
                }
                None => value.clone(),
            };
            let words = said(&rest);
            match label {
                Some(About::Known(Label::Source)) => {
                    let name = words.join(" ");
                    let taken = !name.is_empty() && name.chars().count() <= 60 && self.take_source(&name, known_medium);
                    told.is_placed |= taken;
                    if !taken && !name.is_empty() && self.source_label.as_deref() != Some(name.as_str()) {
                        told.rest.push(name);
                    }
                }
                Some(About::Known(Label::Person(role))) => {
                    let names = names(&words.join(" "));
                    told.is_placed |= !names.is_empty();
                    names.into_iter().for_each(|name| self.person(role, name));
                }
                Some(About::Noise) => told.is_placed = true,
                Some(About::Known(Label::Date)) | None => told.rest.extend(words),
            }
        }
        told
    }

    /// Takes the words that an information line left over: a source without a label, or people with the word for their part.
    pub(in crate::import) fn loose(&mut self, word: &str, known_medium: &dyn Fn(&str) -> bool) -> bool {
        let is_medium = |name: &str| known_medium(name) || MEDIA.iter().any(|end| name.ends_with(end));
        let fits = (2..=LONGEST_LOOSE).contains(&word.chars().count());
        if self.people_in_words(word) {
            return true;
        }
        if let Some((author, medium)) = word.split_once('/').map(|(author, medium)| (trim(author), trim(medium)))
            && is_medium(medium)
            && is_name(author)
            && self.source.is_none()
        {
            self.person(Role::Author, author.to_owned());
            return self.take_source(medium, known_medium);
        }
        fits && is_medium(word.trim_end_matches([']', '】']))
            && self.source.is_none()
            && self.take_source(word, known_medium)
    }
}

/// What an information line said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::import) struct Told {
    /// Whether it said something that has its place, or is known to have none.
    pub(in crate::import) is_placed: bool,
    /// The words that are left.
    pub(in crate::import) rest: Vec<String>,
}

/// What a label of an information line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// A field of an article.
    Known(Label),
    /// Something about the page.
    Noise,
}

/// The words of a text that are not the page's furniture.
fn said(text: &str) -> Vec<String> {
    let text = text.replace(" · ", "|");
    let parts = text.split(['\n', '|', '｜', '　', '\u{a0}']);
    let mut said: Vec<String> = Vec::new();
    for part in parts {
        let words: Vec<&str> = part.split_whitespace().filter(|word| !words::says_nothing(word)).collect();
        let words = words.join(" ");
        let words = words.trim_matches(['·', '-', '/', '，', ',']);
        if !words.is_empty() {
            said.push(trim(words).to_owned());
        }
    }
    said
}

/// The labels of an information line: those of bylines, and those of what is not kept.
fn information_labels(rest: &str) -> Option<(usize, About)> {
    let known = LABELS
        .iter()
        .filter(|(name, _)| rest.starts_with(name))
        .map(|(name, label)| (name.len(), About::Known(*label)));
    let noise = NOISE.iter().filter(|name| rest.starts_with(**name)).map(|name| (name.len(), About::Noise));
    known.chain(noise).max_by_key(|(length, _)| *length)
}
