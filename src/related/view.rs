//! Related articles as readers see them.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::find::{Found, Ranking};
use super::reasons::{Reason, reasons, rounded};
use crate::articles::{ArticleSummary, Articles, Form, ListedArticle, Shown, With};
use crate::catalog::Catalog;
use crate::kernel::error::Result;
use crate::search::analysis::Words;
use crate::state::State;

/// A related article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelatedItem {
    /// The article's id.
    #[schema(format = "uuid", example = "0195a2b4-7a10-7cc3-9f5e-1f0b2d3c4e5f")]
    pub id: String,
    /// The article.
    #[schema(value_type = ArticleSummary)]
    pub article: ListedArticle,
    /// How alike and how near in time it is, from 0 to 1. The list is in this order, behind what editors chose.
    #[schema(minimum = 0, maximum = 1, example = 0.4821)]
    pub score: f64,
    /// Why it is here.
    pub reasons: Vec<Reason>,
    /// Other prints of the same text, at most 20, the best first.
    #[schema(value_type = Vec<ArticleSummary>)]
    pub reprints: Vec<ListedArticle>,
}

/// What to show beside an article or a text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RelatedArticles {
    /// The articles: editors' choices first, then the best first.
    pub items: Vec<RelatedItem>,
    /// The line of the change log that the answer is the state of.
    #[schema(minimum = 0, example = 142)]
    pub seq: i64,
}

/// What was found: what is no longer published is left out, and a reprint stands in for its first.
pub(super) async fn items(
    state: &State,
    catalog: &Catalog,
    articles: &Articles,
    ranking: Ranking,
    words: &Words,
    limit: usize,
) -> Result<Vec<RelatedItem>> {
    let Ranking { groups, subject, words: by_mark } = ranking;
    let all = groups.iter().flat_map(|(first, reprints)| std::iter::once(first).chain(reprints));
    let ids: Vec<Uuid> = all.map(|found| found.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut published = articles.some(state, &ids, Form::default(), With::Summary).await?;
    let mut items = Vec::new();
    for (first, reprints) in groups {
        if items.len() >= limit {
            break;
        }
        let mut printed = std::iter::once(first).chain(reprints).filter_map(|found: Found| {
            let article = published.remove(&found.id)?;
            Some((found, article))
        });
        let Some((found, article)) = printed.next() else { continue };
        let summary = |article: Shown| article.summary(state, catalog, Form::default());
        items.push(RelatedItem {
            id: found.id.to_string(),
            score: rounded(found.rating.score),
            reasons: reasons(&found, &subject, &by_mark, words, catalog),
            reprints: printed.map(|(_, article)| summary(article)).collect::<Result<_>>()?,
            article: summary(article)?,
        });
    }
    Ok(items)
}
