//! What may be wrong with blocks that somebody else has made.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Block, Media, Span};
use crate::articles::address::{is_link, is_uri, is_web};
use crate::kernel::error::FieldCode;
use crate::kernel::limits;
use crate::kernel::text::{self, Lines, Refused};

/// Most blocks in a body.
const MAX_BLOCKS: usize = limits::BLOCKS;
/// Most characters in a body.
const MAX_CHARACTERS: usize = limits::BODY;
/// Most characters of the type of a file.
const MAX_TYPE: usize = limits::LINE;
/// Most characters of what a picture shows.
const MAX_ALT: usize = limits::TEXT;

/// Something that is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, as a JSON pointer below its blocks.
    pub at: String,
    /// Which rule it breaks.
    pub code: FieldCode,
    /// What is wrong, as the end of a sentence.
    pub what: Cow<'static, str>,
}

impl Problem {
    /// Whether it is only that there is no text where some must be.
    #[must_use]
    pub fn is_of_nothing(&self) -> bool {
        self.what == NO_TEXT
    }
}

/// What is wrong with spans that say nothing.
const NO_TEXT: &str = "have no text";

/// Everything that is wrong with a body.
#[must_use]
pub fn problems(blocks: &[Block]) -> Vec<Problem> {
    let mut found = Found { problems: Vec::new(), characters: 0, headings: HashSet::new() };
    if blocks.len() > MAX_BLOCKS {
        let what = "has more than 5,000 blocks";
        return vec![Problem { at: String::new(), code: FieldCode::OutOfRange, what: what.into() }];
    }
    for (at, block) in blocks.iter().enumerate() {
        found.block(&format!("/{at}"), block);
    }
    if found.characters > MAX_CHARACTERS {
        found.note("", FieldCode::OutOfRange, "has more than 1,000,000 characters");
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
    problems: Vec<Problem>,
    characters: usize,
    headings: HashSet<String>,
}

impl Found {
    /// Notes something.
    fn note(&mut self, at: &str, code: FieldCode, what: impl Into<Cow<'static, str>>) {
        self.problems.push(Problem { at: at.to_owned(), code, what: what.into() });
    }

    /// Looks at one block.
    fn block(&mut self, at: &str, block: &Block) {
        match block {
            Block::Heading(heading) => {
                if !(2..=6).contains(&heading.level) {
                    self.note(&format!("{at}/level"), FieldCode::OutOfRange, "is not within 2 to 6");
                }
                let mut characters = heading.id.chars();
                let of_form = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
                    && characters.all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
                    && heading.id.len() <= 64;
                if !of_form {
                    let what = "is not a letter followed by up to 63 letters, digits, - and _";
                    self.note(&format!("{at}/id"), FieldCode::Malformed, what);
                }
                if !self.headings.insert(heading.id.clone()) {
                    self.note(&format!("{at}/id"), FieldCode::Repeated, "is the id of another heading too");
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
                        self.note(&format!("{at}/items/{inner}/depth"), FieldCode::OutOfRange, "is deeper than 5");
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
                            let what = "spans less than 1 or more than 100 rows or columns";
                            self.note(&at, FieldCode::OutOfRange, what);
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
        if !spans.iter().any(|span| text::is_visible(&span.text)) {
            self.note(&format!("{at}/spans"), FieldCode::Missing, NO_TEXT);
        }
        self.text_of(at, spans);
    }

    /// Looks at spans.
    fn text_of(&mut self, at: &str, spans: &[Span]) {
        for (inner, span) in spans.iter().enumerate() {
            self.text(&format!("{at}/spans/{inner}/text"), &span.text);
            if span.href.as_deref().is_some_and(|href| !is_link(href) || !is_uri(href)) {
                let what = "is not an absolute http, https, mailto or tel address with `//` and a host, without a user or \
                            password, in the characters of a URI (RFC 3986)";
                self.note(&format!("{at}/spans/{inner}/href"), FieldCode::Malformed, what);
            }
        }
    }

    /// Looks at a text.
    fn text(&mut self, at: &str, text: &str) {
        self.characters += text.chars().count();
        if let Some(refused) = refused(text) {
            self.note(at, FieldCode::Malformed, refused.to_string());
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
            self.note(
                &format!("{at}/id"),
                FieldCode::Malformed,
                "names an uploaded picture, which is no film or recording",
            );
        }
        self.media(at, media);
    }

    /// Looks at a file.
    fn media(&mut self, at: &str, media: &Media) {
        self.characters += media.alt.as_deref().map_or(0, |alt| alt.chars().count());
        let problems =
            of_media(media).into_iter().map(|problem| Problem { at: format!("{at}{}", problem.at), ..problem });
        self.problems.extend(problems);
    }
}

/// What is wrong with the address of a file.
const NO_ADDRESS: &str = "is not an absolute http or https address with `//` and a host, without a user or password, in the characters \
                          of a URI (RFC 3986)";

/// Everything that is wrong with a file.
#[must_use]
pub fn of_media(media: &Media) -> Vec<Problem> {
    let Media { id, url, mime_type, width, height, alt, shown: _ } = media;
    // Where an uploaded picture is, is not theirs to say who name it.
    let is_address = id.is_some() || is_web(url) && is_uri(url);
    let fits = |text: &Option<String>, most| text.as_deref().is_none_or(|text| text.chars().count() <= most);
    let is_size = |size: &Option<u32>| size.is_none_or(|size| size <= i32::MAX.unsigned_abs());
    let rules = [
        ("/url", FieldCode::Malformed, is_address, NO_ADDRESS),
        ("/mime_type", FieldCode::Malformed, fits(mime_type, MAX_TYPE), "is longer than 500"),
        ("/alt", FieldCode::Malformed, fits(alt, MAX_ALT), "is longer than 20,000"),
        ("/width", FieldCode::OutOfRange, is_size(width), "is more than 2,147,483,647"),
        ("/height", FieldCode::OutOfRange, is_size(height), "is more than 2,147,483,647"),
    ];
    let broken = rules.into_iter().filter(|(_, _, holds, _)| !holds);
    let broken = broken.map(|(at, code, _, what)| Problem { at: at.to_owned(), code, what: what.into() });
    let texts = [("/mime_type", mime_type), ("/alt", alt)].into_iter();
    let unfit = texts.filter_map(|(at, text)| Some((at, text.as_deref().and_then(refused)?)));
    let unfit = unfit.map(|(at, refused)| Problem {
        at: at.to_owned(),
        code: FieldCode::Malformed,
        what: refused.to_string().into(),
    });
    broken.chain(unfit).collect()
}

/// Reason why a text is refused because of its characters; white space alone is none.
fn refused(text: &str) -> Option<Refused> {
    text::check(text, Lines::Many).err().filter(|refused| *refused != Refused::Blank)
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
        let places: Vec<String> = problems(&blocks).into_iter().map(|problem| problem.at).collect();
        assert_eq!(places, ["/0/level", "/0/id", "/1/spans/0/href", "/2/spans"]);
    }
}
