//! Related articles as readers see them.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::find::{Found, Job, Ranking};
use super::reasons::{Reason, reasons, rounded};
use crate::articles::ready::in_database;
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

/// A print of a text, as it may be shown.
#[derive(Debug)]
struct Print {
    id: Uuid,
    score: f64,
    reasons: Vec<Reason>,
}

/// What was found, to be shown: every text with its prints, the best first, and those of the articles that stand ready.
#[derive(Debug, Default)]
pub(super) struct Ranked {
    texts: Vec<Vec<Print>>,
    published: HashMap<Uuid, Shown>,
    /// How many texts are shown at most.
    limit: usize,
}

impl Ranked {
    /// What a job found, with the reasons for it. Where all that is to be shown stands ready, nothing has to stand in for it.
    pub(super) fn of(ranking: Ranking, job: &Job, words: &Words, state: &State, articles: &Articles) -> Self {
        let Ranking { mut groups, subject, words: by_mark } = ranking;
        let ready = |groups: &[(Found, Vec<Found>)]| {
            let prints = groups.iter().flat_map(|(first, reprints)| std::iter::once(first).chain(reprints));
            let ids: Vec<Uuid> = prints.map(|found| found.id).collect();
            (articles.all_ready(state, &ids, Form::default()), ids.len())
        };
        let (shown, spare) = groups.split_at(groups.len().min(job.limit));
        let (mut published, number) = ready(shown);
        if published.len() == number {
            groups.truncate(job.limit);
        } else {
            published.extend(ready(spare).0);
        }
        let print = |found: Found| Print {
            id: found.id,
            score: rounded(found.rating.score),
            reasons: reasons(&found, &subject, &by_mark, words, &job.catalog),
        };
        let texts =
            groups.into_iter().map(|(first, reprints)| std::iter::once(first).chain(reprints).map(print).collect());
        Self { texts: texts.collect(), published, limit: job.limit }
    }

    /// As it is shown: what is no longer published is left out, and a reprint stands in for its first.
    pub(super) async fn items(self, state: &State, catalog: &Catalog) -> Result<Vec<RelatedItem>> {
        let Self { texts, mut published, limit } = self;
        let ids = texts.iter().flatten().map(|print| print.id);
        let others: Vec<Uuid> = ids.filter(|id| !published.contains_key(id)).collect();
        if !others.is_empty() {
            published.extend(in_database(state, &others, With::Summary).await?);
        }
        let mut items = Vec::new();
        for prints in texts {
            if items.len() >= limit {
                break;
            }
            let mut printed =
                prints.into_iter().filter_map(|print| published.remove(&print.id).map(|shown| (print, shown)));
            let Some((Print { id, score, reasons }, article)) = printed.next() else { continue };
            let summary = |article: Shown| article.summary(state, catalog, Form::default());
            items.push(RelatedItem {
                id: id.to_string(),
                score,
                reasons,
                reprints: printed.map(|(_, article)| summary(article)).collect::<Result<_>>()?,
                article: summary(article)?,
            });
        }
        Ok(items)
    }
}
