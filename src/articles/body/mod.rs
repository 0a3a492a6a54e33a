//! The body of an article: a list of blocks, the form that is stored and that every other format is made from.
//!
//! A block holds only what a front end can show: plain text with a closed set of marks, links to http, https, mailto and
//! tel addresses, and references to media. Nothing executable can be written down in it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::media::Media;

/// One block of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A section heading; the outline is made of these.
    Heading(Heading),
    /// A paragraph of text.
    Paragraph(Paragraph),
    /// A picture.
    Image(Image),
    /// A moving picture.
    Video(Video),
    /// A sound recording.
    Audio(Audio),
    /// A quotation set apart from the text.
    Quote(Quote),
    /// A list of items.
    List(List),
    /// A table.
    Table(Table),
    /// Text in which white space counts, such as verse or code.
    Preformatted(Preformatted),
    /// A break between two parts of the text.
    Divider(Divider),
}

/// A section heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// The heading's name within this body, as an anchor and in the outline: `s1`, `s2` and so on.
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z][A-Za-z0-9_-]*$", example = "s1")]
    pub id: String,
    /// Depth from 2 (a section) to 6; 1 is the article's title.
    #[schema(minimum = 2, maximum = 6, example = 2)]
    pub level: u8,
    /// The heading's text.
    pub spans: Vec<Span>,
}

/// A paragraph of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// The paragraph's text, without its indent.
    pub spans: Vec<Span>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// The picture itself.
    pub media: Media,
    /// What the picture shows, as printed below it (图说).
    #[schema(max_length = 1_000_000, pattern = "prose", example = "志愿者在河岸清理枯枝。")]
    pub caption: Option<String>,
    /// Who made the picture, as printed (摄影).
    #[schema(max_length = 1_000_000, pattern = "prose", example = "记者 周明 摄")]
    pub credit: Option<String>,
}

/// A moving picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Video {
    /// The film itself.
    pub media: Media,
    /// The picture shown before it plays.
    pub poster: Option<Media>,
    /// What it shows, as printed below it.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "视频:新桥通车")]
    pub caption: Option<String>,
    /// Who made it, as printed.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "融媒体中心")]
    pub credit: Option<String>,
}

/// A sound recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Audio {
    /// The recording itself.
    pub media: Media,
    /// What is heard, as printed below it.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "听新闻")]
    pub caption: Option<String>,
    /// Who made it, as printed.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "融媒体中心")]
    pub credit: Option<String>,
}

/// A quotation set apart from the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The quotation's paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// Who is quoted, as printed.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "《清河县志》")]
    pub citation: Option<String>,
}

/// A list of items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Whether the items are numbered.
    #[schema(example = false)]
    pub ordered: bool,
    /// The items, from first to last. A nested list follows its item as items of a greater depth.
    pub items: Vec<ListItem>,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListItem {
    /// How deep the item is nested, from 0 to 5.
    #[schema(minimum = 0, maximum = 5, example = 0)]
    pub depth: u8,
    /// The item's text.
    pub spans: Vec<Span>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The table's heading, as printed.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "各镇街秋粮面积(万亩)")]
    pub caption: Option<String>,
    /// The rows, from top to bottom.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableRow {
    /// The cells, from left to right.
    pub cells: Vec<TableCell>,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableCell {
    /// Whether the cell names its row or column.
    #[schema(example = true)]
    pub header: bool,
    /// How many columns the cell spans, from 1 to 100.
    #[schema(minimum = 1, maximum = 100, example = 1)]
    pub colspan: u16,
    /// How many rows the cell spans, from 1 to 100.
    #[schema(minimum = 1, maximum = 100, example = 1)]
    pub rowspan: u16,
    /// The cell's text.
    pub spans: Vec<Span>,
}

/// Text in which white space counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preformatted {
    /// The text, lines separated by a line feed.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "床前明月光\n疑是地上霜")]
    pub text: String,
}

/// A break between two parts of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Divider {}

/// A run of text with the same marks and the same link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The text, never HTML. A line feed in it is a line break within the block.
    #[schema(max_length = 1_000_000, pattern = "prose", example = "一、坚持健全机制")]
    pub text: String,
    /// How the text is set, in the order of the enumeration and without repeats.
    pub marks: Vec<Mark>,
    /// Where the text leads: an absolute http or https address, or mailto or tel.
    #[schema(
        max_length = 2_048,
        pattern = "^(https?://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{0,5})?([/?#]([!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)?|(mailto|tel):([!#$&-.0-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})([!#$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*)$",
        example = json!(null)
    )]
    pub href: Option<String>,
}

/// How a run of text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Of strong importance, usually bold.
    Strong,
    /// Stressed, usually italic or with emphasis dots.
    Emphasis,
    /// Underlined.
    Underline,
    /// No longer valid, struck through.
    Strike,
    /// Lowered, as in H₂O.
    Subscript,
    /// Raised, as in m².
    Superscript,
    /// Computer code.
    Code,
}

impl Span {
    /// Text without marks and without a link.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), marks: Vec::new(), href: None }
    }
}

impl Block {
    /// A paragraph of text without marks.
    #[must_use]
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(Paragraph { spans: vec![Span::plain(text)] })
    }
}

pub mod check;
pub mod clean;
mod flow;
pub mod html;
mod kinds;
pub mod markdown;
pub mod media;
pub mod outline;
pub mod render;
pub mod text;
pub mod tidy;
