//! HTML of newsrooms as blocks: what a reader sees stays, everything else goes.

mod look;
mod pictures;
mod tables;
pub mod tame;

use std::collections::HashSet;
use std::hash::BuildHasher;

use ego_tree::NodeId;
use scraper::node::Node;
use scraper::{ElementRef, Html};
use url::Url;

use self::look::{is_centred, is_hidden, is_list, is_web, spans_of};
use super::flow::Flow;
use super::text::trim;
use super::{Block, Divider, Heading, Image, List, ListItem, Mark, Paragraph, Preformatted, Quote, Span};
use crate::articles::address::uri;

/// Longest address, in bytes.
const MAX_ADDRESS: usize = crate::kernel::limits::ADDRESS_BYTES;
/// How deep the reader follows elements: what a tame text has, and what the parser adds to it.
const MAX_DEPTH: usize = tame::MAX_DEPTH + 8;

/// What HTML became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromHtml {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// What readers saw and blocks cannot hold, such as `iframe https://…`.
    pub dropped: Vec<String>,
}

/// Reads a fragment of HTML; relative addresses are resolved against `base`.
///
/// Scripts, styles, forms and frames go with all that is in them. Of markup that is nested without end the text is kept.
#[must_use]
pub fn from_html(html: &str, base: Option<&str>) -> FromHtml {
    let tamed = tame::tame(html);
    let document = Html::parse_fragment(&tamed.html);
    let base = base.and_then(|base| Url::parse(base).ok());
    let mut made = from_element(document.root_element(), base.as_ref(), &HashSet::<NodeId>::new());
    if tamed.is_too_deep {
        made.dropped.insert(0, format!("markup nested deeper than {}", tame::MAX_DEPTH));
    }
    if tamed.is_too_large {
        made.dropped.insert(0, format!("markup of more than {} elements", tame::MAX_ELEMENTS));
    }
    made
}

/// Reads what is in an element of a document whose text was made tame before, without the nodes to skip.
#[must_use]
pub fn from_element<S: BuildHasher>(
    element: ElementRef<'_>,
    base: Option<&Url>,
    skip: &HashSet<NodeId, S>,
) -> FromHtml {
    let skip = &|node: NodeId| skip.contains(&node);
    let mut reader = Reader { base, skip, made: FromHtml::default(), lifted: Vec::new() };
    let mut flow = Flow::default();
    reader.children(element, &Context::default(), &mut flow);
    reader.end(&mut flow);
    number_headings(&mut reader.made.blocks);
    reader.made
}

/// Gives headings their ids in order: `s1`, `s2` and so on.
pub fn number_headings(blocks: &mut [Block]) {
    let headings = blocks.iter_mut().filter_map(|block| match block {
        Block::Heading(heading) => Some(heading),
        _ => None,
    });
    for (heading, number) in headings.zip(1..) {
        heading.id = format!("s{number}");
    }
}

/// Whether a link leads somewhere harmless: an absolute http, https, mailto or tel address.
#[must_use]
pub fn is_safe_link(href: &str) -> bool {
    href.len() <= MAX_ADDRESS
        && !href.chars().any(|c| c.is_whitespace() || c.is_control())
        && Url::parse(href).is_ok_and(|url| match url.scheme() {
            "http" | "https" => url.has_host(),
            "mailto" | "tel" => true,
            _ => false,
        })
}

/// How text is set where the reader is.
#[derive(Clone, Debug, Default)]
struct Context {
    marks: Vec<Mark>,
    href: Option<String>,
    depth: usize,
    is_centred: bool,
}

/// What has been read so far.
struct Reader<'a> {
    base: Option<&'a Url>,
    skip: &'a dyn Fn(NodeId) -> bool,
    made: FromHtml,
    /// Pictures and tables that were met where only text can stand; they follow the block that they were met in.
    lifted: Vec<Block>,
}

