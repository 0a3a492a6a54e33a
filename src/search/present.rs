//! Showing what was found: articles as hits, with the places where they have what was searched for.
//!
//! What stands ready is shown by the thread that searches; for the rest the database is asked.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use super::params::Asked;
use super::query::collect::{Order, Rank};
use super::query::grammar::Scope;
use super::query::highlight::{Fragment, Highlighter};
use super::view::{Highlight, HighlightField, HighlightRange, SearchHit};
use crate::articles::ready::in_database;
use crate::articles::{Articles, BodyFormat, Form, Shown, ShownTexts, With};
use crate::catalog::Catalog;
use crate::kernel::error::Result;
use crate::state::State;

/// Most fragments of a body.
const BODY_FRAGMENTS: usize = 2;

/// Shows what was found, on whichever thread. Cheap to clone.
#[derive(Clone)]
pub(super) struct Presenter {
    state: State,
    catalog: Arc<Catalog>,
    articles: Articles,
    asked: Arc<Asked>,
    form: Form,
}

impl Presenter {
    /// As it was asked for.
    pub(super) fn new(state: &State, catalog: &Arc<Catalog>, articles: &Articles, asked: &Arc<Asked>) -> Self {
        let form = Form { body: asked.body, include: asked.include };
        Self {
            state: state.clone(),
            catalog: Arc::clone(catalog),
            articles: articles.clone(),
            asked: Arc::clone(asked),
            form,
        }
    }

    /// Those of a page whose articles stand ready.
    pub(super) fn ready(&self, rows: &[Rank]) -> Result<HashMap<Uuid, SearchHit>> {
        let ids: Vec<Uuid> = rows.iter().map(|rank| rank.id).collect();
        self.shown(rows, self.articles.all_ready(&self.state, &ids, self.form))
    }

    /// All of a page, some of which are shown already; one that is no longer published is left out.
    pub(super) async fn all(&self, rows: &[Rank], mut shown: HashMap<Uuid, SearchHit>) -> Result<Vec<SearchHit>> {
        let others: Vec<Uuid> = rows.iter().map(|rank| rank.id).filter(|id| !shown.contains_key(id)).collect();
        if !others.is_empty() {
            let needs_content = self.form.body != BodyFormat::None || self.highlighter().is_some();
            let with = if needs_content { With::Content } else { With::Summary };
            shown.extend(self.shown(rows, in_database(&self.state, &others, with).await?)?);
        }
        Ok(rows.iter().filter_map(|rank| shown.remove(&rank.id)).collect())
    }

    /// Articles as hits of a page.
    fn shown(&self, rows: &[Rank], mut articles: HashMap<Uuid, Shown>) -> Result<HashMap<Uuid, SearchHit>> {
        let highlighter = self.highlighter();
        let mut hits = HashMap::with_capacity(rows.len());
        for rank in rows {
            let Some(article) = articles.remove(&rank.id) else { continue };
            let highlights = match &highlighter {
                Some(highlighter) => highlights(highlighter, &article.texts()?),
                None => Vec::new(),
            };
            let hit = SearchHit {
                id: rank.id.to_string(),
                article: article.summary(&self.state, &self.catalog, self.form)?,
                score: (self.asked.order == Order::Relevance).then(|| rank.score()),
                highlights,
            };
            hits.insert(rank.id, hit);
        }
        Ok(hits)
    }

    /// What looks for hits in texts, where they are to be shown.
    fn highlighter(&self) -> Option<Highlighter> {
        let node = self.asked.node.as_ref().filter(|_| self.asked.wants_highlights);
        node.map(|node| Highlighter::of(Some(node)))
    }
}

/// Where the texts of an article have what was searched for.
fn highlights(highlighter: &Highlighter, texts: &ShownTexts) -> Vec<Highlight> {
    let shown = |field: HighlightField| {
        move |Fragment { text, start, hits }: Fragment| Highlight {
            field,
            text,
            start,
            ranges: hits
                .into_iter()
                .map(|hit| HighlightRange { start: hit.start, length: hit.end - hit.start })
                .collect(),
        }
    };
    let ShownTexts { title, summary, body } = texts;
    let mut highlights = Vec::new();
    highlights.extend(highlighter.whole(Scope::Title, title).map(shown(HighlightField::Title)));
    let in_summary = summary.as_deref().map(|text| highlighter.fragments(Scope::Body, text, 1));
    highlights.extend(in_summary.into_iter().flatten().map(shown(HighlightField::Summary)));
    let in_body = highlighter.fragments(Scope::Body, body, BODY_FRAGMENTS);
    highlights.extend(in_body.into_iter().map(shown(HighlightField::Body)));
    highlights
}
