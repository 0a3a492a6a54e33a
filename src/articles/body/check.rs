//! What may be wrong with blocks that somebody else has made.

use std::collections::HashSet;

use super::html::is_safe_link;
use super::{Block, Media, Span};
use crate::articles::address::is_uri;

/// Most blocks in a body.
const MAX_BLOCKS: usize = 5_000;
/// Most characters in a body.
const MAX_CHARACTERS: usize = 1_000_000;

/// Everything that is wrong with a body: where, as a JSON pointer below its blocks, and what.
#[must_use]
pub fn problems(blocks: &[Block]) -> Vec<(String, &'static str)> {
    let mut found = Found { problems: Vec::new(), characters: 0, headings: HashSet::new() };
    if blocks.len() > MAX_BLOCKS {
        return vec![(String::new(), "has more than 5,000 blocks")];
    }
    for (at, block) in blocks.iter().enumerate() {
        found.block(&format!("/{at}"), block);
    }
    if found.characters > MAX_CHARACTERS {
        found.note("", "has more than 1,000,000 characters");
    }
    found.problems
}

/// Whether a body has a picture.
#[must_use]
pub fn has_image(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| matches!(block, Block::Image(_)))
}

/// Whether a body has a film.
#[must_use]
pub fn has_video(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| matches!(block, Block::Video(_)))
}

/// Whether a body has a recording.
#[must_use]
pub fn has_audio(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| matches!(block, Block::Audio(_)))
}

/// What was found so far.
struct Found {
    problems: Vec<(String, &'static str)>,
    characters: usize,
    headings: HashSet<String>,
}

impl Found {
    /// Notes something.
    fn note(&mut self, at: &str, what: &'static str) {
        self.problems.push((at.to_owned(), what));
    }

    /// Looks at one block.
    fn block(&mut self, at: &str, block: &Block) {
        match block {
            Block::Heading(heading) => {
                if !(2..=6).contains(&heading.level) {
                    self.note(&format!("{at}/level"), "is not within 2 to 6");
                }
                let mut characters = heading.id.chars();
                let of_form = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
                    && characters.all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
                    && heading.id.len() <= 64;
                if !of_form {
                    self.note(&format!("{at}/id"), "is not a letter followed by up to 63 letters, digits, - and _");
                }
                if !self.headings.insert(heading.id.clone()) {
                    self.note(&format!("{at}/id"), "is the id of another heading too");
                }
                self.spans(at, &heading.spans);
            }
            Block::Paragraph(paragraph) => self.spans(at, &paragraph.spans),
            Block::Image(image) => {
                self.media(&format!("{at}/media"), &image.media);
                self.texts(at, [&image.caption, &image.credit]);
            }
            Block::Video(video) => {
                self.moving(&format!("{at}/media"), &video.media);
                if let Some(poster) = &video.poster {
                    self.media(&format!("{at}/poster"), poster);
                }
                self.texts(at, [&video.caption, &video.credit]);
            }
            Block::Audio(audio) => {
                self.moving(&format!("{at}/media"), &audio.media);
                self.texts(at, [&audio.caption, &audio.credit]);
            }
            Block::Quote(quote) => {
                for (inner, paragraph) in quote.paragraphs.iter().enumerate() {
                    self.spans(&format!("{at}/paragraphs/{inner}"), &paragraph.spans);
                }
                self.texts(at, [&quote.citation]);
            }
            Block::List(list) => {
                for (inner, item) in list.items.iter().enumerate() {
                    if item.depth > 5 {
                        self.note(&format!("{at}/items/{inner}/depth"), "is deeper than 5");
                    }
                    self.spans(&format!("{at}/items/{inner}"), &item.spans);
                }
            }
            Block::Table(table) => {
                self.texts(at, [&table.caption]);
                for (row, cells) in table.rows.iter().enumerate() {
                    for (inner, cell) in cells.cells.iter().enumerate() {
                        let at = format!("{at}/rows/{row}/cells/{inner}");
                        if !(1..=100).contains(&cell.colspan) || !(1..=100).contains(&cell.rowspan) {
                            self.note(&at, "spans less than 1 or more than 100 rows or columns");
                        }
                        self.text_of(&at, &cell.spans);
                    }
                }
            }
            Block::Preformatted(preformatted) => self.text(&format!("{at}/text"), &preformatted.text),
            Block::Divider(_) => {}
        }
    }

    /// Looks at spans, which must have some text.
    fn spans(&mut self, at: &str, spans: &[Span]) {
        if spans.iter().all(|span| span.text.trim().is_empty()) {
            self.note(&format!("{at}/spans"), "have no text");
        }
        self.text_of(at, spans);
    }

    /// Looks at spans.
    fn text_of(&mut self, at: &str, spans: &[Span]) {
        for (inner, span) in spans.iter().enumerate() {
            self.text(&format!("{at}/spans/{inner}/text"), &span.text);
            if span.href.as_deref().is_some_and(|href| !is_safe_link(href) || !is_uri(href)) {
                let what =
                    "is not an absolute http, https, mailto or tel address in the characters of a URI (RFC 3986)";
                self.note(&format!("{at}/spans/{inner}/href"), what);
            }
        }
    }

    /// Looks at a text.
    fn text(&mut self, at: &str, text: &str) {
        self.characters += text.chars().count();
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.note(at, "holds control characters");
        }
    }

    /// Looks at texts that may be absent.
    fn texts<const N: usize>(&mut self, at: &str, texts: [&Option<String>; N]) {
        for text in texts.into_iter().flatten() {
            self.text(at, text);
        }
    }

    /// Looks at where a film or a recording is.
    fn moving(&mut self, at: &str, media: &Media) {
        if media.id.is_some() {
            self.note(&format!("{at}/id"), "names an uploaded picture, which is no film or recording");
        }
        self.media(at, media);
    }

    /// Looks at where a file is; where uploaded ones are is not theirs to say who name them.
    fn media(&mut self, at: &str, media: &Media) {
        if media.id.is_some() {
            return;
        }
        let is_web = media.url.starts_with("https://") || media.url.starts_with("http://");
        if !is_web || !is_safe_link(&media.url) || !is_uri(&media.url) {
            let what = "is not an absolute http or https address in the characters of a URI (RFC 3986)";
            self.note(&format!("{at}/url"), what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::{Heading, Paragraph};

    #[test]
    fn unsafe_links_and_bad_headings_are_found() {
        let span = Span { href: Some("javascript:alert(1)".into()), ..Span::plain("链接") };
        let blocks = [
            Block::Heading(Heading { id: "1".into(), level: 1, spans: vec![Span::plain("题")] }),
            Block::Paragraph(Paragraph { spans: vec![span] }),
            Block::paragraph(" "),
        ];
        let places: Vec<String> = problems(&blocks).into_iter().map(|(at, _)| at).collect();
        assert_eq!(places, ["/0/level", "/0/id", "/1/spans/0/href", "/2/spans"]);
    }
}
