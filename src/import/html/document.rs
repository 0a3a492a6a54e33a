//! A page as a tree, with what is counted once about every element: its lines, its running text, its place.

use std::collections::HashMap;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::{Element, Node};
use scraper::{ElementRef, Html};

use crate::articles::body::text::{is_invisible, trim};

/// Shortest line that can be running text, in characters.
const SHORTEST_PROSE: usize = 15;
/// What running text has and labels have not.
const PUNCTUATION: [char; 8] = ['，', '。', '！', '？', '；', '、', ',', '.'];

/// A page.
pub(super) struct Document {
    /// The tree.
    pub(super) tree: Html,
    /// What is shown, line by line, in the order of the page.
    pub(super) lines: Vec<Line>,
    extents: HashMap<NodeId, Extent>,
}

/// A line of a page.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// What it says, white space folded.
    pub(super) text: String,
    /// Its place in the order of the page.
    pub(super) at: usize,
    /// The level of the heading that it is in.
    pub(super) heading: Option<u8>,
    /// How many of its characters are links.
    pub(super) linked: usize,
}

/// What an element holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    /// Its place in the order of the page.
    pub(super) from: usize,
    /// The place behind its last descendant.
    pub(super) to: usize,
    /// Characters of running text that are not links.
    pub(super) prose: usize,
    /// Characters without white space.
    pub(super) all: usize,
    /// Those of them that are links.
    pub(super) linked: usize,
    /// Pictures, films and recordings.
    pub(super) pictures: usize,
}

impl Extent {
    /// Whether a place lies in the element.
    pub(super) fn holds(&self, at: usize) -> bool {
        (self.from..self.to).contains(&at)
    }
}

impl Document {
    /// Takes stock of a page; its text must have been made tame.
    pub(super) fn new(html: &str) -> Self {
        let tree = Html::parse_document(html);
        let mut walk = Walk::default();
        for edge in tree.tree.root().traverse() {
            match edge {
                Edge::Open(node) => walk.open(node.value()),
                Edge::Close(node) => walk.close(node.id(), node.value()),
            }
        }
        let Walk { lines, extents, .. } = walk;
        Self { tree, lines, extents }
    }

    /// What an element holds.
    pub(super) fn extent(&self, element: ElementRef<'_>) -> Extent {
        self.extents.get(&element.id()).copied().unwrap_or_default()
    }

    /// All elements, in the order of the page.
    pub(super) fn elements(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.tree.tree.root().descendants().filter_map(ElementRef::wrap)
    }

    /// The lines in an element.
    pub(super) fn lines_of(&self, extent: Extent) -> &[Line] {
        let from = self.lines.partition_point(|line| line.at < extent.from);
        let to = self.lines.partition_point(|line| line.at < extent.to);
        self.lines.get(from..to).unwrap_or_default()
    }
}

/// The text of an element on one line, without what its parts are set in.
pub(super) fn text_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for part in element.descendants() {
        match part.value() {
            Node::Text(part) => text.push_str(part),
            Node::Element(part) if part.name() == "br" => text.push(' '),
            _ => {}
        }
    }
    folded(&text)
}

