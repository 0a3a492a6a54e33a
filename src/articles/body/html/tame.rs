//! HTML made fit to be parsed: one linear scan that leaves shallow, balanced markup with nothing in it that runs.
//!
//! A parser that follows the HTML standard takes time and memory that grow with the square of the nesting, of the attributes
//! of a tag, and of inline elements left open. What comes out of here has bounds on all three, so what follows is linear.

mod elements;

use std::collections::HashMap;
use std::ops::Range;

use self::elements::{BLOCKS, CELLS, GONE, INLINE, VOID};

/// How deep elements are nested at most; of what lies deeper only the text is kept.
pub const MAX_DEPTH: usize = 150;
/// Most elements and entities; after that only text is kept.
pub const MAX_ELEMENTS: usize = 100_000;
/// Most attributes of an element.
const MAX_ATTRIBUTES: usize = 32;
/// Longest attribute, in bytes.
const MAX_VALUE: usize = 8_192;
/// Longest name of an element or attribute, in bytes.
const MAX_NAME: usize = 40;
/// Longest script with linked data that is kept, in bytes.
const MAX_LINKED_DATA: usize = 1 << 20;
/// Most scripts and remarks that are kept.
const MAX_KEPT: usize = 32;

/// What the scan made of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tamed {
    /// Balanced markup, nested no deeper than [`MAX_DEPTH`], of no more than [`MAX_ELEMENTS`] elements.
    pub html: String,
    /// The scripts of type `application/ld+json`.
    pub linked_data: Vec<String>,
    /// Comments in which a publishing system states properties of the article.
    pub remarks: Vec<String>,
    /// The addresses of the frames of a frame set.
    pub frames: Vec<String>,
    /// Whether there were elements nested deeper than is kept.
    pub is_too_deep: bool,
    /// Whether there were more elements than are kept.
    pub is_too_large: bool,
}

/// Makes HTML fit to be parsed.
#[must_use]
pub fn tame(html: &str) -> Tamed {
    let mut scan = Scan { html, at: 0, open: Vec::new(), elements: 0, missing: HashMap::new(), made: Tamed::default() };
    scan.made.html.reserve(html.len());
    while scan.step() {}
    scan.close_down_to(0);
    scan.made
}

/// An element that is open.
struct Open {
    name: String,
}

/// A tag as it is written.
struct Tag<'a> {
    name: String,
    attributes: Vec<(String, &'a str)>,
}

/// The scan under way.
struct Scan<'a> {
    html: &'a str,
    at: usize,
    open: Vec<Open>,
    elements: usize,
    /// Ends that do not occur from here on, so that they are looked for only once.
    missing: HashMap<String, usize>,
    made: Tamed,
}

