//! The texts of an article, block by block: what can be found of it, and where what was found stands.

use super::analysis::Words;
use super::sketch::Sketch;
use crate::articles::Stored;
use crate::articles::article::Content;
use crate::articles::body::{Block, text};

/// The texts of an article that was read with its content.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    article: &'a Stored,
}

impl<'a> Texts<'a> {
    /// The texts of an article.
    #[must_use]
    pub fn of(article: &'a Stored) -> Self {
        Self { article }
    }

    /// The parts of the headline, without those that are part of another.
    #[must_use]
    pub fn title(&self) -> Vec<String> {
        let row = &self.article.row;
        let parts = [
            row.original_title.as_deref(),
            Some(row.title.as_str()),
            row.kicker.as_deref(),
            row.subtitle.as_deref(),
            row.short_title.as_deref(),
            row.column_label.as_deref(),
        ];
        let mut taken: Vec<&str> = Vec::new();
        for part in parts.into_iter().flatten() {
            if !taken.iter().any(|known| known.contains(part)) {
                taken.push(part);
            }
        }
        taken.into_iter().map(str::to_owned).collect()
    }

    /// The blocks of everything else: body, summary, notes, and what is printed beside pictures.
    #[must_use]
    pub fn body(&self) -> Vec<String> {
        let row = &self.article.row;
        let mut blocks: Vec<String> = Vec::new();
        let mut add = |text: &str| blocks.extend(lines(text).map(str::to_owned));
        if let Some(summary) = row.summary.as_deref().filter(|_| !row.summary_is_lead) {
            add(summary);
        }
        if let Some(Content { notes, blocks: body, media }) = &self.article.content {
            for note in notes {
                add(&note.label);
                add(&note.text);
            }
            add(&text::plain_text(body));
            for block in body {
                match block {
                    Block::Image(image) => {
                        [&image.credit, &image.media.alt].into_iter().flatten().for_each(|text| add(text));
                    }
                    Block::Video(video) => {
                        [&video.credit, &video.media.alt].into_iter().flatten().for_each(|text| add(text));
                    }
                    Block::Audio(audio) => {
                        [&audio.credit, &audio.media.alt].into_iter().flatten().for_each(|text| add(text));
                    }
                    _ => {}
                }
            }
            media.iter().filter_map(|media| media.alt.as_deref()).for_each(&mut add);
        }
        blocks
    }

    /// What the article is about. The name of its column or series does not count: it is no part of what happened.
    #[must_use]
    pub fn sketch(&self, words: &Words) -> Sketch {
        let row = &self.article.row;
        let headline: Vec<&str> = [row.kicker.as_deref(), row.subtitle.as_deref()].into_iter().flatten().collect();
        Sketch::of(words, &row.title, &headline, self.plain_body().lines())
    }

    /// The body as plain text, as `body=text` gives it.
    #[must_use]
    pub fn plain_body(&self) -> String {
        self.article.content.as_ref().map(|content| text::plain_text(&content.blocks)).unwrap_or_default()
    }
}

/// The lines of a text, and the cells of its rows, as far as there is anything in them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\t']).filter(|line| !line.trim().is_empty())
}
