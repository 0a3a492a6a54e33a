//! Telling which of the articles that come in are in the database already.

use std::collections::HashMap;

use dibao_entity::article;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use super::super::article::Incoming;
use super::super::query::{self, Stored, With};
use super::claims;
use crate::catalog::save::{SlugClaim, slug_holders};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::{Reads, Tx};

/// Articles that are in the database already.
#[derive(Debug, Default)]
pub(super) struct Known {
    stored: HashMap<Uuid, Stored>,
    former_slugs: HashMap<Uuid, Vec<String>>,
    external_ids: HashMap<String, Uuid>,
    digests: HashMap<String, Uuid>,
    last_revisions: HashMap<Uuid, i32>,
    reserved_external_ids: HashMap<String, Uuid>,
    reserved_slugs: HashMap<String, Uuid>,
}

/// What an article that comes in is to the database.
#[derive(Debug)]
pub(super) enum Match {
    /// It is not there.
    None,
    /// It is there, and nothing of it is other than what came in before.
    Same(Uuid),
    /// It is there, with these former slugs, and may have changed.
    Stored(Box<Stored>, Vec<String>),
    /// Its `id` is one article's and its `external_id` another's.
    Two,
    /// Another article is scheduled with its `external_id` or with one of its former slugs.
    Reserved,
}

impl Known {
    /// Finds those of a batch.
    pub(super) async fn find(tx: &Tx, batch: &[Incoming], digests: &[String]) -> Result<Self> {
        let mut known = Self::default();
        let ids: Vec<Uuid> = batch.iter().filter_map(|incoming| incoming.id).collect();
        let external: Vec<&str> = batch.iter().filter_map(|incoming| incoming.external_id.as_deref()).collect();
        if !ids.is_empty() || !external.is_empty() {
            let rows: Vec<article::Model> = tx.all(&query::named_statement(ids, external.clone())).await?;
            for stored in query::complete(tx, rows, With::Content).await? {
                if let Some(external_id) = stored.row.external_id.clone() {
                    known.external_ids.insert(external_id, stored.row.id);
                }
                known.stored.insert(stored.row.id, stored);
            }
            let ids: Vec<Uuid> = known.stored.keys().copied().collect();
            known.former_slugs = query::former_slugs(tx, &ids).await?;
            known.last_revisions = query::last_revisions(tx, &ids).await?;
        }
        if !external.is_empty() {
            known.reserved_external_ids = claims::reserved_external_ids(tx, &external).await?;
        }
        let former: Vec<&str> = batch.iter().flat_map(|incoming| &incoming.former_slugs).map(String::as_str).collect();
        let holders = slug_holders(tx, Kind::Article, &former).await?.into_iter();
        let reserved = holders.filter(|(_, holder)| holder.claim == SlugClaim::Reserved);
        known.reserved_slugs = reserved.map(|(slug, holder)| (slug, holder.id)).collect();
        let bare = batch.iter().zip(digests).filter(|(incoming, _)| is_bare(incoming));
        let bare: Vec<&str> = bare.map(|(_, digest)| digest.as_str()).collect();
        if !bare.is_empty() {
            let query = article::Entity::find().filter(article::Column::ImportDigest.is_in(bare));
            for row in tx.all::<article::Model>(&query.into_query()).await? {
                if let Some(digest) = row.import_digest {
                    known.digests.insert(digest, row.id);
                }
            }
        }
        Ok(known)
    }

    /// The article that this one is: by its `id`, by its `external_id`, or, without either, by being the same in everything.
    pub(super) fn of(&mut self, incoming: &Incoming, digest: &str) -> Match {
        if is_bare(incoming) {
            return self.digests.get(digest).map_or(Match::None, |id| Match::Same(*id));
        }
        let by_id = incoming.id.filter(|id| self.stored.contains_key(id));
        let by_external_id = incoming.external_id.as_ref().and_then(|id| self.external_ids.get(id).copied());
        let found = match (by_id, by_external_id) {
            (Some(id), Some(other)) if id != other => return Match::Two,
            (own, other) if self.is_reserved(incoming, own.or(other)) => return Match::Reserved,
            (Some(id), _) | (None, Some(id)) => self.stored.remove(&id),
            (None, None) => None,
        };
        match found {
            None => Match::None,
            Some(stored) if stored.row.import_digest.as_deref() == Some(digest) => Match::Same(stored.row.id),
            Some(stored) => {
                let former_slugs = self.former_slugs.remove(&stored.row.id).unwrap_or_default();
                Match::Stored(Box::new(stored), former_slugs)
            }
        }
    }

    /// Whether an article that is not this one is scheduled with a name that this one brings.
    fn is_reserved(&self, incoming: &Incoming, own: Option<Uuid>) -> bool {
        let external_id = incoming.external_id.as_ref().and_then(|id| self.reserved_external_ids.get(id));
        let former = incoming.former_slugs.iter().filter_map(|slug| self.reserved_slugs.get(slug));
        external_id.into_iter().chain(former).any(|holder| Some(*holder) != own)
    }

    /// The number of an article's last revision, published or not; 0 where there is none.
    pub(super) fn last_revision(&self, id: Uuid) -> i32 {
        self.last_revisions.get(&id).copied().unwrap_or(0)
    }

    /// Remembers an article without a name of its own that is about to be written.
    pub(super) fn remember(&mut self, incoming: &Incoming, digest: &str, id: Uuid) {
        if is_bare(incoming) {
            self.digests.insert(digest.to_owned(), id);
        }
    }
}

/// Whether an article has no name of its own, so that only its content can tell it from others.
fn is_bare(incoming: &Incoming) -> bool {
    incoming.id.is_none() && incoming.external_id.is_none()
}
