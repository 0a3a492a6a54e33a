//! Bodies from and to plain text, and how long they are.

use super::html::number_headings;
use super::{Block, Heading, Span};
use crate::kernel::text::Class;

/// Longest section heading, in characters.
const MAX_HEADING: usize = 60;
/// Longest heading that begins with an Arabic number, in characters.
const MAX_NUMBERED: usize = 30;
/// How many characters are read in a minute.
const READ_A_MINUTE: u32 = 400;
/// What ends a sentence, which a heading is not.
const SENTENCE_ENDS: [char; 6] = ['。', '！', '？', '；', '…', '，'];

/// A text as blocks: one paragraph a line, without indents and empty lines; section headings are recognised.
#[must_use]
pub fn from_text(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = text.split(ends_line).filter_map(line).collect();
    number_headings(&mut blocks);
    blocks
}

/// Whether a character ends a line of a text.
#[must_use]
pub fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r') || Class::of(c) == Class::LineEnd
}

/// A line of text as a block; none for an empty one.
#[must_use]
pub fn line(line: &str) -> Option<Block> {
    let line: String = line.chars().filter(|c| !is_invisible(*c)).collect();
    let line = trim(&line);
    if line.is_empty() {
        return None;
    }
    Some(match heading_level(line) {
        Some(level) => Block::Heading(Heading { id: String::new(), level, spans: vec![Span::plain(line)] }),
        None => Block::paragraph(line),
    })
}

/// Takes white space of every width off both ends.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}' || c == '\u{a0}')
}

/// Whether a character shows nothing and is no white space that counts.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    Class::of(c).is_refused()
}

/// The level of a section heading: 2 for `一、`, 3 for `（一）`, 4 for a short `1.`; none for a paragraph.
///
/// `一是…` and sentences that happen to begin with a number are paragraphs.
#[must_use]
pub fn heading_level(line: &str) -> Option<u8> {
    let line = trim(line);
    let length = line.chars().count();
    let ends_as_sentence = line.ends_with(SENTENCE_ENDS) || line.ends_with(['.', '!', '?', ';', ':', '：']);
    if ends_as_sentence || length > MAX_HEADING {
        return None;
    }
    let numerals = |text: &str| text.chars().take_while(|c| is_numeral(*c)).map(char::len_utf8).sum::<usize>();
    let after = |text: &str, length: usize| text.get(length..).map(str::to_owned).unwrap_or_default();
    let has_more = |rest: &str| !trim(rest).is_empty() && !rest.contains('。');
    let chinese = numerals(line);
    if chinese > 0 && after(line, chinese).strip_prefix('、').is_some_and(has_more) {
        return Some(2);
    }
    if let Some(rest) = line.strip_prefix('第') {
        let counted = numerals(rest);
        if counted > 0 && after(rest, counted).starts_with(['章', '节', '部', '编']) {
            return Some(2);
        }
    }
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let counted = numerals(rest);
        if counted > 0 && after(rest, counted).strip_prefix(['）', ')']).is_some_and(has_more) {
            return Some(3);
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=2).contains(&digits)
        && length <= MAX_NUMBERED
        && after(line, digits).strip_prefix(['.', '．', '、']).is_some_and(|rest| {
            has_more(rest) && !rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains(['，', '；'])
        });
    numbered.then_some(4)
}

/// Whether a character is a Chinese numeral.
fn is_numeral(c: char) -> bool {
    "零〇一二三四五六七八九十百".contains(c)
}

