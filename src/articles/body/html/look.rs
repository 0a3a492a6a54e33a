//! What an element or an address looks like.

use scraper::ElementRef;

use crate::articles::body::{Block, Span};

/// Whether an element is there but not shown.
pub(super) fn is_hidden(element: ElementRef<'_>) -> bool {
    element.attr("hidden").is_some()
        || element.attr("style").is_some_and(|style| style.replace(char::is_whitespace, "").contains("display:none"))
}

/// Whether an element sets its text in the middle.
pub(super) fn is_centred(element: ElementRef<'_>) -> bool {
    element.value().name() == "center"
        || element.attr("align").is_some_and(|align| align.eq_ignore_ascii_case("center"))
        || element
            .attr("style")
            .is_some_and(|style| style.replace(char::is_whitespace, "").contains("text-align:center"))
}

/// Whether an element is a list.
pub(super) fn is_list(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "ul" | "ol" | "menu")
}

/// The text of blocks as spans of one block, a line each.
pub(super) fn spans_of(blocks: Vec<Block>) -> Vec<Span> {
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
