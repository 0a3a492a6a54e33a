//! What articles refer to: found by name, made when it is new, inside the transaction that saves the articles.

mod save;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use dibao_entity::{channel, news_column, source};
use sea_orm::{EntityTrait, QueryOrder, QueryTrait};
use uuid::Uuid;

use super::ancestry_query::Ancestry;
use super::article::{Called, ColumnCalled, Incoming, TagCalled};
use super::listing::Places;
use super::name_map::NameMap;
use crate::catalog::sourcing::{self, Authorisation, Sourcing};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::{Reads, Tx};

/// The things that a batch of articles refers to.
#[derive(Debug)]
pub(super) struct Referred {
    channels: NameMap<Option<Uuid>>,
    columns: Vec<Column>,
    sources: NameMap<Option<Uuid>>,
    /// Editions by other names of theirs, as far as no medium has these.
    editions: NameMap<()>,
    sourcing: Sourcing,
    ancestry: Ancestry,
    people: NameMap<()>,
    /// By their vocabularies.
    tags: NameMap<String>,
    /// By their vocabularies and codes.
    codes: HashMap<(String, String), Uuid>,
}

/// A column that articles may name.
#[derive(Debug)]
struct Column {
    row: news_column::Model,
    /// The key of its short name.
    short_key: Option<String>,
}

impl From<news_column::Model> for Column {
    fn from(row: news_column::Model) -> Self {
        let short_key = row.short_name.as_deref().map(|short| name::key(Kind::Column, short));
        Self { row, short_key }
    }
}

impl Column {
    /// Whether its short name has a key.
    fn is_labelled(&self, key: &str) -> bool {
        self.short_key.as_deref() == Some(key)
    }
}

impl Referred {
    /// Finds or makes everything that the articles name.
    pub(super) async fn resolve(tx: &mut Tx, articles: &[&Incoming]) -> Result<Self> {
        let mut referred = Self {
            channels: NameMap::new(Kind::Channel),
            columns: Vec::new(),
            sources: NameMap::new(Kind::Source),
            editions: NameMap::new(Kind::Source),
            sourcing: Sourcing::default(),
            ancestry: Ancestry::default(),
            people: NameMap::new(Kind::Person),
            tags: NameMap::new(Kind::Tag),
            codes: HashMap::new(),
        };
        let channels = channel::Entity::find().order_by_asc(channel::Column::Id);
        for row in tx.all::<channel::Model>(&channels.into_query()).await? {
            referred.ancestry.channels.insert(row.id, row.parent_id);
            referred.channels.add_keyed(row.parent_id, row.name, row.name_key, row.id);
        }
        let sources = source::Entity::find().order_by_asc(source::Column::Id);
        for row in tx.all::<source::Model>(&sources.into_query()).await? {
            referred.ancestry.sources.insert(row.id, row.parent_id);
            referred.sources.add_keyed(row.parent_id, row.name, row.name_key, row.id);
        }
        referred.sourcing = sourcing::query::whole(tx).await?;
        referred.know_aliases();
        let columns = news_column::Entity::find().order_by_asc(news_column::Column::Id);
        let columns: Vec<news_column::Model> = tx.all(&columns.into_query()).await?;
        referred.columns = columns.into_iter().map(Column::from).collect();
        referred.make_channels(tx, articles).await?;
        referred.make_sources(tx, articles).await?;
        referred.make_columns(tx, articles).await?;
        referred.make_people(tx, articles).await?;
        referred.make_tags(tx, articles).await?;
        Ok(referred)
    }

    /// Where an article stands.
    pub(super) fn places(&self, article: &Incoming) -> Places {
        let mut places = Places {
            channels: climb(&self.channels, &article.channel),
            column: article.column.as_ref().and_then(|called| self.column(called)).map(|column| column.id),
            sources: self.source(&article.source),
            people: article.people.iter().filter_map(|(_, called)| self.person(called)).collect(),
            tags: article.tags.iter().filter_map(|called| self.tag(called)).collect(),
        };
        places.people = once(&places.people);
        places.tags = once(&places.tags);
        places
    }

    /// What the authorisation of an article's source is on a day; unknown where it has none.
    pub(super) fn authorisation(&self, places: &Places, day: NaiveDate) -> Authorisation {
        match places.sources.is_empty() {
            true => Authorisation::Unknown,
            false => self.sourcing.on(places.sources.iter().rev().copied(), day),
        }
    }

    /// Lets sources be found by their other names, too.
    fn know_aliases(&mut self) {
        for (id, names) in &self.sourcing.aliases {
            let Some(parent) = self.ancestry.sources.get(id).copied() else { continue };
            for name in names {
                self.sources.add(parent, name.clone(), *id);
                if parent.is_some() {
                    self.editions.add((), name.clone(), *id);
                }
            }
        }
    }

    /// The medium and the edition of such names, outermost first, as far as they are known. A name that stands alone may be
    /// another name of an edition.
    fn source(&self, path: &[Called]) -> Vec<Uuid> {
        let alone = path.first().filter(|_| path.len() == 1).and_then(|called| self.edition(called));
        let last = alone.or_else(|| climb(&self.sources, path).last().copied());
        let mut line = self.ancestry.of(Kind::Source, last);
        line.reverse();
        line
    }

    /// The edition that has this as another name, unless a medium has it.
    fn edition(&self, called: &Called) -> Option<Uuid> {
        let is_medium = self.sources.get(&None, &called.name).is_some();
        self.editions.get(&(), &called.name).filter(|_| !is_medium)
    }

    /// What channels and sources stand below.
    pub(super) fn ancestry(&self) -> &Ancestry {
        &self.ancestry
    }

    /// The column of a name.
    pub(super) fn column(&self, called: &ColumnCalled) -> Option<&news_column::Model> {
        let key = name::key(Kind::Column, &called.column.name);
        let short = called.short_name.as_deref().map(|short| name::key(Kind::Column, short));
        let written = |column: &&Column| column.row.name == called.column.name;
        let named = |column: &&Column| column.row.name_key == key;
        let labelled = |column: &&Column| {
            column.is_labelled(&key)
                || short.as_deref().is_some_and(|short| column.is_labelled(short) || column.row.name_key == short)
        };
        let all = || self.columns.iter();
        let found = all().find(written).or_else(|| all().find(named)).or_else(|| all().find(labelled));
        found.map(|column| &column.row)
    }

    /// The person of a name.
    pub(super) fn person(&self, called: &Called) -> Option<Uuid> {
        self.people.get(&(), &called.name)
    }

    /// The tag of a name or, where none has the name, of a code.
    pub(super) fn tag(&self, called: &TagCalled) -> Option<Uuid> {
        let coded = || self.codes.get(&(called.scheme.clone(), called.code.clone()?)).copied();
        self.tags.get(&called.scheme, &called.tag.name).or_else(coded)
    }
}

/// The ids along a path of names, as far as they are known.
fn climb(known: &NameMap<Option<Uuid>>, path: &[Called]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for called in path {
        match known.get(&ids.last().copied(), &called.name) {
            Some(id) => ids.push(id),
            None => break,
        }
    }
    ids
}

/// Ids without repeats, in their order.
fn once(ids: &[Uuid]) -> Vec<Uuid> {
    let mut seen = HashSet::new();
    ids.iter().copied().filter(|id| seen.insert(*id)).collect()
}
