//! Bodies as CommonMark, with the tables of GitHub's dialect.

use super::{Block, Mark, Media, Span};
use crate::articles::address::is_link;

/// A body as Markdown, one blank line between blocks.
#[must_use]
pub fn to_markdown(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(block).collect();
    parts.join("\n\n")
}

/// One block.
fn block(block: &Block) -> String {
    match block {
        Block::Heading(heading) => {
            format!("{} {}", "#".repeat(heading.level.clamp(2, 6).into()), spans(&heading.spans).replace('\n', " "))
        }
        Block::Paragraph(paragraph) => line_start(&spans(&paragraph.spans)),
        Block::Image(image) => {
            let alt = escape(image.media.alt.as_deref().or(image.caption.as_deref()).unwrap_or_default());
            let picture = format!("![{alt}]({})", address(&image.media.url));
            with_caption(picture, [&image.caption, &image.credit])
        }
        Block::Video(video) => with_caption(media_link(&video.media, "视频"), [&video.caption, &video.credit]),
        Block::Audio(audio) => with_caption(media_link(&audio.media, "音频"), [&audio.caption, &audio.credit]),
        Block::Quote(quote) => {
            let mut lines: Vec<String> =
                quote.paragraphs.iter().map(|paragraph| line_start(&spans(&paragraph.spans))).collect();
            lines.extend(quote.citation.as_ref().map(|citation| format!("——{}", escape(citation))));
            let text = lines.join("\n\n");
            text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
        }
        Block::List(list) => {
            let items = list.items.iter().map(|item| {
                let mark = if list.ordered && item.depth == 0 { "1." } else { "-" };
                let indent = "   ".repeat(item.depth.into());
                format!("{indent}{mark} {}", line_start(&spans(&item.spans)).replace('\n', &format!("\n{indent}   ")))
            });
            items.collect::<Vec<_>>().join("\n")
        }
        Block::Table(table) => {
            let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
            let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
            let padded = |row: &super::TableRow| {
                // A cell has one line: its line breaks become spaces.
                let cells = row.cells.iter().map(|cell| spans(&cell.spans).replace("\\\n", " "));
                cells.chain(std::iter::repeat(String::new())).take(width).collect::<Vec<_>>()
            };
            let mut lines: Vec<String> = table.caption.iter().map(|caption| format!("{}\n", escape(caption))).collect();
            let mut rows = table.rows.iter();
            lines.push(row(rows.next().map(&padded).unwrap_or_default()));
            lines.push(row(vec!["---".to_owned(); width]));
            lines.extend(rows.map(|cells| row(padded(cells))));
            lines.join("\n")
        }
        Block::Preformatted(preformatted) => {
            let fence = "`".repeat(longest_run(&preformatted.text).max(2) + 1);
            format!("{fence}\n{}\n{fence}", preformatted.text)
        }
        Block::Divider(_) => "---".to_owned(),
    }
}

/// How many backticks stand together at the most.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A film or recording as a link.
fn media_link(media: &Media, word: &str) -> String {
    format!("[{word}]({})", address(&media.url))
}

/// What is printed below a picture, on a line of its own.
fn with_caption(what: String, [caption, credit]: [&Option<String>; 2]) -> String {
    let below: Vec<String> = [caption, credit].into_iter().flatten().map(|text| escape(text)).collect();
    if below.is_empty() { what } else { format!("{what}\n\n{}", line_start(&below.join(" "))) }
}

/// An address that ends where it should.
fn address(url: &str) -> String {
    url.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E").replace(' ', "%20")
}

/// Spans with their marks and links.
///
/// Chinese punctuation beside `**` would keep it from being a mark, so marks that it touches are written as tags.
fn spans(spans: &[Span]) -> String {
    let mut markdown = String::new();
    for span in spans {
        let mut text = escape(&span.text).replace('\n', "\\\n");
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let is_plain = !edge(span.text.chars().next()) && !edge(span.text.chars().last());
        for mark in span.marks.iter().rev() {
            let (sign, tag) = match mark {
                Mark::Strong => ("**", "strong"),
                Mark::Emphasis => ("*", "em"),
                Mark::Strike => ("~~", "s"),
                Mark::Underline => ("", "u"),
                Mark::Subscript => ("", "sub"),
                Mark::Superscript => ("", "sup"),
                Mark::Code => ("", "code"),
            };
            text = if sign.is_empty() || !is_plain {
                format!("<{tag}>{text}</{tag}>")
            } else {
                format!("{sign}{text}{sign}")
            };
        }
        match span.href.as_ref().filter(|href| is_link(href)) {
            Some(href) => markdown.push_str(&format!("[{text}]({})", address(href))),
            None => markdown.push_str(&text),
        }
    }
    markdown
}

/// Text whose characters cannot be taken for markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>&~|#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Keeps a line from being taken for a list, a quotation or a number at its start.
fn line_start(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    if !number.is_empty() && rest.starts_with(['.', ')']) {
        return format!("{number}\\{rest}");
    }
    if text.starts_with(['-', '+', '=']) { format!("\\{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::html::from_html;

    #[test]
    fn blocks_become_markdown_that_says_the_same() {
        let html =
            "<h2>一、题</h2><p>1. 甲<b>乙</b>和<b>“丙”</b>*</p><ul><li>一</li></ul><blockquote><p>引</p></blockquote>";
        let markdown = to_markdown(&from_html(html, None).blocks);
        assert_eq!(markdown, "## 一、题\n\n1\\. 甲**乙**和<strong>“丙”</strong>\\*\n\n- 一\n\n> 引");
    }

    #[test]
    fn what_a_cell_says_is_no_markup() {
        let html = "<table><tr><td>&lt;script&gt;</td><td>甲|乙<br>丙\\</td></tr></table>";
        let markdown = to_markdown(&from_html(html, None).blocks);
        assert_eq!(markdown, "| \\<script\\> | 甲\\|乙 丙\\\\ |\n| --- | --- |");
    }
}
