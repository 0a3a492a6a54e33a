//! HTML of newsrooms as blocks: what a reader sees stays, everything else goes.

use std::collections::HashSet;

use scraper::node::Node;
use scraper::{ElementRef, Html};
use url::Url;

use super::flow::Flow;
use super::text::trim;
use super::{
    Audio, Block, Divider, Heading, Image, List, ListItem, Mark, Media, Paragraph, Preformatted, Quote, Span, Table,
    TableCell, TableRow, Video,
};

/// How deep elements are followed; below that only their text is taken.
const MAX_DEPTH: usize = 150;
/// How deep markup may be nested to be parsed at all: the parser's time grows with the square of it.
const MAX_NESTING: usize = 1_000;
/// Longest address, in bytes.
const MAX_ADDRESS: usize = 2_048;
/// Elements that are never closed, or are closed by the next of their kind.
const UNCLOSED: [&str; 20] = [
    "br", "img", "hr", "input", "meta", "link", "p", "li", "td", "th", "tr", "dt", "dd", "option", "source", "wbr",
    "area", "col", "embed", "param",
];

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
/// Scripts, styles, forms and frames go with all that is in them. Markup that is nested without end is read as plain text.
#[must_use]
pub fn from_html(html: &str, base: Option<&str>) -> FromHtml {
    let mut reader = Reader { base: base.and_then(|base| Url::parse(base).ok()), made: FromHtml::default() };
    let mut flow = Flow::default();
    if is_nested_without_end(html) {
        reader.made.dropped.push(format!("markup nested deeper than {MAX_NESTING}"));
        flow.push(&without_tags(html), &[], None);
    } else {
        let document = Html::parse_fragment(html);
        reader.children(document.root_element(), &Context::default(), &mut flow);
    }
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

/// Whether markup is nested deeper than can be parsed in good time.
fn is_nested_without_end(html: &str) -> bool {
    let mut depth: usize = 0;
    for part in html.split('<').skip(1) {
        let name_end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '/').unwrap_or(part.len());
        let name = part.get(..name_end).unwrap_or_default().to_ascii_lowercase();
        if name.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !UNCLOSED.contains(&name.as_str()) {
            depth += 1;
            if depth > MAX_NESTING {
                return true;
            }
        }
    }
    false
}

/// The text between tags.
fn without_tags(html: &str) -> String {
    let parts = html.split('<').enumerate();
    parts
        .filter_map(|(at, part)| if at == 0 { Some(part) } else { part.split_once('>').map(|(_, text)| text) })
        .collect()
}

/// How text is set where the reader is.
#[derive(Clone, Debug, Default)]
struct Context {
    marks: Vec<Mark>,
    href: Option<String>,
    depth: usize,
}

/// What has been read so far.
struct Reader {
    base: Option<Url>,
    made: FromHtml,
}

