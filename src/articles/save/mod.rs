//! Getting published articles into the database: new ones, changed ones, and none twice.

mod appearance;
mod arrival;
mod claims;
mod count;
mod known;
mod opening;
mod overrides;
mod reassign;
mod rows;
mod standing;

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

pub use self::appearance::preview;
pub use self::claims::{Reservation, names};
pub use self::overrides::{drop_override, put_override};
pub use self::reassign::{MOST, reassign};
pub use self::standing::{Stands, begin, publish, unpublish, withdraw};

use self::arrival::Arrival;
use self::known::{Known, Match};
use self::rows::Rows;
use super::article::Incoming;
use super::pictures;
use super::query::{DRAFT, PUBLISHED, UNPUBLISHED, source_overrides};
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
    let (batch, lacking) = pictures::filled_batch(tx, batch).await?;
    let batch = batch.as_ref();
    let mut known = Known::find(tx, batch, &digests).await?;
    let mut outcomes = Vec::with_capacity(batch.len());
    let mut arrivals = Vec::new();
    for (incoming, digest) in batch.iter().zip(&digests) {
        let (outcome, before, former_slugs) = match known.of(incoming, digest) {
            Match::Two => {
                (Outcome::Refused("its `id` is one article's and its `external_id` another's"), None, Vec::new())
            }
            Match::Reserved => (
                Outcome::Refused("another article is scheduled with its `external_id` or one of its former slugs"),
                None,
                Vec::new(),
            ),
            Match::Stored(before, _) if before.row.state == DRAFT => {
                (Outcome::Refused("the newsroom is working on it and has not published it yet"), None, Vec::new())
            }
            Match::Stored(before, _) if before.row.state == UNPUBLISHED => {
                (Outcome::Refused("it was unpublished, and an import does not publish it again"), None, Vec::new())
            }
            Match::Stored(before, _) if before.row.state != PUBLISHED => {
                (Outcome::Refused("it was withdrawn, and an import does not publish it again"), None, Vec::new())
            }
            Match::Same(id) => (Outcome::Unchanged(id), None, Vec::new()),
            _ if lacking.contains(&outcomes.len()) => (
                Outcome::Refused("it names an uploaded picture that is not here; import the pictures first"),
                None,
                Vec::new(),
            ),
            Match::Stored(before, former_slugs) => (Outcome::Updated(before.row.id), Some(before), former_slugs),
            Match::None => (Outcome::Created(incoming.id.unwrap_or_else(Uuid::now_v7)), None, Vec::new()),
        };
        if let Outcome::Updated(id) | Outcome::Created(id) = outcome {
            known.remember(incoming, digest, id);
            let at = outcomes.len();
            let last_revision = known.last_revision(id);
            arrivals.push(Arrival {
                at,
                incoming,
                digest,
                before,
                former_slugs,
                id,
                slug: String::new(),
                last_revision,
            });
        }
        outcomes.push(outcome);
    }
    if arrivals.is_empty() {
        return Ok(outcomes);
    }
    name_arrivals(tx, &mut arrivals).await?;
    let incoming: Vec<&Incoming> = arrivals.iter().map(|arrival| arrival.incoming).collect();
    let referred = Referred::resolve(tx, &incoming).await?;
    let ids: Vec<Uuid> = arrivals.iter().map(|arrival| arrival.id).collect();
    let overrides = source_overrides(tx, &ids).await?;
    arrivals.retain(|arrival| {
        let said = arrival.incoming.source_override.as_ref();
        let is_unchanged =
            said.is_none_or(|said| overrides.get(&arrival.id) == Some(said)) && arrival.changes_nothing(&referred);
        if let Some(outcome) = outcomes.get_mut(arrival.at).filter(|_| is_unchanged) {
            *outcome = Outcome::Unchanged(arrival.id);
        }
        !is_unchanged
    });
    let mut rows = Rows::default();
    for arrival in &arrivals {
        arrival.enter(&mut rows, tx, &referred).await?;
    }
    rows.write(tx).await?;
    for arrival in &arrivals {
        if let Some(said) = &arrival.incoming.source_override {
            put_override(tx, arrival.id, None, said).await?;
        }
    }
    Ok(outcomes)
}

/// Gives each article its slug: the one it has, the one it asks for, or one made from its title.
async fn name_arrivals(tx: &Tx, arrivals: &mut [Arrival<'_>]) -> Result<()> {
    let mut wanted = Vec::new();
    for arrival in arrivals.iter() {
        let given = arrival.incoming.slug.as_deref().and_then(Slug::parse);
        let keeps = arrival
            .before
            .as_ref()
            .is_some_and(|before| given.as_ref().is_none_or(|given| given.as_str() == before.row.slug));
        if !keeps {
            wanted.push((arrival.id, given.unwrap_or_else(|| Slug::of_name(&arrival.incoming.title, arrival.id))));
        }
    }
    let slugs = free_slugs(tx, Kind::Article, &wanted).await?;
    let mut new: HashMap<Uuid, String> = wanted.into_iter().map(|(id, _)| id).zip(slugs).collect();
    for arrival in arrivals {
        let kept = arrival.before.as_ref().map(|before| before.row.slug.clone());
        arrival.slug = new.remove(&arrival.id).or(kept).unwrap_or_default();
    }
    Ok(())
}
