//! What articles refer to: found by name, made when it is new, inside the transaction that saves the articles.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use dibao_entity::{channel, news_column, person, source, tag};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Set};
use uuid::Uuid;

use super::ancestry_query::Ancestry;
use super::article::{Called, ColumnCalled, Incoming, TagCalled};
use super::listing::Places;
use super::naming::{led, new_name, new_names};
use crate::catalog::save::led_by_slug;
use crate::catalog::sourcing::{self, Authorisation, Sourcing};
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::store::change_log::{Change, Event};
use crate::store::{Reads, Tx};

/// How many names one statement asks for.
const NAMES: usize = 500;

/// The things that a batch of articles refers to.
#[derive(Debug, Default)]
pub(super) struct Referred {
    channels: HashMap<(Option<Uuid>, String), Uuid>,
    columns: Vec<news_column::Model>,
    sources: HashMap<(Option<Uuid>, String), Uuid>,
    /// Editions by other names of theirs, as far as no medium has these.
    editions: HashMap<String, Uuid>,
    sourcing: Sourcing,
    ancestry: Ancestry,
    people: HashMap<String, Uuid>,
    tags: HashMap<(String, String), Uuid>,
}

impl Referred {
    /// Finds or makes everything that the articles name.
    pub(super) async fn resolve(tx: &mut Tx, articles: &[&Incoming]) -> Result<Self> {
        let mut referred = Self::default();
        for row in tx.all::<channel::Model>(&channel::Entity::find().into_query()).await? {
            referred.ancestry.channels.insert(row.id, row.parent_id);
            referred.channels.insert((row.parent_id, row.name), row.id);
        }
        for row in tx.all::<source::Model>(&source::Entity::find().into_query()).await? {
            referred.ancestry.sources.insert(row.id, row.parent_id);
            referred.sources.insert((row.parent_id, row.name), row.id);
        }
        referred.sourcing = sourcing::query::whole(tx).await?;
        referred.know_aliases();
        referred.columns = tx.all(&news_column::Entity::find().into_query()).await?;
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
                self.sources.entry((parent, name.clone())).or_insert(*id);
                if parent.is_some() {
                    self.editions.insert(name.clone(), *id);
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
        let is_medium = self.sources.contains_key(&(None, called.name.clone()));
        self.editions.get(&called.name).filter(|_| !is_medium).copied()
    }

    /// What channels and sources stand below.
    pub(super) fn ancestry(&self) -> &Ancestry {
        &self.ancestry
    }

    /// The column of a name.
    pub(super) fn column(&self, called: &ColumnCalled) -> Option<&news_column::Model> {
        let short = called.short_name.as_deref();
        let named = |column: &&news_column::Model| column.name == called.column.name;
        let labelled = |column: &&news_column::Model| {
            column.short_name.as_deref() == Some(called.column.name.as_str())
                || short.is_some_and(|short| column.short_name.as_deref() == Some(short) || column.name == short)
        };
        self.columns.iter().find(named).or_else(|| self.columns.iter().find(labelled))
    }

    /// The person of a name.
    pub(super) fn person(&self, called: &Called) -> Option<Uuid> {
        self.people.get(&called.name).copied()
    }

    /// The tag of a name.
    pub(super) fn tag(&self, called: &TagCalled) -> Option<Uuid> {
        self.tags.get(&(called.scheme.clone(), called.tag.name.clone())).copied()
    }

    /// Makes the channels that are new, the upper ones first.
    async fn make_channels(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        for article in articles {
            let mut parent = None;
            for called in &article.channel {
                let known = (parent, called.name.clone());
                let id = match self.channels.get(&known) {
                    Some(id) => *id,
                    None => {
                        let siblings = self.channels.keys().filter(|(above, _)| *above == parent).count();
                        let (id, slug) = new_name(tx, Kind::Channel, called).await?;
                        let now = tx.now().timestamp_millis();
                        tx.insert(vec![channel::ActiveModel {
                            id: Set(id),
                            slug: Set(slug.clone()),
                            name: Set(called.name.clone()),
                            article_count: Set(0),
                            created_at: Set(now),
                            updated_at: Set(now),
                            parent_id: Set(parent),
                            position: Set(i32::try_from(siblings).unwrap_or(i32::MAX)),
                            version: Set(1),
                            seq: Set(tx.next_seq()),
                        }])
                        .await?;
                        tx.append(Change::of(Kind::Channel, Event::Created, id, slug));
                        self.channels.insert(known, id);
                        self.ancestry.channels.insert(id, parent);
                        id
                    }
                };
                parent = Some(id);
            }
        }
        Ok(())
    }

    /// Makes the media and editions that are new.
    async fn make_sources(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        for article in articles {
            if !self.source(&article.source).is_empty() && article.source.len() == 1 {
                continue;
            }
            let mut parent = None;
            for called in &article.source {
                let known = (parent, called.name.clone());
                let there = match self.sources.get(&known) {
                    Some(id) => Some(*id),
                    None => self.led_source(tx, called).await?,
                };
                let id = match there {
                    Some(id) => {
                        self.sources.insert(known, id);
                        id
                    }
                    None => {
                        let (id, slug) = new_name(tx, Kind::Source, called).await?;
                        let now = tx.now().timestamp_millis();
                        tx.insert(vec![source::ActiveModel {
                            id: Set(id),
                            slug: Set(slug.clone()),
                            name: Set(called.name.clone()),
                            article_count: Set(0),
                            created_at: Set(now),
                            updated_at: Set(now),
                            parent_id: Set(parent),
                            version: Set(1),
                            seq: Set(tx.next_seq()),
                            kind: Set(None),
                        }])
                        .await?;
                        tx.append(Change::of(Kind::Source, Event::Created, id, slug));
                        self.sources.insert(known, id);
                        self.ancestry.sources.insert(id, parent);
                        id
                    }
                };
                parent = Some(id);
            }
        }
        Ok(())
    }

    /// The source to which a slug leads that is not any source's own now.
    async fn led_source(&self, tx: &Tx, called: &Called) -> Result<Option<Uuid>> {
        let Some(slug) = called.slug.as_deref() else { return Ok(None) };
        Ok(led_by_slug(tx, Kind::Source, &[slug]).await?.remove(slug))
    }

    /// Makes the columns that are new, and gives one that was known by its label alone its full name.
    async fn make_columns(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        for called in articles.iter().filter_map(|article| article.column.as_ref()) {
            let now = tx.now().timestamp_millis();
            let short = called.short_name.clone().filter(|short| *short != called.column.name);
            match self.column(called).map(|column| column.id) {
                None => {
                    let label = Called {
                        name: short.clone().unwrap_or_else(|| called.column.name.clone()),
                        slug: called.column.slug.clone(),
                    };
                    let (id, slug) = new_name(tx, Kind::Column, &label).await?;
                    let column = news_column::Model {
                        id,
                        slug: slug.clone(),
                        name: called.column.name.clone(),
                        article_count: 0,
                        created_at: now,
                        updated_at: now,
                        short_name: short,
                        status: "open".to_owned(),
                        opening_note: None,
                        opening_note_at: None,
                        first_published_at: None,
                        last_published_at: None,
                        version: 1,
                        seq: tx.next_seq(),
                    };
                    tx.insert(vec![news_column::ActiveModel::from(column.clone()).reset_all()]).await?;
                    tx.append(Change::of(Kind::Column, Event::Created, id, slug));
                    self.columns.push(column);
                }
                Some(id) => {
                    let Some(column) = self.columns.iter_mut().find(|column| column.id == id) else { continue };
                    let learns = short.as_deref() == Some(column.name.as_str()) && column.short_name.is_none();
                    if learns {
                        column.short_name = short;
                        column.name.clone_from(&called.column.name);
                        let update = Query::update()
                            .table(news_column::Entity)
                            .value(news_column::Column::Name, column.name.clone())
                            .value(news_column::Column::ShortName, column.short_name.clone())
                            .value(news_column::Column::UpdatedAt, now)
                            .value(news_column::Column::Version, Expr::col(news_column::Column::Version).add(1))
                            .value(news_column::Column::Seq, tx.next_seq())
                            .and_where(Expr::col(news_column::Column::Id).eq(id))
                            .take();
                        let slug = column.slug.clone();
                        tx.execute(&update).await?;
                        tx.append(Change::of(Kind::Column, Event::Updated, id, slug));
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes the people who are new.
    async fn make_people(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        let called: Vec<&Called> =
            articles.iter().flat_map(|article| &article.people).map(|(_, called)| called).collect();
        for names in called.chunks(NAMES) {
            let query = person::Entity::find()
                .filter(person::Column::Name.is_in(names.iter().map(|called| called.name.as_str())));
            for row in tx.all::<person::Model>(&query.into_query()).await? {
                self.people.insert(row.name, row.id);
            }
        }
        let unknown = called.iter().filter(|called| self.person(called).is_none()).map(|called| ("", *called));
        let led = led(tx, Kind::Person, &unknown.collect::<Vec<_>>()).await?;
        self.people.extend(led.into_iter().map(|((_, name), id)| (name, id)));
        let mut seen = HashSet::new();
        let new: Vec<&Called> =
            called.into_iter().filter(|called| self.person(called).is_none() && seen.insert(&called.name)).collect();
        let named = new_names(tx, Kind::Person, &new).await?;
        let now = tx.now().timestamp_millis();
        let mut rows = Vec::new();
        for (called, (id, slug)) in new.into_iter().zip(named) {
            let seq = tx.append(Change::of(Kind::Person, Event::Created, id, slug.clone()));
            self.people.insert(called.name.clone(), id);
            rows.push(person::ActiveModel {
                id: Set(id),
                slug: Set(slug),
                name: Set(called.name.clone()),
                article_count: Set(0),
                created_at: Set(now),
                updated_at: Set(now),
                version: Set(1),
                seq: Set(seq),
            });
        }
        tx.insert(rows).await
    }

    /// Makes the tags that are new.
    async fn make_tags(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        let called: Vec<&TagCalled> = articles.iter().flat_map(|article| &article.tags).collect();
        for names in called.chunks(NAMES) {
            let query = tag::Entity::find()
                .filter(tag::Column::Name.is_in(names.iter().map(|called| called.tag.name.as_str())));
            for row in tx.all::<tag::Model>(&query.into_query()).await? {
                self.tags.insert((row.scheme, row.name), row.id);
            }
        }
        let unknown = called.iter().filter(|called| self.tag(called).is_none());
        let unknown = unknown.map(|called| (called.scheme.as_str(), &called.tag));
        let led = led(tx, Kind::Tag, &unknown.collect::<Vec<_>>()).await?;
        let ids: Vec<Uuid> = led.values().copied().collect();
        for ids in ids.chunks(NAMES) {
            let query = tag::Entity::find().filter(tag::Column::Id.is_in(ids.iter().copied()));
            for row in tx.all::<tag::Model>(&query.into_query()).await? {
                // Slugs are those of all vocabularies, and nothing is named across them.
                let names = led.iter().filter(|((scheme, _), id)| **id == row.id && *scheme == row.scheme);
                self.tags.extend(names.map(|(name, id)| (name.clone(), *id)));
            }
        }
        let mut seen = HashSet::new();
        let new: Vec<&TagCalled> = called
            .into_iter()
            .filter(|called| self.tag(called).is_none() && seen.insert((&called.scheme, &called.tag.name)))
            .collect();
        let bare: Vec<&Called> = new.iter().map(|called| &called.tag).collect();
        let named = new_names(tx, Kind::Tag, &bare).await?;
        let now = tx.now().timestamp_millis();
        let mut rows = Vec::new();
        for (called, (id, slug)) in new.into_iter().zip(named) {
            let seq = tx.append(Change::of(Kind::Tag, Event::Created, id, slug.clone()));
            self.tags.insert((called.scheme.clone(), called.tag.name.clone()), id);
            rows.push(tag::ActiveModel {
                id: Set(id),
                slug: Set(slug),
                name: Set(called.tag.name.clone()),
                article_count: Set(0),
                created_at: Set(now),
                updated_at: Set(now),
                scheme: Set(called.scheme.clone()),
                code: Set(called.code.clone()),
                version: Set(1),
                seq: Set(seq),
            });
        }
        tx.insert(rows).await
    }
}

/// The ids along a path of names, as far as they are known.
fn climb(known: &HashMap<(Option<Uuid>, String), Uuid>, path: &[Called]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for called in path {
        match known.get(&(ids.last().copied(), called.name.clone())) {
            Some(id) => ids.push(*id),
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