/// A text with its white space folded and its invisible characters gone.
pub(super) fn folded(text: &str) -> String {
    let text: String = text.chars().filter(|c| c.is_whitespace() || !is_invisible(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The walk over a tree.
#[derive(Default)]
struct Walk {
    at: usize,
    lines: Vec<Line>,
    extents: HashMap<NodeId, Extent>,
    open: Vec<Extent>,
    text: String,
    text_at: usize,
    linked_text: usize,
    in_link: usize,
    in_hidden: usize,
    headings: Vec<u8>,
}

impl Walk {
    /// Goes into a node.
    fn open(&mut self, node: &Node) {
        self.at += 1;
        match node {
            Node::Text(text) if self.in_hidden == 0 => {
                self.text.push_str(text);
                if !text.trim().is_empty() {
                    self.text_at = self.at;
                }
                if self.in_link > 0 {
                    self.linked_text += text.chars().filter(|c| !c.is_whitespace()).count();
                }
            }
            Node::Element(element) => {
                if parts_lines(element.name()) {
                    self.end_line();
                } else if parts_words(element.name()) {
                    self.text.push(' ');
                }
                self.in_hidden += usize::from(is_hidden(element));
                self.in_link += usize::from(element.name() == "a");
                self.headings.extend(heading(element.name()));
                let mut extent = Extent { from: self.at, ..Extent::default() };
                extent.pictures = usize::from(matches!(element.name(), "img" | "video" | "audio"));
                self.open.push(extent);
            }
            _ => {}
        }
    }

    /// Comes out of a node.
    fn close(&mut self, id: NodeId, node: &Node) {
        let Node::Element(element) = node else { return };
        if parts_lines(element.name()) {
            self.end_line();
        } else if parts_words(element.name()) {
            self.text.push(' ');
        }
        self.in_hidden -= usize::from(is_hidden(element));
        self.in_link -= usize::from(element.name() == "a");
        if heading(element.name()).is_some() {
            self.headings.pop();
        }
        let Some(mut extent) = self.open.pop() else { return };
        extent.to = self.at + 1;
        if let Some(parent) = self.open.last_mut() {
            parent.prose += extent.prose;
            parent.all += extent.all;
            parent.linked += extent.linked;
            parent.pictures += extent.pictures;
        }
        self.extents.insert(id, extent);
    }

    /// Ends a line; what it holds counts for the element that is open.
    fn end_line(&mut self) {
        let text = folded(&std::mem::take(&mut self.text));
        let linked = std::mem::take(&mut self.linked_text);
        if text.is_empty() {
            return;
        }
        let all = text.chars().filter(|c| !c.is_whitespace()).count();
        let own = all.saturating_sub(linked);
        let is_prose = own >= SHORTEST_PROSE && text.contains(PUNCTUATION);
        if let Some(open) = self.open.last_mut() {
            open.all += all;
            open.linked += linked.min(all);
            open.prose += if is_prose { own } else { 0 };
        }
        self.lines.push(Line {
            text: trim(&text).to_owned(),
            at: self.text_at,
            heading: self.headings.last().copied(),
            linked,
        });
    }
}

/// Whether an element's text stands on lines of its own.
fn parts_lines(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "img"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
            | "video"
            | "audio"
            | "iframe"
    )
}

/// Whether an element within a line usually holds a thing of its own, such as a source or a date.
fn parts_words(name: &str) -> bool {
    matches!(name, "a" | "em" | "i" | "label" | "small" | "span" | "time" | "cite")
}

/// Whether an element is there but not shown.
fn is_hidden(element: &Element) -> bool {
    matches!(element.name(), "title" | "head" | "button" | "object" | "iframe")
        || element.attr("hidden").is_some()
        || element.attr("style").is_some_and(|style| style.replace(char::is_whitespace, "").contains("display:none"))
}

/// The level of a heading.
fn heading(name: &str) -> Option<u8> {
    name.strip_prefix('h')?.parse().ok().filter(|level| (1..=6).contains(level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart_and_counted() {
        let document = Document::new(
            "<title>页</title><h1>题目<br>二</h1><div><span>来源：</span><a href=x>甲</a><p>这一段是正文，有逗号也有句号，算得上一段话。</p><p style='display: none'>隐</p></div>",
        );
        let lines: Vec<(&str, Option<u8>, usize)> =
            document.lines.iter().map(|line| (line.text.as_str(), line.heading, line.linked)).collect();
        assert_eq!(
            lines,
            [
                ("题目", Some(1), 0),
                ("二", Some(1), 0),
                ("来源： 甲", None, 1),
                ("这一段是正文，有逗号也有句号，算得上一段话。", None, 0)
            ]
        );
        let division =
            document.elements().find(|element| element.value().name() == "div").map(|element| document.extent(element));
        assert_eq!(division.map(|extent| (extent.prose, extent.all, extent.linked)), Some((22, 26, 1)));
        assert_eq!(division.map(|extent| document.lines_of(extent).len()), Some(2));
    }
}
