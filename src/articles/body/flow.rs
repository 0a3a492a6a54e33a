//! Running text while it is being read: white space folded, paragraphs told apart.

use super::text::is_invisible;
use super::{Mark, Span};

/// Text that has been read and is not yet a paragraph.
#[derive(Debug, Default)]
pub(super) struct Flow {
    spans: Vec<Span>,
}

/// Stands for a line break of the source until paragraphs are told apart.
const BREAK: char = '\u{2028}';

impl Flow {
    /// Adds text that is set in one way.
    pub(super) fn push(&mut self, text: &str, marks: &[Mark], href: Option<&str>) {
        let text: String = text
            .chars()
            .filter(|c| !is_invisible(*c) || c.is_ascii_whitespace())
            .map(|c| if c.is_ascii_whitespace() { ' ' } else { c })
            .collect();
        self.add(&text, marks, href);
    }

    /// Adds a line break.
    pub(super) fn line_break(&mut self) {
        let (marks, href) = self.spans.last().map(|last| (last.marks.clone(), last.href.clone())).unwrap_or_default();
        self.add(&BREAK.to_string(), &marks, href.as_deref());
    }

    /// Adds characters as they are.
    fn add(&mut self, text: &str, marks: &[Mark], href: Option<&str>) {
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.marks == marks && last.href.as_deref() == href => last.text.push_str(text),
            _ => self.spans.push(Span { text: text.to_owned(), marks: marks.to_vec(), href: href.map(str::to_owned) }),
        }
    }

    /// Takes the paragraphs that have been read.
    ///
    /// Two line breaks part paragraphs, and so does one before an indent of two wide or unbroken spaces.
    pub(super) fn take_paragraphs(&mut self) -> Vec<Vec<Span>> {
        let spans = std::mem::take(&mut self.spans);
        let characters: Vec<(char, usize)> =
            spans.iter().enumerate().flat_map(|(at, span)| span.text.chars().map(move |c| (c, at))).collect();
        let mut paragraphs: Vec<Vec<(char, usize)>> = vec![Vec::new()];
        let mut rest = characters.as_slice();
        while let Some(((c, at), after)) = rest.split_first() {
            if *c == BREAK {
                let gap = after.iter().take_while(|(c, _)| is_space(*c)).count();
                let indent = after.iter().take(gap).filter(|(c, _)| is_indent(*c)).count();
                let again = after.get(gap).is_none_or(|(c, _)| *c == BREAK);
                if indent >= 2 || again {
                    paragraphs.push(Vec::new());
                } else if let Some(paragraph) = paragraphs.last_mut() {
                    paragraph.push(('\n', *at));
                }
                rest = after.get(gap..).unwrap_or_default();
                continue;
            }
            if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.push((*c, *at));
            }
            rest = after;
        }
        paragraphs.iter().map(|paragraph| tidy(paragraph, &spans)).filter(|spans| !spans.is_empty()).collect()
    }
}

/// Whether a character is white space of any width.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != BREAK
}

/// Whether a character is a space that indents.
fn is_indent(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{a0}' | '\u{2002}' | '\u{2003}')
}

/// A paragraph's spans with its white space folded: none at its ends or beside line breaks, one space elsewhere.
fn tidy(paragraph: &[(char, usize)], spans: &[Span]) -> Vec<Span> {
    let from = paragraph.iter().position(|(c, _)| !is_space(*c)).unwrap_or(paragraph.len());
    let to = paragraph.iter().rposition(|(c, _)| !is_space(*c)).map_or(from, |last| last + 1);
    let mut tidied: Vec<(char, usize)> = Vec::new();
    for (c, at) in paragraph.get(from..to).unwrap_or_default() {
        let last = tidied.last().map(|(last, _)| *last);
        match c {
            '\n' => {
                while tidied.last().is_some_and(|(last, _)| *last == ' ') {
                    tidied.pop();
                }
                tidied.push(('\n', *at));
            }
            ' ' | '\u{a0}' => {
                if !matches!(last, Some(' ' | '\n')) {
                    tidied.push((' ', *at));
                }
            }
            c => tidied.push((*c, *at)),
        }
    }
    let mut made: Vec<(usize, Span)> = Vec::new();
    for (c, at) in tidied {
        match made.last_mut() {
            Some((last, span)) if *last == at => span.text.push(c),
            _ => {
                let Some(like) = spans.get(at) else { continue };
                made.push((at, Span { text: c.to_string(), ..like.clone() }));
            }
        }
    }
    made.into_iter().map(|(_, span)| span).collect()
}
