//! What a search answers.

use serde::Serialize;
use utoipa::ToSchema;

use crate::articles::{ArticleSummary, ListedArticle};

/// Which text of an article a highlight is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HighlightField {
    /// The main headline, `title`.
    Title,
    /// The summary, `summary`.
    Summary,
    /// The body as `body=text` gives it.
    Body,
}

/// A part of a text.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct HighlightRange {
    /// Where it begins in the whole text, in Unicode code points from 0.
    #[schema(minimum = 0, example = 2)]
    pub start: usize,
    /// How many code points it has.
    #[schema(minimum = 1, example = 2)]
    pub length: usize,
}

/// A fragment of a text that has what was searched for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Highlight {
    /// Which text it is from.
    #[schema(example = "title")]
    pub field: HighlightField,
    /// The fragment, at most 120 code points of a body or summary, or the whole title; plain text.
    #[schema(example = "清河新桥通车")]
    pub text: String,
    /// Where the fragment begins in the whole text, in code points: the place in `text` of a range is its `start` less this.
    #[schema(minimum = 0, example = 0)]
    pub start: usize,
    /// The hits in it, in order, apart from each other.
    pub ranges: Vec<HighlightRange>,
}

/// An article that was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchHit {
    /// The article's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The article.
    #[schema(value_type = ArticleSummary)]
    pub article: ListedArticle,
    /// How well it fits, for comparison within one answer only; null when the order is by date.
    #[schema(example = 12.5)]
    pub score: Option<f32>,
    /// Where it has what was searched for; empty with `highlight=false`.
    pub highlights: Vec<Highlight>,
}

/// How many of the articles found stand under a thing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FacetCount {
    /// The thing's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// Its slug.
    #[schema(example = "xin-wen")]
    pub slug: String,
    /// Its name.
    #[schema(example = "新闻")]
    pub name: String,
    /// How many.
    #[schema(minimum = 1, example = 12)]
    pub count: u64,
}

/// How many of the articles found were published in a year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct YearCount {
    /// The year in the site's zone.
    #[schema(example = 2025)]
    pub year: i32,
    /// How many.
    #[schema(minimum = 1, example = 12)]
    pub count: u64,
}

/// How the articles found spread over things and years; what was not asked for is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchFacets {
    /// By channel, with what stands below counted in; the most frequent 100.
    pub channel: Option<Vec<FacetCount>>,
    /// By column; the most frequent 100.
    pub column: Option<Vec<FacetCount>>,
    /// By source, with editions counted in; the most frequent 100.
    pub source: Option<Vec<FacetCount>>,
    /// By person; the most frequent 100.
    pub person: Option<Vec<FacetCount>>,
    /// By year, the latest first.
    pub year: Option<Vec<YearCount>>,
}

/// A page of what was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SearchPage {
    /// The articles of this page.
    pub items: Vec<SearchHit>,
    /// The cursor of the next page, null on the last one.
    #[schema(example = json!(null))]
    pub next_cursor: Option<String>,
    /// The cursor of the page before, null on the first one.
    #[schema(example = json!(null))]
    pub prev_cursor: Option<String>,
    /// How many articles are found in all, counted exactly, where `total=true` asked for it.
    #[schema(example = json!(null))]
    pub total: Option<u64>,
    /// Always false where there is a total; null where it was not asked for.
    #[schema(example = json!(null))]
    pub total_is_lower_bound: Option<bool>,
    /// How they spread, where `facets` asked for it; null otherwise.
    pub facets: Option<SearchFacets>,
    /// The line of the change log that the index had reached.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
}
