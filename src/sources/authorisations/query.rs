//! Sources as a list names them.

use std::collections::HashMap;

use dibao_entity::source;
use sea_orm::{EntityTrait, QueryOrder, QueryTrait};
use uuid::Uuid;

use crate::catalog::sourcing::{self, Sourcing};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::Reads;

/// All sources, by the keys of what they may be called.
#[derive(Debug, Default)]
pub(super) struct Directory {
    media: HashMap<String, Uuid>,
    aliases: HashMap<String, Uuid>,
    editions: HashMap<String, Vec<Uuid>>,
    /// Their slugs.
    pub(super) slugs: HashMap<Uuid, String>,
    /// What lists say of them now.
    pub(super) sourcing: Sourcing,
}

/// Whom a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// This source.
    One(Uuid),
    /// Editions of several media.
    Several,
    /// Nobody.
    Nobody,
}

impl Directory {
    /// Reads it whole.
    pub(super) async fn read(db: &impl Reads) -> Result<Self> {
        let mut directory = Self { sourcing: sourcing::query::whole(db).await?, ..Self::default() };
        for row in
            db.all::<source::Model>(&source::Entity::find().order_by_asc(source::Column::Id).into_query()).await?
        {
            directory.slugs.insert(row.id, row.slug);
            match row.parent_id {
                None => drop(directory.media.entry(row.name_key).or_insert(row.id)),
                Some(_) => directory.editions.entry(row.name_key).or_default().push(row.id),
            }
        }
        for (id, names) in &directory.sourcing.aliases {
            directory.aliases.extend(names.iter().map(|name| (name::key(Kind::Source, name), *id)));
        }
        Ok(directory)
    }

    /// The source of a name: a medium, a source that has it as another name, or an edition that alone has it.
    pub(super) fn meant(&self, name: &str) -> Meant {
        let key = name::key(Kind::Source, name);
        if let Some(id) = self.media.get(&key).or_else(|| self.aliases.get(&key)) {
            return Meant::One(*id);
        }
        match self.editions.get(&key).map(Vec::as_slice) {
            Some([one]) => Meant::One(*one),
            Some(_) => Meant::Several,
            None => Meant::Nobody,
        }
    }

    /// Adds a medium that was made.
    pub(super) fn add(&mut self, name: &str, id: Uuid, slug: String) {
        self.slugs.insert(id, slug);
        self.media.insert(name::key(Kind::Source, name), id);
    }
}