impl<'a> Scan<'a> {
    /// Takes the text up to the next tag, and the tag; false at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(length) = rest.find('<') else {
            self.text(rest);
            return false;
        };
        self.text(rest.get(..length).unwrap_or_default());
        self.at += length;
        let rest = self.rest();
        match rest.as_bytes().get(1) {
            Some(b'!' | b'?') => self.remark(),
            Some(b'/') => self.end_tag(),
            Some(c) if c.is_ascii_alphabetic() => self.start_tag(),
            _ => {
                self.text("&lt;");
                self.at += 1;
            }
        }
        true
    }

    /// Writes text; a character written as an entity costs a parser as much as an element, and counts as one.
    fn text(&mut self, text: &str) {
        let entities = text.bytes().filter(|byte| *byte == b'&').count();
        if self.elements + entities <= MAX_ELEMENTS {
            self.elements += entities;
            self.made.html.push_str(text);
        } else {
            self.elements = MAX_ELEMENTS;
            self.made.is_too_large = true;
            self.made.html.extend(text.chars().filter(|c| *c != '&'));
        }
    }

    /// What has not been read.
    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Skips a comment, a document type or an instruction.
    fn remark(&mut self) {
        let rest = self.rest();
        let comment = rest.strip_prefix("<!--").filter(|_| !self.missing.contains_key("-->"));
        if let Some(comment) = comment {
            if let Some(length) = comment.find("-->") {
                let text = comment.get(..length).unwrap_or_default();
                let is_kept = text.len() <= MAX_VALUE && text.trim_start().starts_with("enpproperty");
                if is_kept && self.made.remarks.len() < MAX_KEPT {
                    self.made.remarks.push(text.to_owned());
                }
                self.at += "<!--".len() + length + "-->".len();
                return;
            }
            self.missing.insert("-->".to_owned(), self.at);
        }
        self.at += rest.find('>').map_or(rest.len(), |length| length + 1);
    }

    /// Where the next end tag of that name begins, counted from here.
    fn find_end(&mut self, name: &str) -> Option<usize> {
        if self.missing.contains_key(name) {
            return None;
        }
        let rest = self.rest();
        let mut from = 0;
        while let Some(length) = rest.get(from..).and_then(|rest| rest.find("</")) {
            let start = from + length;
            let named = rest.as_bytes().get(start + 2..start + 2 + name.len());
            if named.is_some_and(|named| named.eq_ignore_ascii_case(name.as_bytes())) {
                return Some(start);
            }
            from = start + 2;
        }
        self.missing.insert(name.to_owned(), self.at);
        None
    }

    /// Reads a tag's name and attributes and goes behind it; none when it never ends or has no proper name.
    fn tag(&mut self, from: usize) -> Option<Tag<'a>> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut at = from;
        let is_name = |c: &u8| !c.is_ascii_whitespace() && !matches!(c, b'>' | b'/');
        let length = |at: usize, holds: &dyn Fn(&u8) -> bool| {
            bytes.get(at..).unwrap_or_default().iter().take_while(|c| holds(c)).count()
        };
        let named = at..at + length(at, &is_name);
        at = named.end;
        let mut attributes: Vec<(String, &'a str)> = Vec::new();
        loop {
            at += length(at, &|c| c.is_ascii_whitespace() || *c == b'/');
            match bytes.get(at) {
                None => {
                    self.at = self.html.len();
                    return None;
                }
                Some(b'>') => break,
                Some(_) => {}
            }
            let key = at..at + 1 + length(at + 1, &|c| is_name(c) && *c != b'=');
            at = key.end + length(key.end, &u8::is_ascii_whitespace);
            let mut value: Range<usize> = at..at;
            if bytes.get(at) == Some(&b'=') {
                at += 1;
                at += length(at, &u8::is_ascii_whitespace);
                let quote = bytes.get(at).filter(|c| matches!(c, b'"' | b'\''));
                value = match quote {
                    Some(quote) => at + 1..at + 1 + length(at + 1, &|c| c != quote),
                    None => at..at + length(at, &|c| !c.is_ascii_whitespace() && *c != b'>'),
                };
                at = value.end + usize::from(quote.is_some());
            }
            let key = rest.get(key).unwrap_or_default().to_ascii_lowercase();
            let value = rest.get(value).unwrap_or_default();
            if is_kept(&key, value, attributes.len()) && !attributes.iter().any(|(other, _)| *other == key) {
                attributes.push((key, value));
            }
        }
        self.at += at + 1;
        let name = rest.get(named).unwrap_or_default().to_ascii_lowercase();
        is_plain(&name).then_some(Tag { name, attributes })
    }

    /// Takes a start tag.
    fn start_tag(&mut self) {
        let Some(tag) = self.tag(1) else { return };
        let attribute = |name: &str| tag.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        match tag.name.as_str() {
            "html" | "head" | "body" => self.write(&tag),
            "frame" => {
                if let Some(source) = attribute("src").filter(|_| self.made.frames.len() < MAX_KEPT) {
                    self.made.frames.push(source.to_owned());
                }
            }
            "frameset" | "noframes" | "plaintext" => {}
            "title" => {
                let length = self.find_end("title").unwrap_or(0);
                let text = self.rest().get(..length).unwrap_or_default().replace('<', "&lt;");
                self.at += length;
                if self.may_grow() {
                    self.made.html.push_str("<title>");
                    self.made.html.push_str(&text);
                    self.made.html.push_str("</title>");
                }
            }
            "iframe" => {
                self.at += self.find_end("iframe").unwrap_or(0);
                if self.may_grow() {
                    self.write(&tag);
                    self.made.html.push_str("</iframe>");
                }
            }
            name if GONE.contains(&name) => {
                // One that never ends takes only its own tag with it: better stray words than a lost article.
                let Some(length) = self.find_end(name) else { return };
                let is_linked_data = name == "script" && attribute("type").is_some_and(|kind| kind.contains("ld+json"));
                if is_linked_data && length <= MAX_LINKED_DATA && self.made.linked_data.len() < MAX_KEPT {
                    self.made.linked_data.push(self.rest().get(..length).unwrap_or_default().to_owned());
                }
                self.at += length;
            }
            _ => self.element(&tag),
        }
    }

    /// Opens an element; what it ends is closed before.
    fn element(&mut self, tag: &Tag<'_>) {
        if !self.may_grow() {
            return;
        }
        let name = tag.name.as_str();
        let from = match name {
            "li" => self.reach(&["li"], &["ul", "ol", "menu", "table", "td", "th", "blockquote"]),
            "dt" | "dd" => self.reach(&["dt", "dd"], &["dl", "table", "td", "th"]),
            "tr" => self.reach(&["tr"], &["table"]),
            "td" | "th" => self.reach(&["td", "th"], &["tr", "table"]),
            "tbody" | "thead" | "tfoot" => self.reach(&["tbody", "thead", "tfoot", "caption"], &["table"]),
            "a" | "nobr" => self.reach(&[name], &["td", "th", "caption", "table"]),
            _ => None,
        };
        if let Some(from) = from {
            self.close_down_to(from);
        }
        if BLOCKS.contains(&name) {
            // Behind a paragraph in a heading there may be the heading.
            while let Some(from) = self.ended_by(name) {
                self.close_down_to(from);
            }
        }
        if VOID.contains(&name) {
            self.write(tag);
        } else if self.open.len() >= MAX_DEPTH {
            self.made.is_too_deep = true;
        } else {
            self.write(tag);
            self.open.push(Open { name: tag.name.clone() });
        }
    }

    /// Where the paragraph is that a block ends, or the heading that another one ends, if one of those is open innermost.
    fn ended_by(&self, block: &str) -> Option<usize> {
        let at = self.open.iter().rposition(|open| !INLINE.contains(&open.name.as_str()))?;
        let is_heading = |name: &str| name.len() == 2 && name.starts_with('h') && name != "hr";
        let is_ended = |open: &Open| open.name == "p" || (is_heading(&open.name) && is_heading(block));
        self.open.get(at).is_some_and(is_ended).then_some(at)
    }

    /// Takes an end tag.
    fn end_tag(&mut self) {
        if !self.rest().as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) {
            let rest = self.rest();
            self.at += rest.find('>').map_or(rest.len(), |length| length + 1);
            return;
        }
        let Some(tag) = self.tag(2) else { return };
        let name = tag.name.as_str();
        if name == "br" && self.may_grow() {
            self.made.html.push_str("<br>");
            return;
        }
        let barriers: &[&str] = match name {
            "table" => &[],
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => &["table"],
            _ => &CELLS,
        };
        let Some(from) = self.reach(&[name], barriers) else { return };
        let inside: Vec<String> =
            self.open.get(from + 1..).unwrap_or_default().iter().map(|open| open.name.clone()).collect();
        if !INLINE.contains(&name) || inside.is_empty() {
            self.close_down_to(from);
            return;
        }
        // An inline element that ends across others: those go on behind its end, as in a browser, unless they are many.
        if inside.len() <= 3 {
            self.close_down_to(from);
            for name in inside {
                self.element(&Tag { name, attributes: Vec::new() });
            }
        }
    }

    /// Where the innermost open element of these names is, unless one of the barriers lies above it.
    fn reach(&self, names: &[&str], barriers: &[&str]) -> Option<usize> {
        let at = self.open.iter().rposition(|open| {
            let name = open.name.as_str();
            names.contains(&name) || barriers.contains(&name)
        })?;
        self.open.get(at).is_some_and(|open| names.contains(&open.name.as_str())).then_some(at)
    }

    /// Closes the open elements from that one on.
    fn close_down_to(&mut self, from: usize) {
        while self.open.len() > from {
            let Some(open) = self.open.pop() else { break };
            self.made.html.push_str("</");
            self.made.html.push_str(&open.name);
            self.made.html.push('>');
        }
    }

    /// Counts one element more; whether it may be written.
    fn may_grow(&mut self) -> bool {
        self.elements += 1;
        self.made.is_too_large |= self.elements > MAX_ELEMENTS;
        self.elements <= MAX_ELEMENTS
    }

    /// Writes a start tag.
    fn write(&mut self, tag: &Tag<'_>) {
        let html = &mut self.made.html;
        html.push('<');
        html.push_str(&tag.name);
        for (key, value) in &tag.attributes {
            html.push(' ');
            html.push_str(key);
            html.push_str("=\"");
            html.push_str(&value.replace('"', "&quot;").replace('<', "&lt;"));
            html.push('"');
        }
        html.push('>');
    }
}

/// Whether a name is one that HTML may have.
fn is_plain(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b':' | b'.'))
}

/// Whether an attribute stays: not one that runs, and not more or longer ones than an article needs.
fn is_kept(key: &str, value: &str, before: usize) -> bool {
    let says_something =
        key != "style" || ["font-weight", "text-align", "display"].iter().any(|property| value.contains(property));
    before < MAX_ATTRIBUTES && value.len() <= MAX_VALUE && is_plain(key) && !key.starts_with("on") && says_something
}

#[cfg(test)]
mod tests;
