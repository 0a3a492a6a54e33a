//! Putting blocks in order that somebody has written by hand or with an editor.

use super::{Block, Paragraph, Span};
use crate::kernel::text::is_visible;

/// Leaves out what says nothing, such as the empty paragraph that editors keep at the end of a text, and puts marks in their
/// order, each once.
#[must_use]
pub fn tidied(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().filter_map(block).collect()
}

/// One block; none where it says nothing.
fn block(mut block: Block) -> Option<Block> {
    let says_something = match &mut block {
        Block::Heading(heading) => has_text(&mut heading.spans),
        Block::Paragraph(paragraph) => has_text(&mut paragraph.spans),
        Block::Quote(quote) => {
            quote.paragraphs.retain_mut(|Paragraph { spans }| has_text(spans));
            !quote.paragraphs.is_empty() || quote.citation.is_some()
        }
        Block::List(list) => {
            list.items.retain_mut(|item| has_text(&mut item.spans));
            !list.items.is_empty()
        }
        Block::Table(table) => {
            let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
            cells.for_each(|cell| settle(&mut cell.spans));
            true
        }
        Block::Image(_) | Block::Video(_) | Block::Audio(_) | Block::Preformatted(_) | Block::Divider(_) => true,
    };
    says_something.then_some(block)
}

/// Puts spans in order; whether they have some text.
fn has_text(spans: &mut Vec<Span>) -> bool {
    settle(spans);
    spans.iter().any(|span| is_visible(&span.text))
}

/// Puts spans in order.
fn settle(spans: &mut Vec<Span>) {
    spans.retain(|span| !span.text.is_empty());
    for span in spans {
        span.marks.sort_unstable();
        span.marks.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::{List, ListItem, Mark, Quote};

    #[test]
    fn what_says_nothing_is_left_out_and_marks_are_in_order() {
        let marked = Span { marks: vec![Mark::Code, Mark::Strong, Mark::Code], ..Span::plain("桥") };
        let item = |text: &str| ListItem { depth: 0, spans: vec![Span::plain(text)] };
        let blocks = vec![
            Block::paragraph(" \u{3000}\n"),
            Block::Paragraph(Paragraph { spans: vec![Span::plain(""), marked] }),
            Block::List(List { ordered: false, items: vec![item(""), item("一")] }),
            Block::List(List { ordered: false, items: vec![item(" ")] }),
            Block::Quote(Quote { paragraphs: vec![Paragraph { spans: Vec::new() }], citation: None }),
        ];
        let ordered = Span { marks: vec![Mark::Strong, Mark::Code], ..Span::plain("桥") };
        let left = vec![
            Block::Paragraph(Paragraph { spans: vec![ordered] }),
            Block::List(List { ordered: false, items: vec![item("一")] }),
        ];
        assert_eq!(tidied(blocks), left);
        assert_eq!(tidied(left.clone()), left);
    }
}
