//! Getting published articles into the database: new ones, changed ones, and none twice.

mod appearance;
mod arrival;
mod claims;
mod count;
mod drafts;
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
use self::drafts::Replaced;
use self::known::{Known, Match};
use self::rows::Rows;
use super::article::Incoming;
use super::pictures;
use super::query::{DRAFT, PUBLISHED, UNPUBLISHED, source_overrides};
use super::refer::Referred;
use crate::catalog::save::{SlugClaim, SlugHolder, free_slugs, slug_holders};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::slug::Slug;
use crate::store::{Primary, Tx};

/// What became of an article that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created(Uuid),
    /// It was there and has changed.
    Updated(Uuid),
    /// It was there and has changed; an open draft of it says something else and stays as it is.
    UpdatedBesideDraft(Uuid),
    /// It was there, just the same.
    Unchanged(Uuid),
    /// It was not saved, for this reason.
    Refused(String),
}

/// Saves articles, each as published; what each refers to is made when it is new.
///
/// An article is known again by its `id` or its `external_id`, or, without either, by being the same in everything. Articles
/// that name the same one are saved one after the other, so the last one wins. One that was withdrawn stays so. A slug that another
/// one has or had is refused.
///
/// The text becomes a revision above all that there are. An open draft of the article stays as it is and cannot be published over it
/// until somebody has changed or restored a revision; one that is not open follows.
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
    let refused = |why: &str| (Outcome::Refused(why.to_owned()), None, Vec::new());
    for (incoming, digest) in batch.iter().zip(&digests) {
        let (outcome, before, former_slugs) = match known.of(incoming, digest) {
            Match::Two => refused("its `id` is one article's and its `external_id` another's"),
            Match::Reserved => {
                refused("another article is scheduled with its `external_id` or one of its former slugs")
            }
            Match::Stored(before, _) if before.row.state == DRAFT => {
                refused("the newsroom is working on it and has not published it yet")
            }
            Match::Stored(before, _) if before.row.state == UNPUBLISHED => {
                refused("it was unpublished, and an import does not publish it again")
            }
            Match::Stored(before, _) if before.row.state != PUBLISHED => {
                refused("it was withdrawn, and an import does not publish it again")
            }
            Match::Same(id) => (Outcome::Unchanged(id), None, Vec::new()),
            _ if lacking.contains(&outcomes.len()) => {
                refused("it names an uploaded picture that is not here; import the pictures first")
            }
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
    let refused = name_arrivals(tx, &mut arrivals).await?;
    for outcome in &mut outcomes {
        // The same article may stand in the batch again.
        if let Outcome::Created(id) | Outcome::Updated(id) | Outcome::Unchanged(id) = outcome
            && let Some(why) = refused.get(id)
        {
            *outcome = Outcome::Refused(why.clone());
        }
    }
    arrivals.retain(|arrival| !refused.contains_key(&arrival.id));
    if arrivals.is_empty() {
        return Ok(outcomes);
    }
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
    let mut replaced = Vec::new();
    for arrival in &arrivals {
        let row = arrival.enter(&mut rows, tx, &referred).await?;
        let before = arrival.before.as_deref().map(|before| before.row.revision);
        replaced.extend(before.map(|revision_before| Replaced { revision_before, row }));
    }
    rows.write(tx).await?;
    let open = drafts::follow(tx, &replaced).await?;
    for outcome in &mut outcomes {
        if let Outcome::Updated(id) = *outcome
            && open.contains(&id)
        {
            *outcome = Outcome::UpdatedBesideDraft(id);
        }
    }
    for arrival in &arrivals {
        if let Some(said) = &arrival.incoming.source_override {
            put_override(tx, arrival.id, None, said).await?;
        }
    }
    Ok(outcomes)
}

/// Gives each article its slug: the one it has, the one it asks for, or one made from its title. Those that ask for a slug that
/// another one has or had, by their ids, with what is wrong.
async fn name_arrivals(tx: &Tx, arrivals: &mut [Arrival<'_>]) -> Result<HashMap<Uuid, String>> {
    let asked = arrivals.iter().flat_map(|arrival| arrival.incoming.slug.iter().chain(&arrival.incoming.former_slugs));
    let asked: Vec<&str> = asked.map(String::as_str).collect();
    let mut holders = slug_holders(tx, Kind::Article, &asked).await?;
    let mut refused = HashMap::new();
    let mut wanted = Vec::new();
    for arrival in arrivals.iter_mut() {
        let Incoming { slug, former_slugs, title, .. } = arrival.incoming;
        let kept = arrival.before.as_ref().map(|before| before.row.slug.clone());
        let asked = slug.as_deref().filter(|slug| kept.as_deref() != Some(slug));
        let held = |slug: &&str| holders.get(*slug).is_some_and(|holder| holder.id != arrival.id);
        let mut given = asked.into_iter().chain(former_slugs.iter().map(String::as_str));
        if let Some((taken, holder)) = given.find(held).and_then(|taken| holders.get_key_value(taken)) {
            refused.insert(arrival.id, format!("slug: {}", holder.says(taken, Kind::Article)));
            continue;
        }
        let claims = asked.map(|slug| (slug.to_owned(), SlugClaim::Current)).into_iter();
        let claims = claims.chain(former_slugs.iter().map(|slug| (slug.clone(), SlugClaim::Former)));
        holders.extend(claims.map(|(slug, claim)| (slug, SlugHolder { id: arrival.id, claim })));
        match (asked.and_then(Slug::parse), kept) {
            (Some(asked), _) => arrival.slug = asked.into(),
            (None, Some(kept)) => arrival.slug = kept,
            (None, None) => wanted.push((arrival.id, Slug::of_name(title, arrival.id))),
        }
    }
    // Those that were asked for go first.
    let made = wanted.iter_mut().filter(|(_, slug)| holders.contains_key(slug.as_str()));
    made.for_each(|(id, slug)| *slug = slug.distinct(*id));
    let slugs = free_slugs(tx, Kind::Article, &wanted).await?;
    let mut new: HashMap<Uuid, String> = wanted.into_iter().map(|(id, _)| id).zip(slugs).collect();
    for arrival in arrivals {
        if let Some(slug) = new.remove(&arrival.id) {
            arrival.slug = slug;
        }
    }
    Ok(refused)
}