impl Reader<'_> {
    /// Reads what is in an element.
    fn children(&mut self, element: ElementRef<'_>, context: &Context, flow: &mut Flow) {
        if context.depth >= MAX_DEPTH {
            let text: String = element.text().collect();
            flow.push(&text, &context.marks, context.href.as_deref());
            return;
        }
        for child in element.children().filter(|child| !(self.skip)(child.id())) {
            match child.value() {
                Node::Text(text) => flow.push(text, &context.marks, context.href.as_deref()),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, context, flow);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads an element.
    fn element(&mut self, element: ElementRef<'_>, context: &Context, flow: &mut Flow) {
        let inner = Context { depth: context.depth + 1, ..context.clone() };
        let name = element.value().name();
        if is_hidden(element) {
            return;
        }
        match name {
            "script" | "style" | "noscript" | "button" | "input" | "select" | "textarea" | "template" | "svg"
            | "math" | "head" | "title" | "link" | "meta" => {}
            "iframe" | "object" | "embed" | "frame" | "applet" => {
                let address = element.attr("src").or_else(|| element.attr("data")).unwrap_or_default();
                self.made.dropped.push(format!("{name} {address}").trim().to_owned());
            }
            "br" => flow.line_break(),
            "hr" => self.block(flow, Some(Block::Divider(Divider {}))),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.trim_start_matches('h').parse::<u8>().unwrap_or(2).clamp(2, 6);
                let spans = self.inline(element, &inner);
                self.block(
                    flow,
                    (!spans.is_empty()).then(|| Block::Heading(Heading { id: String::new(), level, spans })),
                );
            }
            "img" => {
                let image =
                    self.media(element, "img").map(|media| Block::Image(Image { media, caption: None, credit: None }));
                self.block(flow, image);
            }
            "figure" => match self.figure(element) {
                Some(figure) => self.block(flow, Some(figure)),
                None => self.container(element, &inner, flow),
            },
            "video" | "audio" => {
                let block = self.recording(element, None);
                self.block(flow, block);
            }
            "blockquote" => {
                let quote = self.quote(element, &inner);
                self.block(flow, quote);
            }
            "ul" | "ol" | "menu" => {
                let mut items = Vec::new();
                self.items(element, &inner, 0, &mut items);
                let list = List { ordered: name == "ol", items };
                self.block(flow, (!list.items.is_empty()).then_some(Block::List(list)));
            }
            "table" => match self.table(element, &inner) {
                Some(table) => self.block(flow, Some(Block::Table(table))),
                None => self.container(element, &inner, flow),
            },
            "pre" => {
                let text: String = element.text().collect();
                let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect();
                let text = text.trim_matches('\n').to_owned();
                self.block(flow, (!text.trim().is_empty()).then_some(Block::Preformatted(Preformatted { text })));
            }
            "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "center"
            | "address" | "dl" | "dt" | "dd" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "li"
            | "figcaption" | "caption" | "details" | "summary" | "form" | "fieldset" | "body" | "html" => {
                self.container(element, &inner, flow);
            }
            _ => self.children(element, &self.set(element, inner), flow),
        }
    }

    /// How text is set inside an inline element.
    fn set(&self, element: ElementRef<'_>, mut context: Context) -> Context {
        let mark = match element.value().name() {
            "strong" | "b" => Some(Mark::Strong),
            "em" | "i" | "cite" | "dfn" => Some(Mark::Emphasis),
            "u" | "ins" => Some(Mark::Underline),
            "s" | "strike" | "del" => Some(Mark::Strike),
            "sub" => Some(Mark::Subscript),
            "sup" => Some(Mark::Superscript),
            "code" | "kbd" | "samp" => Some(Mark::Code),
            _ => {
                let style: String = element.attr("style").unwrap_or_default().split_whitespace().collect();
                let is_bold = ["font-weight:bold", "font-weight:700", "font-weight:bolder"]
                    .iter()
                    .any(|bold| style.contains(bold));
                is_bold.then_some(Mark::Strong)
            }
        };
        context.marks.extend(mark);
        context.marks.sort_unstable();
        context.marks.dedup();
        if element.value().name() == "a" {
            context.href = element.attr("href").and_then(|href| self.address(href)).filter(|href| is_safe_link(href));
        }
        context
    }

    /// An address made absolute; none when it cannot be.
    fn address(&self, written: &str) -> Option<String> {
        let written = written.trim();
        if written.is_empty() || written.starts_with('#') {
            return None;
        }
        let absolute: String = match Url::parse(written) {
            Ok(url) if written.contains(char::is_whitespace) => url.into(),
            Ok(_) => written.to_owned(),
            Err(_) => self.base?.join(written).ok()?.into(),
        };
        Some(uri(&absolute))
    }

    /// Reads an element whose text stands apart from what is around it.
    fn container(&mut self, element: ElementRef<'_>, context: &Context, flow: &mut Flow) {
        self.end(flow);
        let is_centred = context.is_centred || is_centred(element);
        self.children(element, &Context { is_centred, ..context.clone() }, flow);
        let before = self.made.blocks.len();
        self.end(flow);
        if self.made.blocks.len() == before + 1 {
            self.caption(element, is_centred);
        }
    }

    /// Ends the paragraph and adds a block, with what was met in it and has no place there.
    fn block(&mut self, flow: &mut Flow, block: Option<Block>) {
        self.end(flow);
        self.made.blocks.extend(block);
        self.made.blocks.append(&mut self.lifted);
    }

    /// Ends the paragraph.
    fn end(&mut self, flow: &mut Flow) {
        let paragraphs = flow.take_paragraphs();
        self.made.blocks.extend(paragraphs.into_iter().map(|spans| Block::Paragraph(Paragraph { spans })));
    }

    /// The blocks inside an element, apart from what was read before.
    fn apart(&mut self, element: ElementRef<'_>, context: &Context) -> Vec<Block> {
        let before = std::mem::take(&mut self.made.blocks);
        let mut flow = Flow::default();
        self.children(element, context, &mut flow);
        self.end(&mut flow);
        std::mem::replace(&mut self.made.blocks, before)
    }

    /// The text inside an element as spans of one block; blocks in it become lines.
    fn inline(&mut self, element: ElementRef<'_>, context: &Context) -> Vec<Span> {
        let blocks = self.apart(element, context);
        self.lift(&blocks);
        spans_of(blocks)
    }

    /// Keeps what is among blocks that are to become text and is none.
    fn lift(&mut self, blocks: &[Block]) {
        let is_text =
            |block: &&Block| matches!(block, Block::Image(_) | Block::Video(_) | Block::Audio(_) | Block::Table(_));
        self.lifted.extend(blocks.iter().filter(is_text).cloned());
    }

    /// A quotation.
    fn quote(&mut self, element: ElementRef<'_>, context: &Context) -> Option<Block> {
        let citation = element.child_elements().find_map(|child| {
            let is_citation = matches!(child.value().name(), "footer" | "cite");
            let text: String = child.text().collect();
            let text = trim(&text).trim_start_matches(['—', '-']).trim().to_owned();
            (is_citation && !text.is_empty()).then(|| (child.id(), text))
        });
        let cited = citation.as_ref().map(|(id, _)| *id);
        let skip = |node: NodeId| Some(node) == cited || (self.skip)(node);
        let mut inner =
            Reader { base: self.base, skip: &skip, made: std::mem::take(&mut self.made), lifted: Vec::new() };
        let blocks = inner.apart(element, context);
        let Reader { made, lifted, .. } = inner;
        self.made = made;
        self.lifted.extend(lifted);
        self.lift(&blocks);
        let paragraphs: Vec<Paragraph> = blocks
            .into_iter()
            .map(|block| Paragraph { spans: spans_of(vec![block]) })
            .filter(|paragraph| !paragraph.spans.is_empty())
            .collect();
        let citation = citation.map(|(_, text)| text);
        match paragraphs.is_empty() {
            true => citation.map(Block::paragraph),
            false => Some(Block::Quote(Quote { paragraphs, citation })),
        }
    }

    /// The items of a list; nested lists follow their item, one deeper.
    fn items(&mut self, list: ElementRef<'_>, context: &Context, depth: u8, items: &mut Vec<ListItem>) {
        let inner = Context { depth: context.depth + 1, ..context.clone() };
        for child in list.children() {
            if let Node::Text(text) = child.value()
                && !trim(text).is_empty()
            {
                // Text that stands in a list without an item of its own.
                let mut flow = Flow::default();
                flow.push(text, &context.marks, context.href.as_deref());
                items.extend(flow.take_paragraphs().into_iter().map(|spans| ListItem { depth, spans }));
            }
            let Some(child) = ElementRef::wrap(child).filter(|child| !(self.skip)(child.id())) else {
                continue;
            };
            if is_list(&child) {
                self.items(child, &inner, (depth + 1).min(5), items);
                continue;
            }
            let nested: Vec<ElementRef<'_>> = child.child_elements().filter(is_list).collect();
            let skip: HashSet<_> = nested.iter().map(|nested| nested.id()).collect();
            let mut flow = Flow::default();
            let before = std::mem::take(&mut self.made.blocks);
            let shown = child.children().filter(|node| !skip.contains(&node.id()) && !(self.skip)(node.id()));
            for node in shown {
                match (node.value(), ElementRef::wrap(node)) {
                    (Node::Text(text), _) => flow.push(text, &context.marks, context.href.as_deref()),
                    (_, Some(element)) if context.depth < MAX_DEPTH => self.element(element, &inner, &mut flow),
                    (_, Some(element)) => flow.push(&element.text().collect::<String>(), &context.marks, None),
                    _ => {}
                }
            }
            self.end(&mut flow);
            let blocks = std::mem::replace(&mut self.made.blocks, before);
            self.lift(&blocks);
            let spans = spans_of(blocks);
            if !spans.is_empty() {
                items.push(ListItem { depth, spans });
            }
            for nested in nested.into_iter().filter(|_| context.depth < MAX_DEPTH) {
                self.items(nested, &inner, (depth + 1).min(5), items);
            }
        }
    }
}

#[cfg(test)]
mod tests;