impl Reader {
    /// Reads what is in an element.
    fn children(&mut self, element: ElementRef<'_>, context: &Context, flow: &mut Flow) {
        if context.depth >= MAX_DEPTH {
            let text: String = element.text().collect();
            flow.push(&text, &context.marks, context.href.as_deref());
            return;
        }
        for child in element.children() {
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
        match name {
            "script" | "style" | "noscript" | "form" | "button" | "input" | "select" | "textarea" | "template"
            | "svg" | "math" | "head" | "title" | "link" | "meta" => {}
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
            "figure" => {
                let figure = self.figure(element);
                self.block(flow, figure);
            }
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
            | "figcaption" | "caption" | "details" | "summary" | "fieldset" | "body" | "html" => {
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
        match Url::parse(written) {
            Ok(url) => Some(if written.contains(char::is_whitespace) { url.into() } else { written.to_owned() }),
            Err(_) => self.base.as_ref()?.join(written).ok().map(Into::into),
        }
    }

    /// Reads an element whose text stands apart from what is around it.
    fn container(&mut self, element: ElementRef<'_>, context: &Context, flow: &mut Flow) {
        self.end(flow);
        self.children(element, context, flow);
        self.end(flow);
    }

    /// Ends the paragraph and adds a block.
    fn block(&mut self, flow: &mut Flow, block: Option<Block>) {
        self.end(flow);
        self.made.blocks.extend(block);
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
        spans_of(self.apart(element, context))
    }

    /// A quotation.
    fn quote(&mut self, element: ElementRef<'_>, context: &Context) -> Option<Block> {
        let is_citation = |child: &ElementRef<'_>| matches!(child.value().name(), "footer" | "cite");
        let citation = element.child_elements().find(is_citation).map(|child| child.text().collect::<String>());
        let citation = citation.map(|text| trim(&text).trim_start_matches(['—', '-']).trim().to_owned());
        let mut paragraphs: Vec<Paragraph> = self
            .apart(element, context)
            .into_iter()
            .map(|block| Paragraph { spans: spans_of(vec![block]) })
            .filter(|paragraph| !paragraph.spans.is_empty())
            .collect();
        if citation.is_some() {
            paragraphs.pop();
        }
        let citation = citation.filter(|citation| !citation.is_empty());
        (!paragraphs.is_empty()).then_some(Block::Quote(Quote { paragraphs, citation }))
    }

    /// The items of a list; nested lists follow their item, one deeper.
    fn items(&mut self, list: ElementRef<'_>, context: &Context, depth: u8, items: &mut Vec<ListItem>) {
        let inner = Context { depth: context.depth + 1, ..context.clone() };
        for child in list.child_elements() {
            if is_list(&child) {
                self.items(child, &inner, (depth + 1).min(5), items);
                continue;
            }
            let nested: Vec<ElementRef<'_>> = child.child_elements().filter(is_list).collect();
            let skip: HashSet<_> = nested.iter().map(|nested| nested.id()).collect();
            let mut flow = Flow::default();
            let before = std::mem::take(&mut self.made.blocks);
            for node in child.children().filter(|node| !skip.contains(&node.id())) {
                match (node.value(), ElementRef::wrap(node)) {
                    (Node::Text(text), _) => flow.push(text, &context.marks, context.href.as_deref()),
                    (_, Some(element)) if context.depth < MAX_DEPTH => self.element(element, &inner, &mut flow),
                    (_, Some(element)) => flow.push(&element.text().collect::<String>(), &context.marks, None),
                    _ => {}
                }
            }
            self.end(&mut flow);
            let spans = spans_of(std::mem::replace(&mut self.made.blocks, before));
            if !spans.is_empty() {
                items.push(ListItem { depth, spans });
            }
            for nested in nested.into_iter().filter(|_| context.depth < MAX_DEPTH) {
                self.items(nested, &inner, (depth + 1).min(5), items);
            }
        }
    }

    /// A table; none for one that only lays out what is in it.
    fn table(&mut self, table: ElementRef<'_>, context: &Context) -> Option<Table> {
        let lays_out = |element: ElementRef<'_>| {
            matches!(element.value().name(), "table" | "img" | "video" | "audio" | "h1" | "h2" | "h3" | "ul" | "ol")
        };
        let inside: Vec<ElementRef<'_>> = table.descendants().skip(1).filter_map(ElementRef::wrap).collect();
        if inside.iter().copied().any(lays_out) {
            return None;
        }
        let caption = inside.iter().find(|element| element.value().name() == "caption");
        let caption =
            caption.map(|caption| trim(&caption.text().collect::<String>()).to_owned()).filter(|text| !text.is_empty());
        let mut rows = Vec::new();
        for row in inside.iter().filter(|element| element.value().name() == "tr") {
            let in_head = row.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == "thead");
            let mut cells = Vec::new();
            for cell in row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th")) {
                let span =
                    |name: &str| cell.attr(name).and_then(|count| count.trim().parse().ok()).unwrap_or(1).clamp(1, 100);
                cells.push(TableCell {
                    header: in_head || cell.value().name() == "th",
                    colspan: span("colspan"),
                    rowspan: span("rowspan"),
                    spans: self.inline(cell, context),
                });
            }
            if !cells.is_empty() {
                rows.push(TableRow { cells });
            }
        }
        let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
        (cells > 1).then_some(Table { caption, rows })
    }

    /// A picture, film or recording with its caption.
    fn figure(&mut self, figure: ElementRef<'_>) -> Option<Block> {
        let inside: Vec<ElementRef<'_>> = figure.descendants().skip(1).filter_map(ElementRef::wrap).collect();
        let named = |names: &[&str]| inside.iter().copied().find(|element| names.contains(&element.value().name()));
        let caption = named(&["figcaption"]).map(|caption| trim(&caption.text().collect::<String>()).to_owned());
        let caption = caption.filter(|caption| !caption.is_empty());
        if let Some(recording) = named(&["video", "audio"]) {
            return self.recording(recording, caption);
        }
        if let Some(image) = named(&["img"]) {
            let media = self.media(image, "img")?;
            return Some(Block::Image(Image { media, caption, credit: None }));
        }
        let text = caption
            .or_else(|| Some(trim(&figure.text().collect::<String>()).to_owned()).filter(|text| !text.is_empty()));
        text.map(Block::paragraph)
    }

    /// A film or recording.
    fn recording(&mut self, element: ElementRef<'_>, caption: Option<String>) -> Option<Block> {
        let is_video = element.value().name() == "video";
        let own = element.attr("src").is_some();
        let source = element.descendants().filter_map(ElementRef::wrap).find(|inner| inner.value().name() == "source");
        let from = if own { element } else { source.unwrap_or(element) };
        let media = self.media(from, element.value().name())?;
        if !is_video {
            return Some(Block::Audio(Audio { media, caption, credit: None }));
        }
        let poster = element.attr("poster").and_then(|poster| self.address(poster)).filter(|poster| is_web(poster));
        let poster = poster.map(|url| Media { url, mime_type: None, width: None, height: None, alt: None });
        Some(Block::Video(Video { media, poster, caption, credit: None }))
    }

