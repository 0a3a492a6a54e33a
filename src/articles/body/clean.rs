//! Removes from blocks the characters that no text keeps.

use super::{Block, Media, Span, media};
use crate::kernel::text::Removed;

/// Strips every text of blocks in its place, those of their files included; returns what was removed.
pub fn clean(blocks: &mut [Block]) -> Removed {
    let mut removed = clean_texts(blocks);
    media::each(blocks, |media| clean_media(media, &mut removed));
    removed
}

/// Strips the texts of blocks in their place, but not those of their files, which are lines that are refused instead.
pub fn clean_texts(blocks: &mut [Block]) -> Removed {
    let mut removed = Removed::default();
    each_text(blocks, &mut |text| {
        if text.contains('\r') {
            *text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        removed.strip_in_place(text);
    });
    removed
}

/// Strips the texts of a file in their place.
pub fn clean_media(media: &mut Media, removed: &mut Removed) {
    of_options([&mut media.mime_type, &mut media.alt], &mut |text| removed.strip_in_place(text));
}

/// Visits every text of blocks but those of their files.
fn each_text(blocks: &mut [Block], visit: &mut impl FnMut(&mut String)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => of_spans(&mut heading.spans, visit),
            Block::Paragraph(paragraph) => of_spans(&mut paragraph.spans, visit),
            Block::Image(image) => of_options([&mut image.caption, &mut image.credit], visit),
            Block::Video(video) => of_options([&mut video.caption, &mut video.credit], visit),
            Block::Audio(audio) => of_options([&mut audio.caption, &mut audio.credit], visit),
            Block::Quote(quote) => {
                quote.paragraphs.iter_mut().for_each(|paragraph| of_spans(&mut paragraph.spans, visit));
                of_options([&mut quote.citation], visit);
            }
            Block::List(list) => list.items.iter_mut().for_each(|item| of_spans(&mut item.spans, visit)),
            Block::Table(table) => {
                of_options([&mut table.caption], visit);
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| of_spans(&mut cell.spans, visit));
            }
            Block::Preformatted(preformatted) => visit(&mut preformatted.text),
            Block::Divider(_) => {}
        }
    }
}

/// Visits the texts of spans.
fn of_spans(spans: &mut [Span], visit: &mut impl FnMut(&mut String)) {
    spans.iter_mut().for_each(|span| visit(&mut span.text));
}

/// Visits texts that may be absent; one of which nothing is left becomes absent.
fn of_options<const N: usize>(texts: [&mut Option<String>; N], visit: &mut impl FnMut(&mut String)) {
    for text in texts {
        let Some(before) = text.as_ref().map(String::len) else { continue };
        text.iter_mut().for_each(&mut *visit);
        if text.as_ref().is_some_and(|after| after.len() < before) {
            *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        }
    }
}