/// A body as plain text: one paragraph, item or row a line.
#[must_use]
pub fn plain_text(blocks: &[Block]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(heading) => lines.push(joined(&heading.spans)),
            Block::Paragraph(paragraph) => lines.push(joined(&paragraph.spans)),
            Block::Image(image) => lines.extend(image.caption.clone()),
            Block::Video(video) => lines.extend(video.caption.clone()),
            Block::Audio(audio) => lines.extend(audio.caption.clone()),
            Block::Quote(quote) => {
                lines.extend(quote.paragraphs.iter().map(|paragraph| joined(&paragraph.spans)));
                lines.extend(quote.citation.as_ref().map(|citation| format!("——{citation}")));
            }
            Block::List(list) => {
                let mut number = 0;
                for item in &list.items {
                    let mark = if list.ordered && item.depth == 0 {
                        number += 1;
                        format!("{number}. ")
                    } else {
                        format!("{}- ", "  ".repeat(item.depth.into()))
                    };
                    lines.push(mark + &joined(&item.spans));
                }
            }
            Block::Table(table) => {
                lines.extend(table.caption.clone());
                for row in &table.rows {
                    let cells: Vec<String> = row.cells.iter().map(|cell| joined(&cell.spans)).collect();
                    lines.push(cells.join("\t"));
                }
            }
            Block::Preformatted(preformatted) => lines.push(preformatted.text.clone()),
            Block::Divider(_) => {}
        }
    }
    lines.join("\n")
}

/// The text of spans.
#[must_use]
pub fn joined(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// Characters of a body's text without white space; captions and citations do not count.
#[must_use]
pub fn char_count(blocks: &[Block]) -> u32 {
    let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let spans = |spans: &[Span]| spans.iter().map(|span| count(&span.text)).sum::<usize>();
    let total: usize = blocks
        .iter()
        .map(|block| match block {
            Block::Heading(heading) => spans(&heading.spans),
            Block::Paragraph(paragraph) => spans(&paragraph.spans),
            Block::Quote(quote) => quote.paragraphs.iter().map(|paragraph| spans(&paragraph.spans)).sum(),
            Block::List(list) => list.items.iter().map(|item| spans(&item.spans)).sum(),
            Block::Table(table) => table.rows.iter().flat_map(|row| &row.cells).map(|cell| spans(&cell.spans)).sum(),
            Block::Preformatted(preformatted) => count(&preformatted.text),
            Block::Image(_) | Block::Video(_) | Block::Audio(_) | Block::Divider(_) => 0,
        })
        .sum();
    u32::try_from(total).unwrap_or(u32::MAX)
}

/// Minutes to read that many characters at 400 a minute, rounded up.
#[must_use]
pub fn reading_minutes(char_count: u32) -> u32 {
    char_count.div_ceil(READ_A_MINUTE)
}

/// A text as one line: breaks and tabs, with the white space around them, become one space.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split(['\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether the first paragraph of a body repeats a text, white space aside.
#[must_use]
pub fn leads(blocks: &[Block], summary: &str) -> bool {
    let first = blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) => Some(&paragraph.spans),
        _ => None,
    });
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    first.is_some_and(|spans| {
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        bare(&text) == bare(summary)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_paragraphs() {
        for (line, level) in [
            ("一、坚持健全机制，把好“方向盘”，提升学习成效", Some(2)),
            ("十二、附则", Some(2)),
            ("第一章 总则", Some(2)),
            ("（一）总体要求", Some(3)),
            ("(二)重点任务", Some(3)),
            ("1.加强领导", Some(4)),
            ("1．加强领导", Some(4)),
            ("一是强化责任意识", None),
            ("一、二年级学生昨天返校。", None),
            ("1.5万人参加了活动", None),
            ("1.加强领导，落实责任。", None),
            ("今天天气很好", None),
            ("", None),
        ] {
            assert_eq!(heading_level(line), level, "{line}");
        }
    }

    #[test]
    fn a_text_becomes_blocks_without_indents() {
        let blocks = from_text("　　一、开头\r\n\r\n\u{200b}　　正文 第一段。\n\u{a0}");
        assert_eq!(plain_text(&blocks), "一、开头\n正文 第一段。");
        assert!(matches!(blocks.first(), Some(Block::Heading(heading)) if heading.id == "s1" && heading.level == 2));
        assert_eq!(char_count(&blocks), 10);
    }

    #[test]
    fn reading_takes_a_minute_for_four_hundred_characters() {
        assert_eq!([0, 1, 400, 401].map(reading_minutes), [0, 1, 1, 2]);
    }
}
