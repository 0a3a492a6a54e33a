//! Making what articles name and nothing has yet.

use std::collections::HashSet;

use dibao_entity::{channel, news_column, person, source, tag};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait, Set};
use uuid::Uuid;

use super::super::article::{Called, Incoming, TagCalled};
use super::super::naming::{led, new_name, new_names};
use super::{Column, Referred};
use crate::catalog::save::led_by_slug;
use crate::kernel::error::Result;
use crate::kernel::kind::Kind;
use crate::kernel::name;
use crate::store::change_log::{Change, Event};
use crate::store::{Reads, Tx};

/// How many names one statement asks for.
const NAMES: usize = 500;

impl Referred {
    /// Makes the channels that are new, the upper ones first.
    pub(super) async fn make_channels(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        for article in articles {
            let mut parent = None;
            for called in &article.channel {
                let id = match self.channels.get(&parent, &called.name) {
                    Some(id) => id,
                    None => {
                        let siblings = self.channels.count(&parent);
                        let (id, slug) = new_name(tx, Kind::Channel, called).await?;
                        let now = tx.now().timestamp_millis();
                        tx.insert(vec![channel::ActiveModel {
                            id: Set(id),
                            slug: Set(slug.clone()),
                            name: Set(called.name.clone()),
                            name_key: Set(name::key(Kind::Channel, &called.name)),
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
                        self.channels.add(parent, called.name.clone(), id);
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
    pub(super) async fn make_sources(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        for article in articles {
            if !self.source(&article.source).is_empty() && article.source.len() == 1 {
                continue;
            }
            let mut parent = None;
            for called in &article.source {
                let there = match self.sources.get(&parent, &called.name) {
                    Some(id) => Some(id),
                    None => self.led_source(tx, called).await?,
                };
                let id = match there {
                    Some(id) => {
                        self.sources.add(parent, called.name.clone(), id);
                        id
                    }
                    None => {
                        let (id, slug) = new_name(tx, Kind::Source, called).await?;
                        let now = tx.now().timestamp_millis();
                        tx.insert(vec![source::ActiveModel {
                            id: Set(id),
                            slug: Set(slug.clone()),
                            name: Set(called.name.clone()),
                            name_key: Set(name::key(Kind::Source, &called.name)),
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
                        self.sources.add(parent, called.name.clone(), id);
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
    pub(super) async fn make_columns(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
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
                        name_key: name::key(Kind::Column, &called.column.name),
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
                    self.columns.push(Column::from(column));
                }
                Some(id) => {
                    let Some(known) = self.columns.iter_mut().find(|column| column.row.id == id) else { continue };
                    let is_label = |short: &str| name::key(Kind::Column, short) == known.row.name_key;
                    let learns = known.row.short_name.is_none() && short.as_deref().is_some_and(is_label);
                    if learns {
                        let mut column = known.row.clone();
                        column.short_name = short;
                        column.name.clone_from(&called.column.name);
                        column.name_key = name::key(Kind::Column, &column.name);
                        let update = Query::update()
                            .table(news_column::Entity)
                            .value(news_column::Column::Name, column.name.clone())
                            .value(news_column::Column::NameKey, column.name_key.clone())
                            .value(news_column::Column::ShortName, column.short_name.clone())
                            .value(news_column::Column::UpdatedAt, now)
                            .value(news_column::Column::Version, Expr::col(news_column::Column::Version).add(1))
                            .value(news_column::Column::Seq, tx.next_seq())
                            .and_where(Expr::col(news_column::Column::Id).eq(id))
                            .take();
                        let slug = column.slug.clone();
                        tx.execute(&update).await?;
                        tx.append(Change::of(Kind::Column, Event::Updated, id, slug));
                        *known = Column::from(column);
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes the people who are new.
    pub(super) async fn make_people(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        let called: Vec<&Called> =
            articles.iter().flat_map(|article| &article.people).map(|(_, called)| called).collect();
        for names in called.chunks(NAMES) {
            let keys = names.iter().map(|called| name::key(Kind::Person, &called.name));
            let query =
                person::Entity::find().filter(person::Column::NameKey.is_in(keys)).order_by_asc(person::Column::Id);
            for row in tx.all::<person::Model>(&query.into_query()).await? {
                self.people.add_keyed((), row.name, row.name_key, row.id);
            }
        }
        let unknown = called.iter().filter(|called| self.person(called).is_none()).map(|called| ("", *called));
        let led = led(tx, Kind::Person, &unknown.collect::<Vec<_>>()).await?;
        led.into_iter().for_each(|((_, key), id)| self.people.add_key((), key, id));
        let mut seen = HashSet::new();
        let new: Vec<&Called> = called
            .into_iter()
            .filter(|called| self.person(called).is_none() && seen.insert(name::key(Kind::Person, &called.name)))
            .collect();
        let named = new_names(tx, Kind::Person, &new).await?;
        let now = tx.now().timestamp_millis();
        let mut rows = Vec::new();
        for (called, (id, slug)) in new.into_iter().zip(named) {
            let seq = tx.append(Change::of(Kind::Person, Event::Created, id, slug.clone()));
            self.people.add((), called.name.clone(), id);
            rows.push(person::ActiveModel {
                id: Set(id),
                slug: Set(slug),
                name: Set(called.name.clone()),
                name_key: Set(name::key(Kind::Person, &called.name)),
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
    pub(super) async fn make_tags(&mut self, tx: &mut Tx, articles: &[&Incoming]) -> Result<()> {
        let called: Vec<&TagCalled> = articles.iter().flat_map(|article| &article.tags).collect();
        for names in called.chunks(NAMES) {
            let keys = names.iter().map(|called| name::key(Kind::Tag, &called.tag.name));
            let codes: Vec<&str> = names.iter().filter_map(|called| called.code.as_deref()).collect();
            let with_key = tag::Column::NameKey.is_in(keys);
            let meant = if codes.is_empty() { with_key } else { with_key.or(tag::Column::Code.is_in(codes)) };
            let query = tag::Entity::find().filter(meant).order_by_asc(tag::Column::Id);
            for row in tx.all::<tag::Model>(&query.into_query()).await? {
                self.know_tag(row);
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
                names.for_each(|((scheme, key), id)| self.tags.add_key(scheme.clone(), key.clone(), *id));
            }
        }
        let (mut seen, mut codes) = (HashSet::new(), HashSet::new());
        let new: Vec<&TagCalled> = called
            .into_iter()
            .filter(|called| {
                let TagCalled { tag, scheme, code } = called;
                self.tag(called).is_none()
                    && code.as_ref().is_none_or(|code| codes.insert((scheme, code)))
                    && seen.insert((scheme, name::key(Kind::Tag, &tag.name)))
            })
            .collect();
        let bare: Vec<&Called> = new.iter().map(|called| &called.tag).collect();
        let named = new_names(tx, Kind::Tag, &bare).await?;
        let now = tx.now().timestamp_millis();
        let mut rows = Vec::new();
        for (called, (id, slug)) in new.into_iter().zip(named) {
            let seq = tx.append(Change::of(Kind::Tag, Event::Created, id, slug.clone()));
            let row = tag::Model {
                id,
                slug,
                name: called.tag.name.clone(),
                name_key: name::key(Kind::Tag, &called.tag.name),
                article_count: 0,
                created_at: now,
                updated_at: now,
                scheme: called.scheme.clone(),
                code: called.code.clone(),
                version: 1,
                seq,
            };
            self.know_tag(row.clone());
            rows.push(tag::ActiveModel::from(row).reset_all());
        }
        tx.insert(rows).await
    }

    /// Lets a tag be found by its name and its code.
    fn know_tag(&mut self, row: tag::Model) {
        let tag::Model { id, name, name_key, scheme, code, .. } = row;
        self.tags.add_keyed(scheme.clone(), name, name_key, id);
        if let Some(code) = code {
            self.codes.entry((scheme, code)).or_insert(id);
        }
    }
}
