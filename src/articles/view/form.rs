//! The forms in which a body is sent, and what of an article can be filled with more than names.

use serde::Serialize;
use utoipa::ToSchema;

use crate::articles::body::{Block, markdown, render, text};

/// The form in which a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum BodyFormat {
    /// As blocks.
    Blocks,
    /// As HTML.
    Html,
    /// As Markdown.
    Markdown,
    /// As plain text.
    Text,
    /// Not at all.
    None,
}

/// A reference that can be filled with more than names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = ArticleInclude, rename_all = "snake_case")]
pub enum Included {
    /// The channel.
    Channel,
    /// The column.
    Column,
    /// The source.
    Source,
}

/// What can be filled of a single article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(as = OneArticleInclude, rename_all = "snake_case")]
pub enum IncludedInOne {
    /// The channel.
    Channel,
    /// The column.
    Column,
    /// The source.
    Source,
    /// The list of related articles.
    Related,
}

/// References that are filled with more than names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    /// The channel.
    pub channel: bool,
    /// The column.
    pub column: bool,
    /// The source.
    pub source: bool,
}

/// A body in the form that was asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum BodyView {
    /// As blocks.
    Blocks(BodyBlocks),
    /// As HTML.
    Html(BodyText),
    /// As CommonMark with tables.
    Markdown(BodyText),
    /// As plain text, one paragraph a line.
    Text(BodyText),
}

/// A body as blocks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BodyBlocks {
    /// The blocks, from first to last.
    pub blocks: Vec<Block>,
}

/// A body as one text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BodyText {
    /// The text.
    #[schema(example = "<p>清河水位回落。</p>")]
    pub value: String,
}

/// A body in the form that was asked for.
pub(super) fn body_view(blocks: Vec<Block>, format: BodyFormat) -> Option<BodyView> {
    match format {
        BodyFormat::Blocks => Some(BodyView::Blocks(BodyBlocks { blocks })),
        BodyFormat::Html => Some(BodyView::Html(BodyText { value: render::to_html(&blocks) })),
        BodyFormat::Markdown => Some(BodyView::Markdown(BodyText { value: markdown::to_markdown(&blocks) })),
        BodyFormat::Text => Some(BodyView::Text(BodyText { value: text::plain_text(&blocks) })),
        BodyFormat::None => None,
    }
}
