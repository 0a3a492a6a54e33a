//! The limits of what is stored, whichever way it comes in: bodies of the API, lines and tables of an import, imported pages.
//!
//! Lengths are in Unicode characters, where nothing else is said. The OpenAPI document repeats them as literals; a test compares both.

use super::text::{self, Lines};

/// A title, a name, a label, or the type of a file.
pub const LINE: usize = 500;
/// A summary, a note, or the alternative text of a file.
pub const TEXT: usize = 20_000;
/// The reason of an editorial decision, or a note for readers about one.
pub const REASON: usize = 2_000;
/// A code, or the name of a vocabulary.
pub const CODE: usize = 64;
/// An id in another system.
pub const EXTERNAL_ID: usize = 255;
/// A language tag.
pub const LANGUAGE_TAG: usize = 35;
/// An address, in bytes.
pub const ADDRESS_BYTES: usize = 2_048;
/// A slug.
pub const SLUG: usize = 120;

/// Each of: people, tags, notes and media of one article.
pub const LINKS: usize = 100;
/// Blocks of a body.
pub const BLOCKS: usize = 5_000;
/// All texts of a body together.
pub const BODY: usize = 1_000_000;

/// Levels of channels.
pub const CHANNEL_LEVELS: usize = 32;
/// Levels of sources: media, and their editions.
pub const SOURCE_LEVELS: usize = 2;
/// Aliases of one source.
pub const ALIASES: usize = 100;
/// Listing periods of one source.
pub const PERIODS: usize = 500;

/// The name of a collection.
pub const COLLECTION_NAME: usize = 200;
/// The summary of a collection.
pub const COLLECTION_SUMMARY: usize = 5_000;
/// Sections of one collection.
pub const SECTIONS: usize = 50;
/// The id of a section.
pub const SECTION_ID: usize = 64;
/// Articles in one collection.
pub const ITEMS: usize = 1_000;
/// The summary of an article in a collection.
pub const ITEM_SUMMARY: usize = 2_000;

/// Articles pinned beside one.
pub const PINS: usize = 20;
/// Articles banned beside one.
pub const BANS: usize = 200;

/// The alternative text of an uploaded picture.
pub const PICTURE_ALT: usize = 1_000;
/// The caption of an uploaded picture.
pub const PICTURE_CAPTION: usize = 2_000;
/// The credit of an uploaded picture.
pub const PICTURE_CREDIT: usize = 200;
/// The file name of an uploaded picture.
pub const FILE_NAME: usize = 200;

/// Whether a text has 1 to `most` characters, white space around it aside, and only such as a text of several lines may hold.
#[must_use]
pub fn is_text(text: &str, most: usize) -> bool {
    is_within(text, most, Lines::Many)
}

/// Whether a text is a line: 1 to `most` characters, white space around it aside, and only such as one line may hold.
#[must_use]
pub fn is_line(text: &str, most: usize) -> bool {
    is_within(text.trim(), most, Lines::One)
}

fn is_within(text: &str, most: usize, lines: Lines) -> bool {
    (1..=most).contains(&text.trim().chars().count()) && text::check(text, lines).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_around_a_text_does_not_count() {
        assert!(is_line(" 桥 ", 1) && is_text("桥\n\t路\r\n", 4));
        for text in ["", " ", "桥路", "\u{1}"] {
            assert!(!is_line(text, 1) && !is_text(text, 1), "{text:?}");
        }
        assert!(!is_line("桥\t路", 9) && is_text("桥\t路", 9));
    }
}
