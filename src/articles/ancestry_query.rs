//! What channels and sources stand below, for the keys that an article is listed under.

use std::collections::HashMap;

use dibao_entity::{channel, source};
use sea_orm::{EntityTrait, QueryTrait};
use uuid::Uuid;

use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::{Reads, Tx};

/// What channels and sources stand below.
#[derive(Debug, Default)]
pub(super) struct Ancestry {
    pub(super) channels: HashMap<Uuid, Option<Uuid>>,
    pub(super) sources: HashMap<Uuid, Option<Uuid>>,
}

impl Ancestry {
    /// Reads it whole: there are few of either.
    pub(super) async fn read(tx: &Tx) -> Result<Self> {
        let channels = tx.all::<channel::Model>(&channel::Entity::find().into_query()).await?;
        let sources = tx.all::<source::Model>(&source::Entity::find().into_query()).await?;
        Ok(Self {
            channels: channels.into_iter().map(|row| (row.id, row.parent_id)).collect(),
            sources: sources.into_iter().map(|row| (row.id, row.parent_id)).collect(),
        })
    }

    /// A channel or source and all that it stands below.
    pub(super) fn of(&self, kind: Kind, id: Option<Uuid>) -> Vec<Uuid> {
        let parents = if kind == Kind::Channel { &self.channels } else { &self.sources };
        let mut line = Vec::new();
        let mut at = id;
        while let Some(id) = at.filter(|id| !line.contains(id)) {
            line.push(id);
            at = parents.get(&id).copied().flatten();
        }
        line
    }
}