    /// The file that an element shows; what has no usable address is noted.
    fn media(&mut self, element: ElementRef<'_>, what: &str) -> Option<Media> {
        let given =
            ["src", "data-src", "data-original", "data-lazy-src"].into_iter().filter_map(|name| element.attr(name));
        let url = given.clone().filter_map(|written| self.address(written)).find(|address| is_web(address));
        if url.is_none() {
            let address: String = given.clone().next().unwrap_or_default().chars().take(80).collect();
            self.made.dropped.push(format!("{what} {address}").trim().to_owned());
        }
        let pixels = |name: &str| {
            element.attr(name).and_then(|pixels| pixels.trim().parse::<u32>().ok()).filter(|pixels| *pixels > 0)
        };
        let mime = element.attr("type").filter(|mime| mime.contains('/') && mime.is_ascii()).map(str::to_owned);
        let alt = element.attr("alt").map(|alt| trim(alt).to_owned()).filter(|alt| !alt.is_empty());
        Some(Media { url: url?, mime_type: mime, width: pixels("width"), height: pixels("height"), alt })
    }
}

/// Whether an address is one of the web.
fn is_web(address: &str) -> bool {
    (address.starts_with("https://") || address.starts_with("http://")) && is_safe_link(address)
}

/// Whether an element is a list.
fn is_list(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "ul" | "ol" | "menu")
}

/// The text of blocks as spans of one block, a line each.
fn spans_of(blocks: Vec<Block>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for block in blocks {
        let spans = match block {
            Block::Heading(heading) => heading.spans,
            Block::Paragraph(paragraph) => paragraph.spans,
            Block::Quote(quote) => quote.paragraphs.into_iter().flat_map(|paragraph| paragraph.spans).collect(),
            Block::List(list) => list.items.into_iter().flat_map(|item| item.spans).collect(),
            Block::Preformatted(preformatted) => vec![Span::plain(preformatted.text)],
            _ => Vec::new(),
        };
        if spans.is_empty() {
            continue;
        }
        if let Some(last) = all.last_mut() {
            last.text.push('\n');
        }
        all.extend(spans);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::text::plain_text;
    use proptest::prelude::*;

    fn text(html: &str) -> String {
        plain_text(&from_html(html, None).blocks)
    }

    #[test]
    fn what_can_run_never_comes_through() {
        let made = from_html(
            "<p onclick=x()>甲<script>alert(1)</script><a href='javascript:alert(1)'>乙</a><img src=x onerror=y></p><iframe src='https://example.org/v'></iframe>",
            None,
        );
        assert_eq!(made.blocks, [Block::paragraph("甲乙")]);
        assert_eq!(made.dropped, ["img x", "iframe https://example.org/v"]);
    }

    #[test]
    fn a_line_break_before_an_indent_is_a_new_paragraph() {
        assert_eq!(from_html("　　甲。<br>　　乙。<br>丙", None).blocks.len(), 2);
        assert_eq!(text("　　甲。<br/>\n　　乙&nbsp;&nbsp;x。<br><br>丙"), "甲。\n乙 x。\n丙");
    }

    #[test]
    fn a_picture_in_a_paragraph_stands_between_its_halves() {
        let made =
            from_html("<p>前<img src='data:x' data-src='/a.jpg' alt='图'>后</p>", Some("https://example.org/b/c.html"));
        assert_eq!(made.blocks.len(), 3);
        let image = made.blocks.get(1);
        assert!(matches!(image, Some(Block::Image(image)) if image.media.url == "https://example.org/a.jpg"));
    }

    #[test]
    fn a_table_that_lays_out_is_unwrapped_and_a_real_one_is_kept() {
        assert_eq!(from_html("<table><tr><td><p>正文</p></td></tr></table>", None).blocks, [Block::paragraph("正文")]);
        let made = from_html(
            "<table><caption>表</caption><tr><th colspan=2>头</th></tr><tr><td>1</td><td>2</td></tr></table>",
            None,
        );
        assert!(
            matches!(made.blocks.as_slice(), [Block::Table(table)] if table.rows.len() == 2 && table.caption.is_some())
        );
    }

    #[test]
    fn nesting_without_end_is_bounded_in_time_and_depth() {
        for tag in ["div", "b", "blockquote", "ul><li", "span"] {
            let html = format!("<{tag}>").repeat(100_000) + "文";
            assert_eq!(text(&html), "文", "{tag}");
        }
        let deep = "<div>".repeat(900) + "文" + &"</div>".repeat(900);
        assert_eq!(text(&deep), "文");
    }

    proptest! {
        #[test]
        fn any_soup_is_read(soup in "(<(/)?(p|div|b|ul|li|table|tr|td|h2|img src=x|blockquote|figure|pre|a href=x|br)>|&[a-z]{1,4};|\\PC){0,60}") {
            let made = from_html(&soup, None);
            prop_assert_eq!(super::super::check::problems(&made.blocks), vec![]);
        }
    }
}
