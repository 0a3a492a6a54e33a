//! Bodies as HTML: semantic, escaped, and with nothing executable in it.

use super::{Block, Mark, Media, Span};
use crate::articles::address::is_link;

/// A body as HTML.
#[must_use]
pub fn to_html(blocks: &[Block]) -> String {
    let mut html = String::new();
    for block in blocks {
        write_block(&mut html, block);
    }
    html
}

/// Writes one block.
fn write_block(html: &mut String, block: &Block) {
    match block {
        Block::Heading(heading) => {
            let level = heading.level.clamp(2, 6);
            html.push_str(&format!("<h{level} id=\"{}\">{}</h{level}>", escape(&heading.id), spans(&heading.spans)));
        }
        Block::Paragraph(paragraph) => html.push_str(&format!("<p>{}</p>", spans(&paragraph.spans))),
        Block::Image(image) => {
            let picture = format!("<img{}>", attributes(&image.media, true));
            figure(html, &picture, [&image.caption, &image.credit]);
        }
        Block::Video(video) => {
            let poster = video.poster.as_ref().map(|poster| format!(" poster=\"{}\"", escape(&poster.url)));
            let film =
                format!("<video controls{}{}></video>", attributes(&video.media, false), poster.unwrap_or_default());
            figure(html, &film, [&video.caption, &video.credit]);
        }
        Block::Audio(audio) => {
            let sound = format!("<audio controls src=\"{}\"></audio>", escape(&audio.media.url));
            figure(html, &sound, [&audio.caption, &audio.credit]);
        }
        Block::Quote(quote) => {
            html.push_str("<blockquote>");
            for paragraph in &quote.paragraphs {
                html.push_str(&format!("<p>{}</p>", spans(&paragraph.spans)));
            }
            if let Some(citation) = &quote.citation {
                html.push_str(&format!("<footer>{}</footer>", escape(citation)));
            }
            html.push_str("</blockquote>");
        }
        Block::List(list) => {
            let tag = if list.ordered { "ol" } else { "ul" };
            let mut depth = 0;
            html.push_str(&format!("<{tag}>"));
            for (at, item) in list.items.iter().enumerate() {
                if at > 0 && item.depth <= depth {
                    html.push_str("</li>");
                }
                for _ in depth..item.depth {
                    html.push_str(if at == 0 { "<li><ul>" } else { "<ul>" });
                }
                for _ in item.depth..depth {
                    html.push_str("</ul></li>");
                }
                depth = item.depth;
                html.push_str(&format!("<li>{}", spans(&item.spans)));
            }
            html.push_str("</li>");
            html.push_str(&"</ul></li>".repeat(depth.into()));
            html.push_str(&format!("</{tag}>"));
        }
        Block::Table(table) => {
            html.push_str("<table>");
            if let Some(caption) = &table.caption {
                html.push_str(&format!("<caption>{}</caption>", escape(caption)));
            }
            html.push_str("<tbody>");
            for row in &table.rows {
                html.push_str("<tr>");
                for cell in &row.cells {
                    let tag = if cell.header { "th" } else { "td" };
                    let span = |name: &str, count: u16| {
                        if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() }
                    };
                    let (across, down) = (span("colspan", cell.colspan), span("rowspan", cell.rowspan));
                    html.push_str(&format!("<{tag}{across}{down}>{}</{tag}>", spans(&cell.spans)));
                }
                html.push_str("</tr>");
            }
            html.push_str("</tbody></table>");
        }
        Block::Preformatted(preformatted) => html.push_str(&format!("<pre>{}</pre>", escape(&preformatted.text))),
        Block::Divider(_) => html.push_str("<hr>"),
    }
}

/// Writes a picture, film or recording with what is printed below it.
fn figure(html: &mut String, what: &str, [caption, credit]: [&Option<String>; 2]) {
    html.push_str("<figure>");
    html.push_str(what);
    let below: Vec<String> = [caption, credit].into_iter().flatten().map(|text| escape(text)).collect();
    if !below.is_empty() {
        html.push_str(&format!("<figcaption>{}</figcaption>", below.join(" ")));
    }
    html.push_str("</figure>");
}

/// The attributes of a picture or film.
fn attributes(media: &Media, with_alt: bool) -> String {
    let mut attributes = format!(" src=\"{}\"", escape(&media.url));
    if with_alt {
        attributes.push_str(&format!(" alt=\"{}\"", escape(media.alt.as_deref().unwrap_or_default())));
    }
    for (name, pixels) in [("width", media.width), ("height", media.height)] {
        if let Some(pixels) = pixels {
            attributes.push_str(&format!(" {name}=\"{pixels}\""));
        }
    }
    attributes
}

/// Spans with their marks and links.
fn spans(spans: &[Span]) -> String {
    let mut html = String::new();
    for span in spans {
        let mut text = escape(&span.text).replace('\n', "<br>");
        for mark in span.marks.iter().rev() {
            let tag = match mark {
                Mark::Strong => "strong",
                Mark::Emphasis => "em",
                Mark::Underline => "u",
                Mark::Strike => "s",
                Mark::Subscript => "sub",
                Mark::Superscript => "sup",
                Mark::Code => "code",
            };
            text = format!("<{tag}>{text}</{tag}>");
        }
        // Earlier versions kept links that are none.
        match span.href.as_ref().filter(|href| is_link(href)) {
            Some(href) => html.push_str(&format!("<a href=\"{}\">{text}</a>", escape(href))),
            None => html.push_str(&text),
        }
    }
    html
}

/// Text that cannot be taken for markup, also inside an attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::body::html::from_html;
    use proptest::prelude::*;

    #[test]
    fn blocks_become_semantic_html() {
        let html = "<h2 id=\"s1\">一、题</h2><p>甲<strong>乙</strong><a href=\"https://example.org/\">丙</a></p>\
                    <ul><li>一<ul><li>二</li></ul></li><li>三</li></ul><table><tbody><tr><th>头</th></tr><tr><td>格</td></tr></tbody></table>";
        assert_eq!(to_html(&from_html(html, None).blocks), html);
    }

    proptest! {
        #[test]
        fn nothing_executable_comes_out(soup in "(<(script|p|b|a href=javascript:x|img onerror=x src=x|svg)>|</(p|script|b)>|\\PC){0,40}") {
            let html = to_html(&from_html(&soup, None).blocks).to_lowercase();
            prop_assert!(!html.contains("<script") && !html.contains("<svg") && !html.contains("<img"));
            prop_assert!(!html.contains("href=\"javascript"));
        }
    }
}
