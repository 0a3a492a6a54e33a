//! Getting published articles into the database: new ones, changed ones, and none twice.

mod count;
mod known;
mod rows;

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use self::known::{Known, Match};
use self::rows::{Draft, Rows};
use super::article::Incoming;
use super::query::PUBLISHED;
use super::refer::Referred;
use crate::catalog::save::free_slugs;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::{Primary, Tx};

/// What became of an article that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created(Uuid),
    /// It was there and has changed.
    Updated(Uuid),
    /// It was there, just the same.
    Unchanged(Uuid),
    /// It was not saved, for this reason.
    Refused(&'static str),
}

/// Saves articles, each as published; what each refers to is made when it is new.
///
/// An article is known again by its `id` or its `external_id`, or, without either, by being the same in everything. Articles
/// that name the same one are saved one after the other, so the last one stands. One that was withdrawn stays so.
pub async fn save(db: &Primary, articles: &[Incoming]) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(articles.len());
    let mut rest = articles;
    while !rest.is_empty() {
        let (mut ids, mut external_ids) = (HashSet::new(), HashSet::new());
        let distinct = rest
            .iter()
            .take_while(|article| {
                article.id.is_none_or(|id| ids.insert(id))
                    && article.external_id.as_ref().is_none_or(|id| external_ids.insert(id))
            })
            .count();
        let (batch, after) = rest.split_at(distinct);
        outcomes.extend(db.transaction(async |tx| save_batch(tx, batch).await).await?);
        rest = after;
    }
    Ok(outcomes)
}

/// Saves articles in one transaction.
async fn save_batch(tx: &mut Tx, batch: &[Incoming]) -> Result<Vec<Outcome>> {
    let digests: Vec<String> = batch.iter().map(Incoming::digest).collect::<Result<_>>()?;
    let mut known = Known::find(tx, batch, &digests).await?;
    let mut outcomes = Vec::with_capacity(batch.len());
    let mut drafts = Vec::new();
    for (incoming, digest) in batch.iter().zip(&digests) {
        let (outcome, before, former_slugs) = match known.of(incoming, digest) {
            Match::Two => {
                (Outcome::Refused("its `id` is one article's and its `external_id` another's"), None, Vec::new())
            }
            Match::Stored(before, _) if before.row.state != PUBLISHED => {
                (Outcome::Refused("it was withdrawn, and an import does not publish it again"), None, Vec::new())
            }
            Match::Same(id) => (Outcome::Unchanged(id), None, Vec::new()),
            Match::Stored(before, former_slugs) => (Outcome::Updated(before.row.id), Some(before), former_slugs),
            Match::None => (Outcome::Created(incoming.id.unwrap_or_else(Uuid::now_v7)), None, Vec::new()),
        };
        if let Outcome::Updated(id) | Outcome::Created(id) = outcome {
            known.remember(incoming, digest, id);
            let at = outcomes.len();
            drafts.push(Draft { at, incoming, digest, before, former_slugs, id, slug: String::new() });
        }
        outcomes.push(outcome);
    }
    if drafts.is_empty() {
        return Ok(outcomes);
    }
    name_drafts(tx, &mut drafts).await?;
    let incoming: Vec<&Incoming> = drafts.iter().map(|draft| draft.incoming).collect();
    let mut referred = Referred::resolve(tx, &incoming).await?;
    drafts.retain(|draft| {
        let is_unchanged = draft.changes_nothing(&referred);
        if let Some(outcome) = outcomes.get_mut(draft.at).filter(|_| is_unchanged) {
            *outcome = Outcome::Unchanged(draft.id);
        }
        !is_unchanged
    });
    let mut rows = Rows::default();
    for draft in &drafts {
        rows.take(tx, &mut referred, draft).await?;
    }
    rows.write(tx).await?;
    Ok(outcomes)
}

/// Gives each draft its slug: the one it has, the one it asks for, or one made from its title.
async fn name_drafts(tx: &Tx, drafts: &mut [Draft<'_>]) -> Result<()> {
    let mut wanted = Vec::new();
    for draft in drafts.iter() {
        let given = draft.incoming.slug.as_deref().and_then(Slug::parse);
        let keeps = draft
            .before
            .as_ref()
            .is_some_and(|before| given.as_ref().is_none_or(|given| given.as_str() == before.row.slug));
        if !keeps {
            wanted.push((draft.id, given.unwrap_or_else(|| Slug::of_name(&draft.incoming.title, draft.id))));
        }
    }
    let slugs = free_slugs(tx, Kind::Article, &wanted).await?;
    let mut new: HashMap<Uuid, String> = wanted.into_iter().map(|(id, _)| id).zip(slugs).collect();
    for draft in drafts {
        let kept = draft.before.as_ref().map(|before| before.row.slug.clone());
        draft.slug = new.remove(&draft.id).or(kept).unwrap_or_default();
    }
    Ok(())
}
